"""All that was said, and what was wrong with it."""

import json
import threading
import time
from fnmatch import fnmatchcase
from typing import Any

from .exchange import Answer, Request, Response


class Journal:
    """The exchanges in the order in which they were answered, and the violations found in them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.start = time.monotonic()
        self.exchanges: list[dict] = []
        self.violations: list[str] = []

    def record(self, request: Request, answer: Answer | None, fault: dict | None) -> dict:
        """Adds an exchange; `answer` is None when the connection was cut before there was one."""
        entry = {
            "seconds": round(time.monotonic() - self.start, 6),
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "request_headers": dict(request.headers),
            "request": readable(request.body, request.header("Content-Type")),
            "status": answer.status if answer else None,
            "response_headers": dict(answer.headers) if answer else {},
            "response": response_of(answer),
            "fault": fault,
        }
        with self.lock:
            entry["number"] = len(self.exchanges) + 1
            self.exchanges.append(entry)
        return entry

    def complain(self, violation: str) -> None:
        with self.lock:
            self.violations.append(violation)

    def selected(self, method: str, path: str) -> list[dict]:
        """The exchanges with a method and path, both patterns with `*`."""
        with self.lock:
            return [
                entry
                for entry in self.exchanges
                if fnmatchcase(entry["method"], method) and fnmatchcase(entry["path"], path)
            ]

    def complaints(self) -> list[str]:
        with self.lock:
            return list(self.violations)

    def clear(self) -> None:
        """Forgets the exchanges, not what was wrong with them."""
        with self.lock:
            self.exchanges.clear()


def response_of(answer: Answer | None) -> Any:
    if isinstance(answer, Response):
        return readable(answer.body, answer.headers.get("Content-Type", ""))
    return None


def readable(body: bytes, content_type: str) -> Any:
    """A body as JSON shows it: None when empty, what it holds when it is JSON, else its text or its size."""
    if not body:
        return None
    if "json" in content_type or "yaml" in content_type or not content_type:
        try:
            return json.loads(body)
        except ValueError:
            pass
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"bytes": len(body)}
