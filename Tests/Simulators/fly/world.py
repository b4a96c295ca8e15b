"""What exists on a simulated Fly: apps with machines, volumes, secrets, addresses and certificates."""

import hashlib
import itertools
import pathlib
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone

from simulation import Programs

REGIONS = {
    "ams": "Amsterdam, Netherlands", "cdg": "Paris, France", "fra": "Frankfurt, Germany", "hkg": "Hong Kong",
    "iad": "Ashburn, Virginia (US)", "lhr": "London, United Kingdom", "nrt": "Tokyo, Japan",
    "ord": "Chicago, Illinois (US)", "sea": "Seattle, Washington (US)", "sin": "Singapore", "syd": "Sydney, Australia",
}

# (state now, state when the transition is over)
TRANSITIONS = {"starting": "started", "stopping": "stopped", "suspending": "suspended", "destroying": "destroyed",
               "replacing": "started", "restarting": "started"}


def timestamp() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clean(value):
    """A value as Go writes one: what is null or left out is not there."""
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items() if one is not None}
    return [clean(one) for one in value] if isinstance(value, list) else value


@dataclass
class Lease:
    nonce: str
    owner: str
    description: str
    expires: float

    def described(self, with_nonce: bool) -> dict:
        shown = {"owner": self.owner, "description": self.description, "expires_at": int(self.expires)}
        return {**shown, "nonce": self.nonce} if with_nonce else shown


@dataclass
class Machine:
    """`settled` is when the transition that it is in will be over, on the clock of `time.monotonic`."""

    id: str
    name: str
    region: str
    config: dict
    ip: str
    state: str = "created"
    version: str = ""
    settled: float = 0
    cordoned: bool = False
    created: str = field(default_factory=timestamp)
    updated: str = field(default_factory=timestamp)
    born: float = field(default_factory=time.monotonic)
    events: list = field(default_factory=list)
    versions: list = field(default_factory=list)
    lease: Lease | None = None
    programs: Programs | None = None

    def described(self, summary: bool = False) -> dict:
        guest = {"cpu_kind": "shared", "cpus": 1, "memory_mb": 256}
        config = {"init": {}, "restart": {"policy": "on-failure"}, **self.config}
        config["guest"] = {**guest, **self.config.get("guest", {})}
        config["services"] = [self.service(one) for one in self.config.get("services", [])]
        shown = {
            "id": self.id, "name": self.name, "region": self.region, "state": self.state, "config": config,
            "instance_id": self.version, "version": self.version, "private_ip": self.ip, "cordoned": self.cordoned,
            "created_at": self.created, "updated_at": self.updated, "host_status": "ok",
            "image_ref": image_reference(self.config.get("image", "")), "events": self.events[:5],
        }
        if summary:
            shown["config"] = {"guest": config["guest"], "image": config.get("image"), "metadata": config.get("metadata")}
        return clean(shown)

    @staticmethod
    def service(service: dict) -> dict:
        """As Fly answers it: with older booleans, and what it fills in."""
        shown = {"autostart": True, "force_instance_key": None, **service}
        if shown.get("autostop") in ("off", "stop"):
            shown["autostop"] = shown["autostop"] == "stop"
        return shown


def image_reference(image: str) -> dict:
    name, _, tag = image.partition(":")
    digest = "sha256:" + hashlib.sha256(image.encode()).hexdigest()
    return {"registry": "registry-1.docker.io", "repository": name, "tag": tag or "latest", "digest": digest}


@dataclass
class Volume:
    id: str
    name: str
    region: str
    size: int
    given: dict
    zone: str
    state: str = "created"
    machine: str = ""
    created: str = field(default_factory=timestamp)
    born: float = field(default_factory=time.monotonic)
    snapshots: list = field(default_factory=list)

    def described(self) -> dict:
        def one(name, default):
            value = self.given.get(name)
            return default if value is None else value

        return {
            "id": self.id, "name": self.name, "region": self.region, "size_gb": self.size, "zone": self.zone,
            "state": self.state, "encrypted": one("encrypted", True), "fstype": one("fstype", "ext4"),
            "snapshot_retention": one("snapshot_retention", 5),
            "auto_backup_enabled": one("auto_backup_enabled", True), "created_at": self.created,
            "attached_machine_id": self.machine, "attached_alloc_id": None, "blocks": 0, "host_status": "ok",
        }


