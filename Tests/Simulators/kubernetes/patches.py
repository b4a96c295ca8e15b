"""The four kinds of patches, and who owns which field."""

import copy
import json
import re

from .failures import refusal
from .kinds import merge_key
from .store import now


def merge(target, patch):
    """RFC 7386."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def strategic(target, patch, path=()):
    """Kubernetes' own: as a merge, but lists whose objects have a key are merged by it."""
    if isinstance(patch, list):
        return strategic_list(target if isinstance(target, list) else [], patch, path)
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, dict) else {}
    if patch.get("$patch") == "replace":
        result, patch = {}, {key: value for key, value in patch.items() if key != "$patch"}
    for key, value in patch.items():
        if key.startswith("$setElementOrder") or key == "$retainKeys":
            continue
        if key.startswith("$deleteFromPrimitiveList/"):
            name = key.partition("/")[2]
            result[name] = [one for one in result.get(name, []) if one not in value]
        elif value is None:
            result.pop(key, None)
        else:
            result[key] = strategic(result.get(key), value, (*path, key))
    return result


def strategic_list(target, patch, path):
    marked = [one for one in patch if isinstance(one, dict) and one.get("$patch") == "replace"]
    key = merge_key(path, [one for one in patch if not (isinstance(one, dict) and one.keys() == {"$patch"})])
    if marked or key is None:
        return [copy.deepcopy(one) for one in patch if one not in marked]
    result = list(target)
    for one in patch:
        index = next((place for place, other in enumerate(result) if other.get(key) == one[key]), None)
        if one.get("$patch") == "delete":
            result = [other for other in result if other.get(key) != one[key]]
        elif index is None:
            result.append(copy.deepcopy(one))
        else:
            result[index] = strategic(result[index], one, (*path, "item"))
    return result


def json_patch(target, operations):
    """RFC 6902, without `move` and `copy`."""
    result = copy.deepcopy(target)
    for operation in operations:
        *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        node = result
        try:
            for part in parents:
                node = node[int(part)] if isinstance(node, list) else node[part]
            apply_operation(node, last, operation)
        except (KeyError, IndexError, ValueError, TypeError) as problem:
            raise refusal("Invalid", f"the server rejected our request due to an error in our request: {problem}") \
                from problem
    return result


def apply_operation(node, last, operation):
    if operation["op"] == "test":
        if node[last] != operation["value"]:
            raise ValueError("test failed")
    elif isinstance(node, list):
        index = len(node) if last == "-" else int(last)
        if operation["op"] == "remove":
            del node[index]
        elif operation["op"] == "replace":
            node[index] = operation["value"]
        else:
            node.insert(index, operation["value"])
    elif operation["op"] == "remove":
        del node[last]
    else:
        node[last] = operation["value"]


# Server-side apply: fields as tuples of `f:NAME` and `k:{"KEY":VALUE}`, as FieldsV1 has them.

NEVER_OWNED = {("f:apiVersion",), ("f:kind",), ("f:metadata",), ("f:metadata", "f:name"), ("f:metadata", "f:namespace")}


def leaves(thing, path=(), names=()):
    """The fields of an object that hold something, with what they hold."""
    if isinstance(thing, dict) and thing:
        for key, value in thing.items():
            yield from leaves(value, (*path, f"f:{key}"), (*names, key))
    elif isinstance(thing, list) and thing and (key := merge_key(names, thing)):
        for one in thing:
            step = "k:" + json.dumps({key: one[key]}, separators=(",", ":"))
            yield from leaves(one, (*path, step), (*names, "item"))
    elif path not in NEVER_OWNED:
        yield path, thing


def fields_v1(paths):
    tree = {}
    for path in sorted(paths):
        node = tree
        for step in path:
            node = node.setdefault(step, {})
    return tree


def paths_of(tree, path=()):
    if not tree:
        return {path} if path else set()
    found = set()
    for step, rest in tree.items():
        found |= paths_of(rest, (*path, step))
    return found


def readable(path):
    """`.spec.template.spec.containers[name="dev"].image`"""
    text = ""
    for step in path:
        if step.startswith("f:"):
            text += "." + step[2:]
        else:
            key, value = next(iter(json.loads(step[2:]).items()))
            text += f"[{key}={json.dumps(value)}]"
    return text


