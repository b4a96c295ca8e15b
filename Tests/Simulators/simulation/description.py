"""Reads descriptions of APIs: OpenAPI 3.0 and Swagger 2, in JSON, with references across files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


class Node(NamedTuple):
    """A part of a description and the file that it stands in, which its references are relative to."""

    value: Any
    file: Path


@dataclass(frozen=True)
class Operation:
    """`parameters` are those of the path and of the operation, references followed."""

    method: str
    template: str
    pattern: re.Pattern
    parameters: list[dict]
    node: Node


class Description:
    """One description, with its errata applied."""

    def __init__(self, file: str, errata: list[dict], ignore_case: bool = False):
        self.file = Path(file).resolve()
        self.main = json.loads(self.file.read_text(encoding="utf-8-sig"))
        for erratum in errata:
            self.correct(erratum)
        self.is_openapi = "openapi" in self.main
        self.operations = sorted(self.find_operations(ignore_case), key=lambda one: precedence(one.template))

    def correct(self, erratum: dict) -> None:
        """An erratum is an object with a JSON `pointer` and what to `set` there, or, with `delete_enum`, the pointer
        of a parameter by its name whose values are not only those listed. One that does not fit is an error: the
        description has changed."""
        *parents, last = [unescape(part) for part in erratum["pointer"].split("/")[1:]]
        node = self.main
        try:
            for part in parents:
                node = node[part]
            if erratum.get("delete_enum"):
                next(one for one in node if one["name"] == last)["schema"].pop("enum")
            else:
                node[last] = erratum["set"]
        except (KeyError, TypeError, StopIteration) as problem:
            raise SystemExit(f"an erratum does not fit {self.file}: {erratum['pointer']}") from problem

    def find_operations(self, ignore_case: bool) -> Iterator[Operation]:
        base = self.main.get("basePath", "").rstrip("/")
        for path, item in self.main["paths"].items():
            template = base + path.split("?")[0]
            pattern = re.compile(path_expression(template), re.IGNORECASE if ignore_case else 0)
            for method in METHODS:
                if method in item:
                    node = Node(item[method], self.file)
                    yield Operation(method.upper(), template, pattern, self.parameters(item, node.value), node)

    def parameters(self, item: dict, operation: dict) -> list[dict]:
        """Those of the operation replace those of the path with the same name and place."""
        found = {}
        for given in item.get("parameters", []) + operation.get("parameters", []):
            node = self.follow(Node(given, self.file))
            found[node.value["in"], node.value["name"]] = {**node.value, "file": node.file}
        return list(found.values())

    def operation(self, method: str, path: str) -> Operation | None:
        return next((one for one in self.matching(path) if one.method == method), None)

    def matching(self, path: str) -> Iterator[Operation]:
        return (one for one in self.operations if one.pattern.fullmatch(path))

    def follow(self, node: Node) -> Node:
        """The node, or what it refers to."""
        while isinstance(node.value, dict) and "$ref" in node.value:
            name, _, pointer = node.value["$ref"].partition("#")
            file = (node.file.parent / name).resolve() if name else node.file
            value = self.main if file == self.file else load(file)
            for part in pointer.split("/")[1:]:
                value = value[unescape(part)]
            node = Node(value, file)
        return node


@lru_cache(maxsize=None)
def load(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8-sig"))


def unescape(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def path_expression(template: str) -> str:
    return re.sub(r"\\\{[^/]+?\\\}", "([^/]+)", re.escape(template.rstrip("/"))) + "/?"


def precedence(template: str) -> tuple:
    """Fixed segments win over those with names."""
    return (template.count("{"), -len(template))
