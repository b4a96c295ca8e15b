"""Checks whole exchanges against the descriptions of an API."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from .description import Description, Node, Operation
from .exchange import Answer, Response
from .schemas import SchemaChecker


@dataclass
class Rules:
    """What the descriptions of an API leave unsaid.

    - `unchecked`: paths, with `*`, that no description has.
    - `errors`: the schema of failures whose status is not described, or a reference to it in the description.
    - `nulls`: null may stand for absent members of responses.
    - `extra_query`: parameters that the vendor's own clients send without a description.
    - `ignore_case`: in paths.
    """

    unchecked: list[str] = field(default_factory=list)
    errors: str | dict | None = None
    nulls: bool = False
    extra_query: set[str] = field(default_factory=set)
    ignore_case: bool = False


class Contract:
    """The descriptions of an API. `errata` is a JSON file with an object that has a list of errata under the name of
    the API, for its first description, or under `NAME:FILE` for the description in that file."""

    def __init__(self, name: str, files: list[str], errata: str | None, rules: Rules):
        known = json.loads(Path(errata).read_text()) if errata else {}
        self.rules = rules
        self.descriptions = []
        for index, file in enumerate(files):
            fixes = (known.get(name, []) if index == 0 else []) + known.get(f"{name}:{Path(file).name}", [])
            self.descriptions.append(Description(file, fixes, rules.ignore_case))

    def violations(self, entry: dict, answer: Answer) -> Iterator[str]:
        """What is wrong with a recorded exchange."""
        if any(fnmatchcase(entry["path"], pattern) for pattern in self.rules.unchecked):
            return
        for description in self.descriptions:
            if operation := description.operation(entry["method"], entry["path"]):
                yield from ExchangeCheck(description, operation, self.rules, entry).violations(answer)
                return
        if entry["status"] not in (404, 405):
            yield "no operation is described"


@dataclass
class ExchangeCheck:
    """The check of one exchange against its operation."""

    description: Description
    operation: Operation
    rules: Rules
    entry: dict

    def violations(self, answer: Answer) -> Iterator[str]:
        """A request that was refused with 400 or 422 may be anything."""
        if self.entry["status"] not in (400, 422):
            yield from self.parameter_problems()
            yield from self.request_body_problems()
        if isinstance(answer, Response):
            yield from self.response_problems()

    # Parameters

    def parameter_problems(self) -> Iterator[str]:
        described = set()
        for parameter in self.operation.parameters:
            values = self.values(parameter, described)
            if values is None:
                continue
            if parameter.get("required") and not values:
                yield f"{parameter['in']} parameter {parameter['name']} is missing"
            schema = Node(parameter.get("schema", parameter), parameter["file"])
            for value in values:
                yield from self.checker(True).problems(
                    scalar(self.description.follow(schema)), typed(value, schema.value), f"?{parameter['name']}"
                )
        for name in self.entry["query"].keys() - described - self.rules.extra_query:
            yield f"query parameter {name} is not described"

    def values(self, parameter: dict, described: set[str]) -> list[str] | None:
        """The values given for a parameter; None when it is of a kind that is not checked here. A name such as
        `metadata.{key}` stands for many."""
        name = parameter["name"]
        match parameter["in"]:
            case "query":
                pattern = re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(name)))
                given = [key for key in self.entry["query"] if pattern.fullmatch(key)]
                described.update(given)
                return [value for key in given for value in self.entry["query"][key]]
            case "header":
                fields = self.entry["request_headers"].items()
                return [value for key, value in fields if key.lower() == name.lower()]
            case "path":
                return self.path_values(name)
            case _:
                return None

    def path_values(self, name: str) -> list[str]:
        names = re.findall(r"\{([^}]+)\}", self.operation.template)
        match = self.operation.pattern.fullmatch(self.entry["path"])
        return [match[names.index(name) + 1]] if match and name in names else []

    # Bodies

    def request_body_problems(self) -> Iterator[str]:
        schema, required = self.request_schema()
        body = self.entry["request"]
        if body is None:
            # Clients may ask who has to sign in, by a request without its body.
            if required and self.entry["status"] != 401:
                yield "the body of the request is missing"
        elif schema is None:
            yield "the request has a body, and none is described"
        elif "-patch+" not in self.content_type():
            yield from self.checker(True).problems(schema, body, "request")

    def request_schema(self) -> tuple[Node | None, bool]:
        if self.description.is_openapi:
            node = self.description.follow(Node(self.operation.node.value.get("requestBody", {}), self.operation.node.file))
            return self.content_schema(node), bool(node.value.get("required"))
        for parameter in self.operation.parameters:
            if parameter["in"] == "body":
                return Node(parameter.get("schema", {}), parameter["file"]), bool(parameter.get("required"))
        return None, False

    def response_problems(self) -> Iterator[str]:
        node = self.response_node()
        if node is None:
            yield "the status is not described"
            return
        schema = self.content_schema(node) if self.description.is_openapi else self.schema_of(node)
        body = self.entry["response"]
        if schema is not None and body is None:
            may_be_empty = self.entry["method"] == "HEAD" or schema.value.get("type") == "string"
            if not may_be_empty:
                yield "the body of the response is missing"
        elif schema is not None:
            yield from self.checker(False).problems(schema, body, "response")
        elif body is not None and self.entry["status"] == 204:
            yield "status 204 with a body"

    def response_node(self) -> Node | None:
        responses, file = self.operation.node.value["responses"], self.operation.node.file
        status = self.entry["status"]
        found = responses.get(str(status))
        if found is None and status >= 400:
            found = responses.get("default") or self.usual_failure()
        return None if found is None else self.description.follow(Node(found, file))

    def usual_failure(self) -> dict | None:
        if self.rules.errors is None:
            return None
        schema = {"$ref": self.rules.errors} if isinstance(self.rules.errors, str) else self.rules.errors
        return {"schema": schema, "content": {"application/json": {"schema": schema}}}

    def content_schema(self, node: Node) -> Node | None:
        """The schema of the first kind of content; nearly all descriptions have one only."""
        content = next(iter(node.value.get("content", {}).values()), None)
        return self.schema_of(Node(content, node.file)) if content else None

    def schema_of(self, node: Node) -> Node | None:
        return Node(node.value["schema"], node.file) if "schema" in node.value else None

    def content_type(self) -> str:
        fields = {name.lower(): value for name, value in self.entry["request_headers"].items()}
        return fields.get("content-type", "application/json")

    def checker(self, is_request: bool) -> SchemaChecker:
        return SchemaChecker(self.description, is_request, self.rules.nulls)


def scalar(schema: Node) -> Node:
    """The schema of one value of a parameter; what is in a list is not checked."""
    keep = ("type", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "format")
    if schema.value.get("type") == "array":
        return Node({}, schema.file)
    return Node({key: schema.value[key] for key in keep if key in schema.value}, schema.file)


def typed(text: str, schema: dict) -> Any:
    """The value that the text of a parameter stands for; the text itself when it is of another type."""
    try:
        match schema.get("type"):
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "boolean":
                return {"true": True, "false": False, "1": True, "0": False}[text.lower()]
    except (ValueError, KeyError):
        pass
    return text