@dataclass
class App:
    name: str
    org: str
    number: int
    network: str
    key: str | None
    born: float = field(default_factory=time.monotonic)
    machines: dict[str, Machine] = field(default_factory=dict)
    volumes: dict[str, Volume] = field(default_factory=dict)
    secrets: dict[str, dict] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    secrets_version: int = 0
    addresses: dict[str, dict] = field(default_factory=dict)
    certificates: dict[str, dict] = field(default_factory=dict)
    logs: list = field(default_factory=list)

    def described(self) -> dict:
        return {
            "id": self.name, "internal_numeric_id": self.number, "name": self.name, "network": self.network,
            "status": "deployed" if self.machines else "pending", "machine_count": len(self.machines),
            "volume_count": len(self.volumes),
            "organization": {"internal_numeric_id": 1000, "name": self.org.title(), "slug": self.org},
        }

    def set_secret(self, name: str, value: str | None) -> dict | None:
        """Sets a secret, or removes it, and counts the version up."""
        self.secrets_version += 1
        if value is None:
            self.secrets.pop(name, None)
            return None
        created = self.secrets.get(name, {}).get("created_at", timestamp())
        digest = hashlib.sha256(f"{self.name} {name} {value}".encode()).hexdigest()[:16]
        self.secrets[name] = {"name": name, "digest": digest, "created_at": created, "updated_at": timestamp()}
        self.values[name] = value
        return self.secrets[name]


class World:
    """Everything, behind one lock. `changed` wakes those who wait for states of machines."""

    def __init__(self, transition: float, programs: pathlib.Path | None = None):
        self.transition = transition
        # Where the processes of machines run; nothing runs when there is no such folder.
        self.folder = programs
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.numbers = itertools.count(1)
        self.apps: dict[str, App] = {}
        # Regions without room, each with how many more creations it refuses; None is for ever.
        self.full: dict[str, int | None] = {}
        # How programs end: lists of {"exit_code", "stdout", "stderr"}, by command or "*".
        self.programs: dict[str, dict] = {}
        # How the processes of machines end that are started: by image.
        self.exits: dict[str, int] = {}

    def number(self) -> int:
        return next(self.numbers)

    def machine_id(self) -> str:
        return f"{0xD000_0000_0000_00 + self.number() * 0x1_0003:014x}"

    def new_version(self) -> str:
        return f"01K{self.number():023d}"

    def is_full(self, region: str) -> bool:
        """Whether there is no room; counts down how often there is none."""
        if region not in self.full:
            return False
        left = self.full[region]
        if left is not None:
            self.full[region] = left - 1
            if left <= 1:
                del self.full[region]
        return True

    # The life of machines.

    def move(self, machine: Machine, state: str) -> None:
        """Begins a transition, or goes to a state that lasts."""
        machine.state = state
        machine.updated = timestamp()
        machine.settled = time.monotonic() + self.transition
        self.note(machine, state)
        self.changed.notify_all()

    def note(self, machine: Machine, state: str, request: dict | None = None) -> None:
        event = {"id": f"01E{self.number():023d}", "type": "launch" if state == "starting" else state, "status": state,
                 "source": "flyd", "timestamp": int(time.time() * 1000)}
        machine.events.insert(0, {**event, "request": request} if request else event)

    def settle(self, app: App, machine: Machine) -> None:
        """Ends a transition whose time is over."""
        goal = TRANSITIONS.get(machine.state)
        if goal is None or time.monotonic() < machine.settled:
            return
        code = self.exits.get(machine.config.get("image", "")) if goal == "started" else None
        machine.state = goal if code is None else "stopped"
        self.run(app, machine)
        self.note(machine, machine.state, None if code is None else {"exit_event": {"exit_code": code}})
        if goal == "started" and code is None:
            app.logs.append((machine, f"Starting {machine.config.get('image')}"))
        if goal == "destroyed" or (machine.state == "stopped" and machine.config.get("auto_destroy")):
            self.remove(app, machine)
        self.changed.notify_all()

    def run(self, app: App, machine: Machine) -> None:
        """Starts what a machine runs, or ends it, as its state has it."""
        if self.folder is None:
            return
        if machine.programs is None:
            machine.programs = Programs(
                self.folder / machine.id, lambda line: app.logs.append((machine, line)))
        init = machine.config.get("init", {})
        command = (init.get("entrypoint") or []) + (init.get("cmd") or [])
        if machine.state == "started" and command:
            keeps_home = bool(machine.config.get("mounts"))
            machine.programs.start(command, machine.config.get("env") or {}, keeps_home)
        elif machine.state != "started":
            machine.programs.stop()

    def remove(self, app: App, machine: Machine) -> None:
        machine.state = "destroyed"
        app.machines.pop(machine.id, None)
        for volume in app.volumes.values():
            if volume.machine == machine.id:
                volume.machine = ""

    def settle_all(self) -> None:
        for app in self.apps.values():
            for machine in list(app.machines.values()):
                self.settle(app, machine)