def remove_path(thing, path, names=()):
    """Takes a field out, and what is empty then."""
    step, *rest = path
    if step.startswith("f:"):
        name = step[2:]
        if not isinstance(thing, dict) or name not in thing:
            return
        if rest:
            remove_path(thing[name], rest, (*names, name))
        if not rest or thing[name] in ({}, []):
            thing.pop(name, None)
    else:
        key, value = next(iter(json.loads(step[2:]).items()))
        index = next((place for place, one in enumerate(thing) if one.get(key) == value), None)
        if index is not None:
            if rest:
                remove_path(thing[index], rest, (*names, "item"))
            if not rest or set(thing[index]) <= {key}:
                del thing[index]


def applied(live: dict | None, config: dict, manager: str, force: bool) -> dict:
    """What a server-side apply makes of an object, with the managers of its fields up to date."""
    config = copy.deepcopy(config)
    config.get("metadata", {}).pop("managedFields", None)
    wanted = dict(leaves(config))
    base = copy.deepcopy(live) if live else {}
    managers = base.get("metadata", {}).pop("managedFields", []) if live else []
    current = dict(leaves(base))
    check_conflicts(wanted, current, managers, manager, force)
    mine = next((one for one in managers if one["manager"] == manager and one["operation"] == "Apply"), None)
    others = [one for one in managers if one is not mine]
    for one in others:
        owned = paths_of(one["fieldsV1"]) - {path for path in wanted if current.get(path) != wanted[path]}
        one["fieldsV1"] = fields_v1(owned)
    held = set().union(*(paths_of(one["fieldsV1"]) for one in others)) if others else set()
    for path in sorted((paths_of(mine["fieldsV1"]) if mine else set()) - set(wanted) - held, reverse=True):
        remove_path(base, path)
    result = strategic(base, config)
    entry = {"manager": manager, "operation": "Apply", "apiVersion": config["apiVersion"], "time": now(),
             "fieldsType": "FieldsV1", "fieldsV1": fields_v1(wanted)}
    kept = [one for one in others if one["fieldsV1"]]
    result.setdefault("metadata", {})["managedFields"] = [*kept, entry] if wanted else kept
    return result


def check_conflicts(wanted, current, managers, manager, force):
    if force:
        return
    causes = []
    for one in managers:
        if one["manager"] == manager and one["operation"] == "Apply":
            continue
        for path in sorted(paths_of(one["fieldsV1"]) & set(wanted)):
            if current.get(path) != wanted[path]:
                using = f' using {one["apiVersion"]}' if one["operation"] == "Update" else ""
                causes.append({"reason": "FieldManagerConflict", "field": readable(path),
                               "message": f'conflict with "{one["manager"]}"{using}'})
    if causes:
        names = ", ".join(f'{cause["message"]}: {cause["field"]}' for cause in causes)
        word = "conflict" if len(causes) == 1 else "conflicts"
        raise refusal("Conflict", f"Apply failed with {len(causes)} {word}: {names}", causes)


def updated(before: dict | None, after: dict, manager: str) -> dict:
    """Notes who changed what by other means than an apply."""
    managers = copy.deepcopy((before or {}).get("metadata", {}).get("managedFields", []))
    result = copy.deepcopy(after)
    result.get("metadata", {}).pop("managedFields", None)
    old = dict(leaves({key: value for key, value in (before or {}).items() if key != "status"}))
    new = dict(leaves({key: value for key, value in result.items() if key != "status"}))
    system = {"f:managedFields", "f:resourceVersion", "f:uid", "f:creationTimestamp", "f:generation"}
    changed = {path for path, value in new.items() if old.get(path, old) != value and not
               (path[0] == "f:metadata" and len(path) > 1 and path[1] in system)}
    gone = {path for path in old if path not in new}
    if changed or gone:
        mine = next((one for one in managers if one["manager"] == manager and one["operation"] == "Update"), None)
        if mine is None:
            mine = {"manager": manager, "operation": "Update", "apiVersion": result.get("apiVersion"),
                    "fieldsType": "FieldsV1", "fieldsV1": {}}
            managers.append(mine)
        for one in managers:
            owned = paths_of(one["fieldsV1"]) - gone - (changed if one is not mine else set())
            one["fieldsV1"] = fields_v1(owned | (changed if one is mine else set()))
        mine["time"] = now()
    result["metadata"]["managedFields"] = [one for one in managers if one["fieldsV1"]]
    return result


def manager_name(request) -> str:
    """As the server names who does not say: by the program."""
    agent = re.split(r"[/ ]", request.header("User-Agent") or "unknown")[0]
    return request.value("fieldManager") or agent
