"""Rate limits as Fly documents them: one request a second for each action and each machine or app, three at once;
five a second, and ten at once, for reading a machine."""

import re
import threading
import time

MACHINE = re.compile(r"/v1/apps/([^/]+)/machines/([^/]+)(?:/([^/]+))?(?:/.*)?")


class Pace:
    """Buckets of tokens. `rate` is how many requests a second there may be; 0 for any number."""

    def __init__(self, rate: float):
        self.rate = rate
        self.lock = threading.Lock()
        self.buckets: dict[tuple, tuple[float, float]] = {}

    def allows(self, method: str, path: str) -> bool:
        if self.rate <= 0:
            return True
        action, subject = self.kind(method, path)
        rate, burst = (self.rate * 5, 10) if action == "GET" else (self.rate, 3)
        now = time.monotonic()
        with self.lock:
            tokens, moment = self.buckets.get((action, subject), (burst, now))
            tokens = min(burst, tokens + (now - moment) * rate)
            self.buckets[action, subject] = (tokens - 1 if tokens >= 1 else tokens, now)
            return tokens >= 1

    @staticmethod
    def kind(method: str, path: str) -> tuple[str, str]:
        if match := MACHINE.fullmatch(path):
            return (f"{method} {match[3]}" if match[3] else method), match[2]
        return f"{method} {path}", ""
