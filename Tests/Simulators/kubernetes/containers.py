"""What runs in the pods' containers: processes of this machine, each container in a folder of its own, and what they
print."""

import base64
import threading
import time
from pathlib import Path

from simulation.programs import Programs

from .store import Store


class Container:
    """One container: its processes, and the lines that its own one has printed, with when."""

    def __init__(self, folder: Path | None):
        self.lines: list[tuple[float, str]] = []
        self.previous: list[tuple[float, str]] | None = None
        self.has_ended = False
        self.programs = Programs(folder, self.note) if folder else None

    def note(self, line: str) -> None:
        self.lines.append((time.time(), line))


class Containers:
    """All of them. Without a folder nothing runs: each then has printed two lines, and commands run anywhere."""

    def __init__(self, store: Store, folder: Path | None):
        self.store, self.folder = store, folder
        self.found: dict[tuple[str, str, str], Container] = {}
        self.lock = threading.Lock()

    def of(self, pod, name: str) -> Container:
        meta = pod["metadata"]
        with self.lock:
            key = (meta["namespace"], meta["name"], name)
            if key not in self.found:
                folder = self.folder and self.folder / meta["namespace"] / meta["name"] / name
                self.found[key] = Container(folder)
                if self.folder is None:
                    self.found[key].note(f"hello from {name}")
                    self.found[key].note("second line")
            return self.found[key]

    def start(self, pod, container) -> None:
        """Starts what a container is to run, with the home on its claim's volume where it mounts one."""
        found = self.of(pod, container["name"])
        command = container.get("command", []) + container.get("args", [])
        if found.programs is None or not command:
            return
        home = self.home(pod, container)
        if home is not None:
            home.mkdir(parents=True, exist_ok=True)
            found.programs.folder.mkdir(parents=True, exist_ok=True)
            if not (found.programs.folder / "home").is_symlink():
                (found.programs.folder / "home").symlink_to(home)
        try:
            found.programs.start(command, self.environment(pod, container), keeps_home=home is not None)
        except OSError as problem:
            # An image would have the program, so the container is taken to run it.
            found.note(str(problem))

    def restart(self, pod, container) -> None:
        found = self.of(pod, container["name"])
        found.previous, found.lines = found.lines, []
        self.start(pod, container)

    def stop(self, pod) -> None:
        meta = pod["metadata"]
        with self.lock:
            gone = [self.found.pop(key) for key in list(self.found) if key[:2] == (meta["namespace"], meta["name"])]
        for container in gone:
            container.has_ended = True
            if container.programs:
                container.programs.stop()

    def stop_all(self) -> None:
        for container in list(self.found.values()):
            if container.programs:
                container.programs.stop()

    def home(self, pod, container) -> Path | None:
        claims = {volume["name"]: volume["persistentVolumeClaim"]["claimName"]
                  for volume in pod["spec"].get("volumes", []) if "persistentVolumeClaim" in volume}
        name = next((claims[mount["name"]] for mount in container.get("volumeMounts", []) if mount["name"] in claims), None)
        return name and (self.folder / "claims" / pod["metadata"]["namespace"] / name).absolute()

    def environment(self, pod, container) -> dict[str, str]:
        found = {}
        for one in container.get("env", []):
            reference = one.get("valueFrom", {}).get("secretKeyRef")
            found[one["name"]] = self.secret(pod, reference) if reference else one.get("value", "")
        return found

    def secret(self, pod, reference) -> str:
        secret = self.store.objects.get(("", "secrets", pod["metadata"]["namespace"], reference["name"]), {})
        return base64.b64decode(secret.get("data", {}).get(reference["key"], "")).decode()
