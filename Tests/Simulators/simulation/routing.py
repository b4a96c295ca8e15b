"""Which handler answers which method and path."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True)
class Route:
    """`pattern` matches the encoded path; `rank` is smaller the more of the path is fixed."""

    method: str
    template: str
    pattern: re.Pattern
    rank: tuple
    handler: Callable


class Router:
    """Routes by method and path template. `{name}` stands for one segment, `{name...}` for all the rest.

    Where several templates match, the one with more fixed segments wins. Handlers are functions of the simulation
    and the request.
    """

    def __init__(self, ignore_case: bool = False):
        self.ignore_case = ignore_case
        self.routes: list[Route] = []

    def route(self, methods: str, template: str) -> Callable:
        """A decorator; `methods` has several methods with blanks in between, or `*` for any."""

        def add(handler: Callable) -> Callable:
            pattern = re.compile(expression(template), re.IGNORECASE if self.ignore_case else 0)
            for method in methods.split():
                self.routes.append(Route(method, template, pattern, rank(template), handler))
            self.routes.sort(key=lambda route: route.rank)
            return handler

        return add

    def get(self, template: str) -> Callable:
        return self.route("GET", template)

    def post(self, template: str) -> Callable:
        return self.route("POST", template)

    def put(self, template: str) -> Callable:
        return self.route("PUT", template)

    def patch(self, template: str) -> Callable:
        return self.route("PATCH", template)

    def delete(self, template: str) -> Callable:
        return self.route("DELETE", template)

    def find(self, method: str, path: str) -> tuple[Callable, dict[str, str]] | None:
        """The handler and the decoded parts of the path; None when nothing answers there."""
        for route, match in self.matching(path):
            if route.method in (method, "*"):
                return route.handler, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    def methods(self, path: str) -> set[str]:
        """What can be done at the path; empty when it is nowhere."""
        return {route.method for route, _ in self.matching(path)}

    def matching(self, path: str) -> Iterator[tuple[Route, re.Match]]:
        for route in self.routes:
            if match := route.pattern.fullmatch(path):
                yield route, match


def expression(template: str) -> str:
    """The regular expression of a template; a slash at the end of a path is ignored."""
    fixed = re.escape(template)
    rest = re.sub(r"\\\{(\w+)\\\.\\\.\\\.\\\}", r"(?P<\1>.*)", fixed)
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", rest) + "/?"


def rank(template: str) -> tuple:
    return ("..." in template, template.count("{"), -len(template))
