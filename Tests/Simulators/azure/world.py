"""What exists on a simulated Azure: resources by id, long operations, and who may sign in."""

import itertools
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone

from simulation import Programs

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
OTHER_TENANT = "aaaaaaaa-0000-0000-0000-000000000002"
CLIENT = "cccccccc-0000-0000-0000-000000000001"
SECRET = "azure-client-secret"


def timestamp(seconds: float | None = None) -> str:
    moment = datetime.fromtimestamp(time.time() if seconds is None else seconds, timezone.utc)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Place:
    """An id, taken apart. `kind` is the type in small letters; `pairs` are types and names after the namespace."""

    text: str
    subscription: str
    group: str | None
    namespace: str | None
    pairs: tuple[tuple[str, str], ...]
    scope: str | None = None

    @classmethod
    def parse(cls, path: str) -> "Place | None":
        """None for what is no id of a resource, such as a collection."""
        parts = path.strip("/").split("/")
        lower = [part.lower() for part in parts]
        if len(parts) < 2 or lower[0] != "subscriptions":
            return None
        group = parts[3] if len(parts) > 3 and lower[2] == "resourcegroups" else None
        start = len(lower) - 1 - lower[::-1].index("providers") if "providers" in lower else None
        if start is None:
            return cls(path, parts[1], group, None, ()) if len(parts) in (2, 4) else None
        rest = parts[start + 2:]
        if len(rest) == 0 or len(rest) % 2:
            return None
        scope = "/" + "/".join(parts[:start])
        return cls(path, parts[1], group, parts[start + 1], tuple(zip(rest[::2], rest[1::2])), scope)

    @property
    def key(self) -> str:
        return self.text.lower().rstrip("/")

    @property
    def name(self) -> str:
        return self.pairs[-1][1] if self.pairs else (self.group or self.subscription)

    @property
    def kind(self) -> str:
        if self.namespace is None:
            return "resourcegroups" if self.group else "subscriptions"
        return "/".join([self.namespace, *(one for one, _ in self.pairs)]).lower()


@dataclass
class Resource:
    """`hidden` is what the API never gives back; `settled` is when the state it is in will be over; `entries` is what is
    in a share, by path."""

    id: str
    type: str
    body: dict
    hidden: dict = field(default_factory=dict)
    state: str = "Succeeded"
    next_state: str | None = None
    settled: float = 0
    born: float = field(default_factory=time.monotonic)
    created: str = field(default_factory=timestamp)
    deleting: bool = False
    problem: tuple[str, str] | None = None
    power: str = "Running"
    events: list = field(default_factory=list)
    programs: Programs | None = None
    lines: list[str] = field(default_factory=list)
    entries: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.id.split("/")[-1]

    @property
    def group(self) -> str:
        return self.id.split("/")[4]


@dataclass
class Operation:
    """A change under way: `ends` is when it is over. `status` is how it will have ended."""

    id: str
    key: str
    ends: float
    status: str = "Succeeded"
    error: tuple[str, str] | None = None


class World:
    def __init__(self, pace: float, lag: float):
        self.lock = threading.RLock()
        self.pace = pace
        self.lag = lag
        self.counter = itertools.count(1)
        self.resources: dict[str, Resource] = {}
        self.operations: dict[str, Operation] = {}
        self.principals: dict[str, float] = {CLIENT: 0}
        self.deleted_vaults: dict[str, Resource] = {}
        self.vaults: dict[str, dict] = {}
        self.full: dict[str, int] = {}
        self.taken: set[str] = set()
        self.registering: dict[str, float] = {}
        self.programs: dict[str, dict] = {}
        self.broken: dict[str, tuple[str, str]] = {}

    # Numbers and names

    def guid(self) -> str:
        return str(uuid.UUID(int=0x5AFE << 96 | next(self.counter), version=4))

    # Resources

    def find(self, key: str) -> Resource | None:
        resource = self.resources.get(key.lower().rstrip("/"))
        if resource:
            self.settle(resource)
        return self.resources.get(key.lower().rstrip("/"))

    def settle(self, resource: Resource) -> None:
        if resource.next_state is None or time.monotonic() < resource.settled:
            return
        if resource.deleting:
            self.remove(resource)
        resource.state, resource.next_state = resource.next_state, None

    def remove(self, resource: Resource) -> None:
        """With all that is in it."""
        prefix = resource.id.lower()
        for key in [key for key in self.resources if key == prefix or key.startswith(prefix + "/")]:
            gone = self.resources.pop(key)
            if gone.programs:
                gone.programs.stop()
            if gone.type.lower() == "microsoft.keyvault/vaults":
                self.deleted_vaults[gone.name.lower()] = gone

    def inside(self, prefix: str, kind: str | None = None) -> list[Resource]:
        """Those below an id, in the order in which they were made."""
        for resource in list(self.resources.values()):
            self.settle(resource)
        return [one for key, one in self.resources.items()
                if key.startswith(prefix.lower().rstrip("/") + "/") and kind in (None, one.type.lower())]

    def storage_account(self, name: str) -> Resource | None:
        return next((one for one in self.inside("/subscriptions", "microsoft.storage/storageaccounts")
                     if one.name == name), None)

    def is_new(self, resource: Resource) -> bool:
        return time.monotonic() - resource.born < self.lag

    # Operations

    def begin(self, resource: Resource, error: tuple[str, str] | None = None) -> Operation:
        status = "Failed" if error else "Succeeded"
        operation = Operation(self.guid(), resource.id.lower(), time.monotonic() + self.pace, status, error)
        self.operations[operation.id] = operation
        return operation
