"""All objects of the cluster, and what became of them."""

import copy
import threading
import time
import uuid
from collections.abc import Iterator

from .failures import not_found, refusal
from .kinds import Kind


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Store:
    """Objects by kind, namespace and name. Every change gets the next resource version and is kept for watches.

    All methods may be called from any thread; objects that come out are copies.
    """

    def __init__(self):
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 1000
        self.oldest = 1000
        self.objects: dict[tuple[str, str, str, str], dict] = {}
        self.history: list[tuple[int, str, Kind, dict]] = []
        self.kinds: dict[tuple, Kind] = {}
        # Called with each object that is gone.
        self.on_removed = lambda kind, thing: None

    def key(self, kind: Kind, namespace: str | None, name: str) -> tuple:
        # Both versions of an autoscaler are one object.
        return (kind.group, kind.plural, namespace or "", name)

    def get(self, kind: Kind, namespace: str | None, name: str) -> dict:
        with self.lock:
            found = self.find(kind, namespace, name)
        if found is None:
            raise not_found(kind, name)
        return found

    def find(self, kind: Kind, namespace: str | None, name: str) -> dict | None:
        with self.lock:
            return copy.deepcopy(self.objects.get(self.key(kind, namespace, name)))

    def listed(self, kind: Kind, namespace: str | None = None) -> list[dict]:
        with self.lock:
            return [copy.deepcopy(one) for key, one in sorted(self.objects.items())
                    if key[:2] == (kind.group, kind.plural) and namespace in (None, "", key[2])]

    def all(self, namespace: str) -> list[tuple[Kind, dict]]:
        with self.lock:
            return [(self.kinds[key], copy.deepcopy(one)) for key, one in self.objects.items() if key[2] == namespace]

    def add(self, kind: Kind, thing: dict) -> dict:
        """Creates an object; its metadata says where."""
        meta = thing["metadata"]
        with self.changed:
            key = self.key(kind, meta.get("namespace"), meta["name"])
            if key in self.objects:
                raise refusal("AlreadyExists", f'{kind.qualified} "{meta["name"]}" already exists',
                              details={"name": meta["name"], "kind": kind.plural})
            meta.update(uid=str(uuid.uuid4()), creationTimestamp=now())
            self.kinds[key] = kind
            return self.put(kind, key, thing, "ADDED")

    def replace(self, kind: Kind, thing: dict) -> dict:
        """Changes an object, when it is still the one of the resource version that it says."""
        meta = thing["metadata"]
        with self.changed:
            key = self.key(kind, meta.get("namespace"), meta["name"])
            present = self.objects.get(key)
            if present is None:
                raise not_found(kind, meta["name"])
            if meta.get("resourceVersion") not in (None, present["metadata"]["resourceVersion"]):
                raise refusal("Conflict", f'Operation cannot be fulfilled on {kind.qualified} "{meta["name"]}": the '
                              "object has been modified; please apply your changes to the latest version and try again")
            if {**thing, "metadata": {**meta, "resourceVersion": ""}} == \
                    {**present, "metadata": {**present["metadata"], "resourceVersion": ""}}:
                return copy.deepcopy(present)
            return self.put(kind, key, thing, "MODIFIED")

    def change(self, kind: Kind, namespace: str | None, name: str, body) -> dict | None:
        """Lets `body` change an object that may be gone."""
        with self.changed:
            found = self.find(kind, namespace, name)
            if found is None:
                return None
            body(found)
            return self.replace(kind, found)

    def remove(self, kind: Kind, namespace: str | None, name: str) -> None:
        with self.changed:
            gone = self.objects.pop(self.key(kind, namespace, name), None)
            if gone is not None:
                self.note("DELETED", kind, gone)
        if gone is not None:
            self.on_removed(kind, gone)

    def put(self, kind: Kind, key: tuple, thing: dict, event: str) -> dict:
        thing = copy.deepcopy(thing)
        self.objects[key] = thing
        self.note(event, kind, thing)
        return copy.deepcopy(thing)

    def note(self, event: str, kind: Kind, thing: dict) -> None:
        self.version += 1
        thing["metadata"]["resourceVersion"] = str(self.version)
        self.history.append((self.version, event, kind, copy.deepcopy(thing)))
        self.changed.notify_all()

    def compact(self) -> None:
        """Forgets what became of objects: watches from before have expired."""
        with self.changed:
            self.history.clear()
            self.oldest = self.version
            self.changed.notify_all()

    def events(self, kind: Kind, since: int, ends: float) -> Iterator[tuple[str, dict] | None]:
        """What becomes of objects of a kind after a version, until a time; nothing now and then. Ends with an
        `EXPIRED` when that is not known any more."""
        place = since
        while time.monotonic() < ends:
            with self.changed:
                if place < self.oldest:
                    yield "EXPIRED", {}
                    return
                found = [entry for entry in self.history if entry[0] > place]
                if not found:
                    self.changed.wait(0.25)
            for version, event, other, thing in found:
                place = version
                if (other.group, other.plural) == (kind.group, kind.plural):
                    yield event, thing
            yield None
