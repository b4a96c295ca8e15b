"""Resource Manager: ids and verbs, whatever the resources are."""

import time

from simulation import Request, Response, Router

from . import networks
from .failures import refuse
from .kinds import KINDS, Kind
from .world import SUBSCRIPTION, Place, Resource, timestamp

routes = Router(ignore_case=True)
GROUPS = "resourcegroups"


@routes.route("*", "/subscriptions/{rest...}")
def resource_manager(simulation, request: Request) -> Response:
    parts = request.path.strip("/").split("/")
    if parts[1] != SUBSCRIPTION:
        raise refuse(404, "SubscriptionNotFound", f"The subscription '{parts[1]}' could not be found.")
    if not request.value("api-version"):
        raise refuse(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required.")
    with simulation.world.lock:
        return Call(simulation, request, parts).answer()


class Call:
    """One request to Resource Manager."""

    def __init__(self, simulation, request: Request, parts: list[str]):
        self.simulation = simulation
        self.world = simulation.world
        self.request = request
        self.parts = parts
        self.lower = [part.lower() for part in parts]

    def answer(self) -> Response:
        if len(self.parts) == 2:
            return Response.json({"id": f"/subscriptions/{SUBSCRIPTION}", "subscriptionId": SUBSCRIPTION,
                                  "tenantId": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "displayName": "Simulated",
                                  "state": "Enabled", "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01",
                                  "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"}})
        if "operationresults" in self.lower:
            return self.operation()
        if self.lower[2] == "providers" and (len(self.parts) == 4 or self.lower[4:] == ["register"]):
            return self.registration()
        if self.lower[-1] == "resources" and len(self.parts) in (3, 5):
            return self.resources()
        if self.lower[-1] == "checknameavailability":
            return KINDS["microsoft.storage/storageaccounts"].availability(self)
        if "deletedvaults" in self.lower:
            return KINDS["microsoft.keyvault/vaults"].deleted(self)
        if self.lower[-1] == "logs" and len(self.parts) == 11:
            return KINDS["microsoft.containerinstance/containergroups"].logs(self)
        if "roledefinitions" in self.lower[-2:]:
            return networks.definitions(self)
        if self.lower[-2] == "accesspolicies" and self.request.method == "PUT":
            place = Place.parse("/" + "/".join(self.parts[:-2]))
            kind = KINDS["microsoft.keyvault/vaults"]
            return kind.policies(self, self.existing(kind, place), self.lower[-1])
        place = Place.parse(self.request.path)
        if self.request.method == "POST":
            return self.action()
        return self.resource(place) if place else self.collection()

    # Operations

    def operation(self) -> Response:
        operation = self.world.operations.get(self.parts[-1])
        if operation is None:
            raise refuse(404, "OperationNotFound", "There is no such operation.")
        is_over = time.monotonic() >= operation.ends
        if "asyncstatus" in self.lower:
            body = {"status": operation.status if is_over else "InProgress", "startTime": timestamp()}
            if is_over and operation.error:
                body["error"] = dict(zip(("code", "message"), operation.error))
            return Response.json(body, 200, self.pace())
        if not is_over:
            return Response(202, b"", {"Location": self.url(self.request.path), **self.pace()})
        if operation.error:
            raise refuse(409, *operation.error)
        resource = self.world.find(operation.key)
        return Response.json(self.kind(resource).described(self, resource)) if resource else Response(204)

    def pace(self) -> dict[str, str]:
        return {"x-ms-retry-after-ms": str(max(1, int(self.world.pace * 500)))}

    def url(self, path: str) -> str:
        version = self.request.value("api-version")
        return f"{self.simulation.scheme(self.request)}://{self.request.header('Host')}{path}?api-version={version}"

    def operation_path(self, operation, how: str) -> str:
        return f"/subscriptions/{SUBSCRIPTION}/operationresults/{how}/{operation.id}"

    def polled(self, operation, header: str) -> dict[str, str]:
        how = "asyncstatus" if header == "Azure-AsyncOperation" else "location"
        return {header: self.url(self.operation_path(operation, how)), **self.pace()}

    # Resource providers

    def registration(self) -> Response:
        namespace = self.parts[3].lower()
        if self.lower[-1] == "register":
            self.world.registering[namespace] = time.monotonic() + self.world.pace
        state = "Registered" if self.is_registered(namespace) else "NotRegistered"
        if state == "NotRegistered" and namespace in self.world.registering:
            state = "Registering"
        return Response.json({"id": f"/subscriptions/{SUBSCRIPTION}/providers/{self.parts[3]}",
                              "namespace": self.parts[3], "registrationState": state})

    def is_registered(self, namespace: str) -> bool:
        if namespace not in self.simulation.unregistered:
            return True
        return time.monotonic() >= self.world.registering.get(namespace, float("inf"))

    # Resources

    def kind(self, resource: Resource) -> Kind:
        return KINDS.get(resource.type.lower(), Kind(resource.type))

    def resource(self, place: Place) -> Response:
        kind = KINDS.get(place.kind)
        if kind is None:
            raise refuse(404, "InvalidResourceType", f"The resource type '{place.kind}' could not be found.")
        match self.request.method:
            case "GET" | "HEAD":
                return self.show(kind, place)
            case "PUT":
                return self.put(kind, place)
            case "PATCH":
                return kind.patch(self, self.existing(kind, place), self.body())
            case "DELETE":
                return self.delete(kind, place)
        raise refuse(405, "MethodNotAllowed", "Not allowed.")

    def body(self) -> dict:
        body = self.request.json()
        if not isinstance(body, dict):
            raise refuse(400, "InvalidRequestContent", "The request content was invalid.")
        return body

    def existing(self, kind: Kind, place: Place) -> Resource:
        if place.group and place.kind != GROUPS:
            self.group(place)
        resource = self.world.find(place.key)
        if resource is None:
            code = "ResourceGroupNotFound" if place.kind == GROUPS else kind.absence
            raise refuse(404, code, f"The Resource '{kind.type}/{place.name}' was not found.")
        return resource

    def group(self, place: Place) -> None:
        group = self.world.find(f"/subscriptions/{place.subscription}/resourceGroups/{place.group}")
        if group is None or self.world.is_new(group):
            raise refuse(404, "ResourceGroupNotFound", f"Resource group '{place.group}' could not be found.")

    def show(self, kind: Kind, place: Place) -> Response:
        resource = self.existing(kind, place)
        if self.request.method == "HEAD":
            return Response(204)
        return Response.json(kind.described(self, resource))

    def put(self, kind: Kind, place: Place) -> Response:
        if place.group and place.kind != GROUPS:
            self.group(place)
        if place.namespace and not self.is_registered(place.namespace.lower()):
            raise refuse(409, "MissingSubscriptionRegistration",
                         f"The subscription is not registered to use namespace '{place.namespace}'.")
        now = self.world.find(place.key)
        if now and now.deleting:
            raise refuse(409, "AnotherOperationInProgress", "The resource is being deleted.")
        if len(place.pairs) > 1 and kind.needs_parent:
            parent = place.text.rsplit("/", 2 * kind.parent_pairs)[0]
            if self.world.find(parent) is None:
                raise refuse(404, "ParentResourceNotFound", f"Failed to perform '{self.request.method}': parent not found.")
        return kind.put(self, place, now, self.body())

    def delete(self, kind: Kind, place: Place) -> Response:
        resource = self.world.find(place.key)
        if resource is None:
            if place.kind == GROUPS:
                raise refuse(404, "ResourceGroupNotFound", f"Resource group '{place.name}' could not be found.")
            return Response(204)
        return kind.delete(self, resource)

    # Lists

    def collection(self) -> Response:
        """`…/TYPE` of a group, of a parent, or of the subscription."""
        if self.request.method != "GET":
            raise refuse(405, "MethodNotAllowed", "Not allowed.")
        if self.lower[-1] == GROUPS:
            kind, prefix = KINDS[GROUPS], "/" + "/".join(self.parts[:2])
            found = [one for one in self.world.inside(prefix) if one.type.lower() == GROUPS]
            for name, value in conditions(self.request.value("$filter") or ""):
                found = [one for one in found if matches(one, name, value)]
        else:
            start = self.lower.index("providers")
            rest = self.lower[start + 2:]
            name = "/".join([self.lower[start + 1], *rest[::2]])
            kind = KINDS.get(name)
            if kind is None:
                raise refuse(404, "InvalidResourceType", f"The resource type '{name}' could not be found.")
            prefix = "/" + "/".join(self.parts[:-1] if len(rest) > 1 else self.parts[:start])
            if len(self.parts) > 3 and self.lower[2] == GROUPS:
                self.group(Place.parse("/" + "/".join(self.parts[:4])))
            found = self.world.inside(prefix, kind.type.lower())
        return self.listed([kind.summary(self, one) for one in found if not self.world.is_new(one)])

    def resources(self) -> Response:
        """All resources of a group or of the subscription, as far as a filter allows."""
        prefix = "/" + "/".join(self.parts[:-1])
        if self.lower[2] == GROUPS:
            self.group(Place.parse(prefix))
        found = [one for one in self.world.inside(prefix) if one.type.lower() != GROUPS and one.type.count("/") == 1]
        for name, value in conditions(self.request.value("$filter") or ""):
            found = [one for one in found if matches(one, name, value)]
        shown = [{"id": one.id, "name": one.name, "type": one.type, "location": one.body.get("location", "global"),
                  "tags": one.body.get("tags") or {},
                  **({"createdTime": one.created} if "createdTime" in (self.request.value("$expand") or "") else {})}
                 for one in found]
        return self.listed(shown)

    def listed(self, elements: list) -> Response:
        start = int(self.request.value("$skiptoken") or 0)
        shown = {"value": elements[start:start + self.simulation.page]}
        if start + self.simulation.page < len(elements):
            shown["nextLink"] = f"{self.url(self.request.path)}&$skiptoken={start + self.simulation.page}"
        return Response.json(shown)

    # Actions

    def action(self) -> Response:
        for count in range(1, 4):
            place = Place.parse("/" + "/".join(self.parts[:-count]))
            kind = KINDS.get(place.kind) if place else None
            if kind:
                return kind.act(self, self.existing(kind, place), self.lower[-count:], self.parts[-count:])
        raise refuse(404, "NotFound", "There is no such action.")


def conditions(text: str):
    """`a eq 'b' and c eq 'd'`, as pairs; a tag's name and its value are one: `tag NAME`."""
    pairs = [part.partition(" eq ")[::2] for part in text.split(" and ")]
    pairs = [(name.strip(), value.strip().strip("'")) for name, value in pairs if value]
    tag = next((value for name, value in pairs if name.lower() == "tagname"), None)
    for name, value in pairs:
        yield (f"tag {tag}" if name.lower() == "tagvalue" else name), value


def matches(resource: Resource, name: str, value: str) -> bool:
    tags = resource.body.get("tags") or {}
    match name.lower().partition(" ")[0]:
        case "resourcetype":
            return resource.type.lower() == value.lower()
        case "name":
            return resource.name.lower() == value.lower()
        case "tagname":
            return value in tags
        case "tag":
            return tags.get(name[4:]) == value
    raise refuse(400, "InvalidFilterInQueryString", f"'{name}' cannot be filtered by.")
