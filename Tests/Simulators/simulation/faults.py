"""Faults on demand: what a request meets on its way, or its answer on its way back."""

import json
import random
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

from .exchange import Refusal, Request, Response

HEADER = "X-Simulator-Fault"


@dataclass
class Fault:
    """One fault. It concerns requests with `method` and a `path`, both patterns with `*`, and of those not the first
    `skip`, then `times` (null: all), each with `chance`.

    - `delay`: seconds before anything happens.
    - `status`, `headers`, `body`: the answer in place of the real one. `effect` says whether the request is carried
      out all the same.
    - `cut`: the connection ends without an answer, `"before"` the request is carried out or `"after"`.
    - `truncate`: the connection ends after so many bytes of the answer's body.
    - `slow`: the answer's body comes in eight pieces, with so many seconds before each.
    """

    method: str = "*"
    path: str = "*"
    skip: int = 0
    times: int | None = 1
    chance: float = 1.0
    delay: float = 0.0
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    effect: bool = False
    cut: str | None = None
    truncate: int | None = None
    slow: float = 0.0

    @classmethod
    def parse(cls, values: Any) -> "Fault":
        known = {one.name for one in fields(cls)}
        if not isinstance(values, dict) or not values.keys() <= known:
            raise Refusal(Response.json({"error": f"a fault is an object with some of {sorted(known)}"}, 400))
        fault = cls(**values)
        if fault.cut not in (None, "before", "after"):
            raise Refusal(Response.json({"error": 'cut is "before" or "after"'}, 400))
        return fault

    def concerns(self, request: Request) -> bool:
        return fnmatchcase(request.method, self.method) and fnmatchcase(request.path, self.path)

    @property
    def prevents_effect(self) -> bool:
        return self.cut == "before" or (self.status is not None and not self.effect)

    def response(self) -> Response:
        """The answer in place of the real one."""
        body = {"error": "a fault of the simulator"} if self.body is None else self.body
        response = Response.json(body, self.status or 500, self.headers)
        return response if self.body != "" else Response(response.status, b"", dict(self.headers))


def in_header(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as problem:
        raise Refusal(Response.json({"error": f"{HEADER} is no JSON: {problem}"}, 400)) from problem


class Faults:
    """The faults that wait for their requests. Chance is drawn from a seed, so that a story can be told again."""

    def __init__(self, seed: int = 0):
        self.lock = threading.Lock()
        self.random = random.Random(seed)
        self.waiting: list[Fault] = []

    def add(self, faults: Iterable[Fault]) -> None:
        with self.lock:
            self.waiting.extend(faults)

    def clear(self) -> None:
        with self.lock:
            self.waiting.clear()

    def listed(self) -> list[dict]:
        with self.lock:
            return [asdict(fault) for fault in self.waiting]

    def take(self, request: Request) -> Fault | None:
        """The fault that this request meets: the one in its header, or the first that waits for it."""
        if text := request.header(HEADER):
            return Fault.parse(in_header(text))
        with self.lock:
            for fault in self.waiting:
                if fault.concerns(request) and self.strikes(fault):
                    return fault
        return None

    def strikes(self, fault: Fault) -> bool:
        if fault.skip > 0:
            fault.skip -= 1
            return False
        if self.random.random() >= fault.chance:
            return False
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.waiting = [other for other in self.waiting if other is not fault]
        return True
