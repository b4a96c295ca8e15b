"""Checks values against the schemas of a description: the subset of JSON Schema that OpenAPI 3.0 and Swagger 2 use.

Stricter than the letter in one point: an object may have only the members that its schema names, unless that says
what others may be. Published schemas leave this open, and a wrong name would go unnoticed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .description import Description, Node

TYPES = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "file": lambda value: True,
}

DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
BASE64 = re.compile(r"[A-Za-z0-9+/\s]*={0,2}\s*")

FORMATS = {
    "int32": lambda value: not isinstance(value, int) or -(2**31) <= value < 2**31,
    "int64": lambda value: not isinstance(value, int) or -(2**63) <= value < 2**63,
    "date-time": lambda value: not isinstance(value, str) or bool(DATE_TIME.fullmatch(value)),
    "byte": lambda value: not isinstance(value, str) or bool(BASE64.fullmatch(value)),
}

LIMITS = {
    "minLength": lambda value, limit: not isinstance(value, str) or len(value) >= limit,
    "maxLength": lambda value, limit: not isinstance(value, str) or len(value) <= limit,
    "pattern": lambda value, limit: not isinstance(value, str) or bool(re.search(limit, value)),
    "minItems": lambda value, limit: not isinstance(value, list) or len(value) >= limit,
    "maxItems": lambda value, limit: not isinstance(value, list) or len(value) <= limit,
    "minimum": lambda value, limit: not isinstance(value, int | float) or value >= limit,
    "maximum": lambda value, limit: not isinstance(value, int | float) or value <= limit,
    "enum": lambda value, limit: value in limit,
}


@dataclass
class Members:
    """What an object may have, of all the schemas that `allOf` joins."""

    properties: dict[str, Node] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    others: Node | bool | None = None


class SchemaChecker:
    """Checks the values of one side. Of requests, members that are `readOnly` are not required; in responses null may
    stand for what is not there when `nulls` says so, as servers in Go write absent lists."""

    def __init__(self, description: Description, is_request: bool, nulls: bool):
        self.description = description
        self.is_request = is_request
        self.nulls = nulls and not is_request

    def problems(self, schema: Node, value: Any, where: str = "") -> Iterator[str]:
        """What is wrong with a value, each with the JSON pointer to it."""
        schema = self.description.follow(schema)
        rules = schema.value
        if value is None and (rules.get("nullable") or rules.get("x-nullable")):
            return
        if not self.has_type(rules, value):
            yield f"{where}: {brief(value)} is no {rules['type']}"
            return
        yield from self.broken_limits(rules, value, where)
        yield from self.choices(schema, value, where)
        if "items" in rules and isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.problems(Node(rules["items"], schema.file), item, f"{where}/{index}")
        yield from self.joined(schema, value, where)

    def has_type(self, rules: dict, value: Any) -> bool:
        types = rules.get("type", [])
        names = types if isinstance(types, list) else [types]
        return not names or any(TYPES[name](value) for name in names)

    def broken_limits(self, rules: dict, value: Any, where: str) -> Iterator[str]:
        for name, holds in LIMITS.items():
            if name in rules and not holds(value, rules[name]):
                yield f"{where}: {brief(value)} breaks {name} {brief(rules[name])}"
        if not FORMATS.get(rules.get("format"), lambda _: True)(value):
            yield f"{where}: {brief(value)} has not the format {rules['format']}"

    def choices(self, schema: Node, value: Any, where: str) -> Iterator[str]:
        for name in ("anyOf", "oneOf"):
            choices = schema.value.get(name, [])
            found = [list(self.problems(Node(one, schema.file), value, where)) for one in choices]
            if found and all(found):
                yield from min(found, key=len)

    def joined(self, schema: Node, value: Any, where: str) -> Iterator[str]:
        """The members of an object; what `allOf` joins that are no objects are checked each by itself."""
        members = self.members(schema)
        if members is None:
            for one in schema.value["allOf"]:
                yield from self.problems(Node(one, schema.file), value, where)
        elif isinstance(value, dict):
            yield from self.object_problems(members, value, where)

    def members(self, schema: Node) -> Members | None:
        found, left = Members(), [schema]
        while left:
            value, file = self.description.follow(left.pop())
            if "enum" in value or value.get("type", "object") != "object":
                return Members() if "allOf" not in schema.value else None
            for name, one in value.get("properties", {}).items():
                found.properties[name] = Node(one, file)
            found.required |= set(value.get("required", []))
            if "additionalProperties" in value:
                given = value["additionalProperties"]
                found.others = Node(given, file) if isinstance(given, dict) else given
            left += [Node(one, file) for one in value.get("allOf", [])]
        return found

    def object_problems(self, members: Members, value: dict, where: str) -> Iterator[str]:
        for name in sorted(members.required - value.keys()):
            if not self.may_lack(members.properties.get(name)):
                yield f"{where}: {name} is missing"
        for name, one in value.items():
            place = f"{where}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in members.properties:
                if one is not None or not self.nulls:
                    yield from self.problems(members.properties[name], one, place)
            elif isinstance(members.others, Node):
                yield from self.problems(members.others, one, place)
            elif members.others is False or (members.others is None and members.properties):
                yield f"{place}: not described"

    def may_lack(self, node: Node | None) -> bool:
        """`x-rcw-writeOnly` is of our errata: secrets that an API takes and never gives back."""
        flag = "readOnly" if self.is_request else "x-rcw-writeOnly"
        return node is not None and (flag in node.value or flag in self.description.follow(node).value)


def brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:99] + "…"
