"""The types of resources: what each takes, and how it behaves."""

import copy
import time

from simulation import Response

from .failures import refuse
from .world import Place, Resource, timestamp


class Kind:
    """A type that keeps what it is given, at once."""

    needs_parent = True
    parent_pairs = 1
    absence = "ResourceNotFound"

    def __init__(self, type: str):
        self.type = type

    # What subclasses may do otherwise

    def check(self, call, place: Place, body: dict, now: Resource | None) -> None:
        """Refuses what Azure would."""

    def keep(self, call, resource: Resource, body: dict) -> None:
        """Takes what is given; secrets go to `hidden`."""
        resource.body = body

    def properties(self, call, resource: Resource) -> dict:
        """What the service adds."""
        return {"provisioningState": resource.state}

    # Verbs

    def put(self, call, place: Place, now: Resource | None, body: dict) -> Response:
        self.check(call, place, body, now)
        resource = now or Resource(place.text, self.type, {})
        self.keep(call, resource, copy.deepcopy(body))
        if now is None:
            call.world.resources[place.key] = resource
        return self.made(call, resource, now is None)

    def made(self, call, resource: Resource, is_new: bool) -> Response:
        return Response.json(self.described(call, resource), 201 if is_new else 200)

    def patch(self, call, resource: Resource, body: dict) -> Response:
        resource.body = merged(resource.body, body)
        return Response.json(self.described(call, resource))

    def delete(self, call, resource: Resource) -> Response:
        call.world.remove(resource)
        return Response(200)

    def act(self, call, resource: Resource, verb: list[str], given: list[str]) -> Response:
        raise refuse(404, "NotFound", "There is no such action.")

    # Answers

    def described(self, call, resource: Resource) -> dict:
        body = copy.deepcopy(resource.body)
        properties = {**(body.get("properties") or {}), **self.properties(call, resource)}
        shown = {**body, "id": resource.id, "name": resource.name, "type": self.type, "properties": properties}
        return {key: value for key, value in shown.items() if value is not None}

    def summary(self, call, resource: Resource) -> dict:
        return self.described(call, resource)


def merged(old: dict, new: dict) -> dict:
    """As JSON merge patches are, but tags, which Azure replaces."""
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict) and key != "tags":
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


class Group(Kind):
    """Resource groups: a delete takes a while, and everything in them with it."""

    def check(self, call, place, body, now):
        if not body.get("location"):
            raise refuse(400, "LocationRequired", "The location property is required for this definition.")
        if now and location(now.body["location"]) != location(body["location"]):
            raise refuse(409, "InvalidResourceGroupLocation", "Invalid resource group location.")

    def delete(self, call, resource):
        operation = call.world.begin(resource)
        resource.state, resource.next_state, resource.deleting = "Deleting", "Deleted", True
        resource.settled = operation.ends
        return Response(202, b"", call.polled(operation, "Location"))


class Identity(Kind):
    def keep(self, call, resource, body):
        if "principalId" not in resource.hidden:
            principal = call.world.guid()
            resource.hidden = {"principalId": principal, "clientId": call.world.guid(),
                               "tenantId": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"}
            call.world.principals[principal] = time.monotonic() + call.world.lag
        resource.body = body

    def properties(self, call, resource):
        return dict(resource.hidden)


def location(text: str) -> str:
    return text.lower().replace(" ", "")


def now_text() -> str:
    return timestamp()


KINDS: dict[str, Kind] = {}


def add(*kinds: Kind) -> None:
    KINDS.update({kind.type.lower(): kind for kind in kinds})


add(
    Group("resourceGroups"),
    Identity("Microsoft.ManagedIdentity/userAssignedIdentities"),
)

from . import containers, networks, storage, vaults  # noqa: E402,F401  they add their kinds
