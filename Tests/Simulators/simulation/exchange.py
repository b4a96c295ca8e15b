"""What goes in and out of a simulator: requests, and the three kinds of answers to them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Request:
    """One request as it came in.

    `path` is as it was sent, percent-encoded; `parameters` are the decoded parts of the path that the route named.
    `certificate` is the client's, as `ssl.SSLSocket.getpeercert` describes it; None without one.
    """

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    certificate: dict | None = None
    parameters: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, default: str | None = None) -> str | None:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]

    def flag(self, name: str) -> bool:
        return (self.value(name) or "").lower() in ("1", "true", "yes")

    def header(self, name: str, default: str = "") -> str:
        return self.headers.get(name) or default

    @property
    def content_type(self) -> str:
        return self.header("Content-Type").split(";")[0].strip().lower()

    def json(self) -> Any:
        """The body; None when it is empty. Whatever is no JSON is refused with status 400."""
        if not self.body:
            return None
        try:
            return json.loads(self.body)
        except ValueError as problem:
            raise Refusal(Response.json({"error": f"the body is no JSON: {problem}"}, 400)) from problem


@dataclass
class Response:
    """A whole answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> "Response":
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})

    @classmethod
    def text(cls, text: str, status: int = 200) -> "Response":
        return cls(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})


@dataclass
class Stream:
    """An answer in chunks, each sent at once. The iterator is closed when it ends or the client has gone away.

    It notices that only when it sends: an iterator that may be silent for long should yield empty bytes now and
    then, which send nothing and look after the connection.
    """

    chunks: Iterator[bytes]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Upgrade:
    """An answer with status 101 after which `talk` has the connection to itself, until it returns.

    `talk` gets the socket, which is a `ssl.SSLSocket` over TLS, and the file that requests were read from: what the
    client has sent already may be in its buffer, so read from there only.
    """

    talk: Callable[[Any, Any], None]
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 101


Answer = Response | Stream | Upgrade


class Refusal(Exception):
    """Thrown anywhere in a handler: the request is answered with `response`."""

    def __init__(self, response: Response):
        super().__init__(f"status {response.status}")
        self.response = response
