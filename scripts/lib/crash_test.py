"""The crashes of scripts/crash-test."""

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

TEMPLATE = """
locals {
  run     = "%(run)s"
  version = "%(version)s"
  boxes   = toset(["a", "b", "c", "d"])
}

resource "docker_network" "net" {
  name = "${local.run}-net"
  labels {
    label = "rcw.crash"
    value = local.run
  }
  labels {
    label = "rcw.version"
    value = local.version
  }
}

resource "docker_volume" "home" {
  for_each = local.boxes
  name     = "${local.run}-${each.key}-${local.version}"
  labels {
    label = "rcw.crash"
    value = local.run
  }
}

resource "docker_container" "box" {
  for_each = local.boxes
  name     = "${local.run}-${each.key}"
  image    = "rcw-base:latest"
  command  = ["sleep", "600"]
  env      = ["VERSION=${local.version}"]
  destroy_grace_seconds = 0
  networks_advanced {
    name = docker_network.net.name
  }
  volumes {
    container_path = "/data"
    volume_name    = docker_volume.home[each.key].name
  }
  labels {
    label = "rcw.crash"
    value = local.run
  }
  labels {
    label = "rcw.version"
    value = local.version
  }
}

resource "terraform_data" "note" {
  count            = 3
  input            = docker_container.box["a"].id
  triggers_replace = local.version
}
"""


class Trial:
    def __init__(self, rcw):
        self.rcw = rcw
        self.run = f"rcw-crash-{uuid.uuid4().hex[:8]}"
        self.folder = Path(tempfile.mkdtemp(prefix="rcw-crash."))

    def write(self, version):
        text = TEMPLATE % {"run": self.run, "version": version}
        (self.folder / "main.tf").write_text(text)

    def start(self, *arguments):
        return subprocess.Popen(
            [self.rcw, *arguments, "-auto-approve", "-input=false", "-no-color"],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def finish(self, *arguments):
        """Runs to the end; gives the output up when it fails."""
        process = self.start(*arguments)
        output = process.communicate()[0].decode(errors="replace")
        if process.returncode != 0:
            raise Problem(f"rcw {' '.join(arguments)} ended with {process.returncode}:\n{output}")

    def kill(self, delay, *arguments):
        """Kills a run after a time; says whether it was still running."""
        process = self.start(*arguments)
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        return process.returncode == -signal.SIGKILL

    def duration(self, *arguments):
        start = time.monotonic()
        self.finish(*arguments)
        return time.monotonic() - start

    # What the engine has.

    def names(self, kind):
        command = {
            "container": ["ps", "--all", "--format", "{{.Names}}"],
            "volume": ["volume", "ls", "--format", "{{.Name}}"],
            "network": ["network", "ls", "--format", "{{.Name}}"],
        }[kind]
        output = subprocess.run(["docker", *command], check=True, capture_output=True, text=True).stdout
        return sorted(name for name in output.split() if self.run in name)

    def check(self, version):
        """Raises when the world is not what the template says, to the last object."""
        boxes = "abcd"
        wanted = {
            "container": [f"{self.run}-{box}" for box in boxes],
            "volume": [f"{self.run}-{box}-{version}" for box in boxes],
            "network": [f"{self.run}-net"],
        }
        for kind, names in wanted.items():
            found = self.names(kind)
            if found != names:
                raise Problem(f"{kind}s: there is {found}, and should be {names}")
        for box in boxes:
            state = self.inspect(f"{self.run}-{box}", "{{.State.Running}} {{index .Config.Labels \"rcw.version\"}}")
            if state != f"true {version}":
                raise Problem(f"container {box} is {state}")

    def inspect(self, container, form):
        command = ["docker", "inspect", "--format", form, container]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def remove_all(self):
        for kind in ("container", "volume", "network"):
            for name in self.names(kind):
                flags = ["--force"] if kind == "container" else []
                subprocess.run(["docker", kind, "rm", *flags, name], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class Problem(Exception):
    pass


def phase(trial, name, points, prepare, act, version):
    """Kills `act` at `points` moments from its start to its end."""
    prepare()
    length = act(None)
    killed = problems = 0
    for index in range(points):
        prepare()
        killed += act(length * index / points)
        try:
            trial.finish("apply")
            trial.check(version)
        except Problem as problem:
            problems += 1
            print(f"    {name}, point {index} of {points}: {problem}", flush=True)
            trial.remove_all()
            trial.folder = Path(tempfile.mkdtemp(prefix="rcw-crash."))
            trial.write(version)
    print(f"    {name:8} {points:4} points over {length:.2f} s, {killed} of them before the end, {problems} with a fault")
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rcw", required=True)
    parser.add_argument("--points", type=int, required=True)
    options = parser.parse_args()
    trial = Trial(options.rcw)
    points = max(1, options.points // 3)

    def run(*arguments):
        def act(delay):
            return trial.duration(*arguments) if delay is None else trial.kill(delay, *arguments)

        return act

    def empty():
        trial.write("1")
        trial.finish("destroy")

    def first():
        trial.write("1")
        trial.finish("apply")
        trial.write("2")

    def second():
        trial.write("2")
        trial.finish("apply")

    try:
        problems = phase(trial, "create", points, empty, run("apply"), "1")
        problems += phase(trial, "replace", points, first, run("apply"), "2")
        problems += phase(trial, "destroy", points, second, run("destroy"), "2")
        trial.finish("destroy")
        left = sum(len(trial.names(kind)) for kind in ("container", "volume", "network"))
        print(f"    {3 * points} points tried, {problems} faults, {left} orphans left")
        sys.exit(1 if problems or left else 0)
    finally:
        trial.remove_all()


main()
