"""The measurements of scripts/bench.

Each compares rcw with a peer that does the same on the same machine, turn by turn, so that what else the
machine does meets both. A figure is the median of its runs.
"""

import argparse
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import uuid
from pathlib import Path

RESOURCE = 'resource "terraform_data" "one" {\n  input = "hello"\n}\n'

MANY = 'resource "terraform_data" "many" {\n  count = %d\n  input = "item-${count.index}"\n}\n'

PLUGIN = """terraform {
  required_providers {
    null = { source = "hashicorp/null", version = "2.1.2" }
  }
}
resource "null_resource" "many" {
  count    = %d
  triggers = { number = count.index }
}
"""

# What is run, and how often.
NULL_STEPS = {
    "plan": (["plan"], 5),
    "apply": (["apply", "-auto-approve"], 1),
    "no-op": (["plan"], 3),
    "destroy": (["destroy", "-auto-approve"], 1),
}

MIRROR = """provider_installation {
  filesystem_mirror {
    path    = "%s"
    include = ["hashicorp/null"]
  }
}
"""

# Objects of five kinds in four namespaces.
CLUSTER = """
locals {
  spaces = ["a", "b", "c", "d"]
  places = { for n in range(100) : n => { name = "one-${n}", space = local.spaces[n %% 4] } }
}
resource "kubernetes_namespace" "all" {
  for_each = toset(local.spaces)
  metadata {
    name = each.key
  }
}
%s"""

OBJECT = """resource "kubernetes_%s" "all" {
  for_each   = local.places
  depends_on = [kubernetes_namespace.all]
  metadata {
    name      = each.value.name
    namespace = each.value.space
  }
  %s
}
"""

OBJECTS = {
    "config_map": ("/api/v1", "configmaps", "data = { key = each.key }"),
    "secret": ("/api/v1", "secrets", "data = { key = each.key }"),
    "service_account": ("/api/v1", "serviceaccounts", ""),
    "service": ("/api/v1", "services", "spec {\n    port {\n      port = 80\n    }\n  }"),
    "network_policy": (
        "/apis/networking.k8s.io/v1", "networkpolicies",
        'spec {\n    pod_selector {}\n    policy_types = ["Ingress"]\n  }'),
}

ENTRY = """  entry_%(n)d = {
    name        = "workspace-%(n)d"
    enabled     = %(enabled)s
    size        = %(n)d * 2 + 1
    tags        = ["a", "b", "c-${1 + %(n)d}"]
    description = "The workspace number %(n)d, made for a measurement." # comment
  }
"""


class Program:
    """A program to measure, with an environment in which it asks nobody and phones nowhere."""

    def __init__(self, path):
        self.path = path
        self.environment = dict(os.environ, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1")
        self.environment.pop("TF_CLI_CONFIG_FILE", None)

    def run(self, folder, *arguments, **environment):
        """Seconds of wall time and the peak memory in MiB of one run."""
        start = time.perf_counter()
        process = subprocess.Popen(
            [self.path, *arguments],
            cwd=folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        message = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"bench: {self.path} {' '.join(arguments)} failed in {folder}:\n{message}")
        return seconds, usage.ru_maxrss / 1024


class Bench:
    def __init__(self, options):
        self.root = Path(options.root)
        self.rcw = Program(options.rcw)
        self.language_benchmark = options.language_benchmark
        self.terraform = Program(options.terraform) if options.terraform else None
        self.providers = options.providers
        self.folder = Path(tempfile.mkdtemp(prefix="rcw-bench."))

    def template(self, name, text):
        """A folder for each program that holds `text` as its configuration."""
        folders = []
        for program in ("rcw", "terraform"):
            folder = self.folder / name / program
            folder.mkdir(parents=True)
            (folder / "main.tf").write_text(text)
            folders.append(folder)
        if self.terraform:
            self.terraform.run(folders[1], "init")
        return folders

    def compare(self, name, text, arguments, runs, peer=True):
        """Runs both programs in turn; returns their median seconds and the peak memory of rcw."""
        ours, theirs = self.template(name, text)
        own, peers = [], []
        for _ in range(runs):
            own.append(self.rcw.run(ours, *arguments))
            if peer and self.terraform:
                peers.append(self.terraform.run(theirs, *arguments))
        seconds = statistics.median(s for s, _ in own)
        report(name, seconds, statistics.median(s for s, _ in peers) if peers else None)
        return seconds, max(m for _, m in own), max((m for _, m in peers), default=None)

    # The measurements, in the order in which they are run.

    def plan_one(self):
        """rcw plan of one resource"""
        _, own, peer = self.compare("plan-one", RESOURCE, ["plan", "-input=false"], 11)
        detail(f"peak memory {own:.0f} MiB" + (f", Terraform {peer:.0f} MiB" if peer else ""))

    def language(self):
        """parsing and evaluating 20 MB of HCL, without a process, references and a graph around it"""
        folder, _ = self.template("language-20MB", entries(20_000_000))
        command = [self.language_benchmark, folder / "main.tf", "7"]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rounds = [json.loads(line) for line in output.splitlines()]
        parts = ("parse", "evaluate", "format")
        parse, evaluate, layout = (statistics.median(round[part] for round in rounds) for part in parts)
        report("language", parse + evaluate, None)
        speeds = (20 / (parse + evaluate), 20 / parse, 20 / evaluate, 20 / layout)
        detail("%.1f MB/s; parsing alone %.1f, evaluating alone %.1f; formatting %.1f" % speeds)

    def validate(self):
        """rcw validate of 20 MB of HCL; the peer gets 1 MB, and its time is multiplied"""
        ours, _ = self.template("parse-20MB", entries(20_000_000))
        _, theirs = self.template("parse-1MB", entries(1_000_000))
        own = statistics.median(self.rcw.run(ours, "validate")[0] for _ in range(3))
        peer = 20 * self.terraform.run(theirs, "validate")[0] if self.terraform else None
        report("validate", own, peer)
        detail(f"{20 / own:.1f} MB/s, references checked and the process started and ended included")

    def plan_many(self):
        """rcw plan of 1000 and of 10 000 instances"""
        small, _, _ = self.compare("plan-1000", MANY % 1000, ["plan", "-input=false"], 5)
        large, _, _ = self.compare("plan-10000", MANY % 10_000, ["plan", "-input=false"], 3, peer=False)
        detail(f"ten times the instances take {large / small:.1f} times as long")

    def apply_many(self):
        """rcw apply of 1000 and of 10 000 instances"""
        seconds = []
        for count, peer in ((1000, True), (10_000, False)):
            arguments = ["apply", "-auto-approve", "-input=false"]
            seconds.append(self.compare(f"apply-{count}", MANY % count, arguments, 1, peer)[0])
        detail(f"ten times the instances take {seconds[1] / seconds[0]:.1f} times as long")

    def plugin(self):
        """null resources through the same null provider: plan, apply, a plan that finds no change, destroy"""
        settings = self.folder / "cli.tfrc"
        settings.write_text(MIRROR % self.providers)
        own = {"RCW_CLI_CONFIG_FILE": str(settings), "RCW_HOME": str(self.folder / "home")}
        sides = [(self.rcw, own), (self.terraform, {"TF_CLI_CONFIG_FILE": str(settings)})]
        sides = [(program, environment) for program, environment in sides if program]
        for count, steps in ((1000, ("plan", "apply", "no-op", "destroy")), (5000, ("plan",))):
            turns = [(program, self.null_resources(program, count, environment), environment)
                     for program, environment in sides]
            for step in steps:
                self.take_turns(f"null-{step}-{count}", turns, *NULL_STEPS[step])

    def null_resources(self, program, count, environment):
        folder = self.folder / f"null-{count}-{Path(program.path).name}"
        folder.mkdir()
        (folder / "main.tf").write_text(PLUGIN % count)
        program.run(folder, "init", **environment)
        return folder

    def take_turns(self, name, turns, arguments, runs):
        seconds = [[] for _ in turns]
        for _ in range(runs):
            for (program, folder, environment), times in zip(turns, seconds):
                times.append(program.run(folder, *arguments, "-input=false", **environment)[0])
        medians = [statistics.median(times) for times in seconds]
        report(name, medians[0], medians[1] if len(medians) > 1 else None)

    def docker(self):
        """rcw apply of templates/docker-minimal; the peer makes the same Docker API calls with curl"""
        own, peer = [], []
        for _ in range(7):
            own.append(self.apply_workspace())
            peer.append(self.call_engine())
        report("docker-apply", statistics.median(own), statistics.median(peer))

    def kubernetes(self):
        """rcw plan of 500 objects that are as they are configured; the peer is one curl that gets the same"""
        simulate = [self.root / "Tests/Simulators/simulate", "kubernetes", "--pace", "0.001"]
        with subprocess.Popen(simulate, stdout=subprocess.PIPE, text=True) as cluster:
            try:
                self.plan_cluster(cluster.stdout.readline().strip())
            finally:
                cluster.terminate()

    def plan_cluster(self, url):
        folder = self.folder / "kubernetes"
        folder.mkdir()
        resources = "".join(OBJECT % (kind, content) for kind, (_, _, content) in OBJECTS.items())
        (folder / "main.tf").write_text(CLUSTER % resources)
        settings = {"KUBE_HOST": url, "RCW_HOME": str(self.folder / "home")}
        self.rcw.run(folder, "apply", "-auto-approve", "-input=false", "-parallelism=20", **settings)
        places = [(f"{url}{api}/namespaces/{space}/{plural}", start) for api, plural, _ in OBJECTS.values()
                  for start, space in enumerate("abcd")]
        spaces = [f"{url}/api/v1/namespaces/{space}" for space in "abcd"]
        objects = [f"{place}/one-{n}" for place, start in places for n in range(start, 100, 4)]
        seconds = [[], [], []]
        for _ in range(7):
            plan = self.rcw.run(folder, "plan", "-detailed-exitcode", "-input=false", **settings)[0]
            reads = [self.fetch_all(spaces + urls) for urls in (objects, [place for place, _ in places])]
            for times, time_taken in zip(seconds, [plan, *reads]):
                times.append(time_taken)
        own, gets, lists = map(statistics.median, seconds)
        report("kubernetes-500", own, gets)
        detail(f"the same in 20 lists {lists * 1000:.1f} ms, the plan without reading {self.plan_nothing(folder):.1f} ms")

    def plan_nothing(self, folder):
        """In milliseconds."""
        arguments = ["plan", "-refresh=false", "-input=false"]
        runs = [self.rcw.run(folder, *arguments, KUBE_HOST="http://127.0.0.1:1")[0] for _ in range(5)]
        return statistics.median(runs) * 1000

    def fetch_all(self, urls):
        """One curl process that asks for all, ten at a time, as a plan does."""
        command = ["curl", "--silent", "--show-error", "--fail", "--parallel", "--parallel-max", "10"]
        for url in urls:
            command += ["--output", os.devnull, url]
        start = time.perf_counter()
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start

    def apply_workspace(self):
        folder = self.folder / f"docker-{uuid.uuid4()}"
        shutil.copytree(self.root / "templates/docker-minimal", folder)
        workspace = str(uuid.uuid4())
        settings = {
            "CODER_WORKSPACE_ID": workspace,
            "CODER_WORKSPACE_NAME": f"bench-{workspace[:8]}",
            "CODER_WORKSPACE_OWNER": "bench",
        }
        seconds, _ = self.rcw.run(folder, "apply", "-auto-approve", "-input=false", **settings)
        self.rcw.run(folder, "destroy", "-auto-approve", "-input=false", **settings)
        return seconds

    def call_engine(self):
        """One curl process that makes the calls of the template's apply one after another."""
        name = f"rcw-bench-{uuid.uuid4()}"
        container = {
            "Image": "rcw-base:latest",
            "Entrypoint": ["sh", "-c", "sleep 600"],
            "HostConfig": {
                "Mounts": [{"Type": "volume", "Source": name, "Target": "/home/coder"}],
                "PortBindings": {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": ""}]},
            },
            "ExposedPorts": {"8080/tcp": {}},
        }
        calls = [
            ("GET", "/_ping", None),
            ("POST", "/volumes/create", {"Name": name}),
            ("POST", f"/containers/create?name={name}", container),
            ("POST", f"/containers/{name}/start", None),
            ("GET", f"/containers/{name}/json", None),
            ("GET", f"/containers/{name}/archive?path=/bin/sh", None),
            ("PUT", f"/containers/{name}/archive?path=/tmp", self.archive()),
        ]
        seconds = self.curl(calls)
        self.curl([("DELETE", f"/containers/{name}?force=1", None), ("DELETE", f"/volumes/{name}", None)])
        return seconds

    def archive(self):
        """An archive like the one that brings an agent what it runs."""
        path = self.folder / "delivery.tar"
        if not path.exists():
            with tarfile.open(path, "w") as archive:
                for name in ("env", "manifest", "startup.script", "startup.settings"):
                    entry = tarfile.TarInfo(name)
                    entry.size = 200
                    archive.addfile(entry, io.BytesIO(bytes(200)))
        return path

    def curl(self, calls):
        host = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        socket = ["--unix-socket", host.removeprefix("unix://")] if host.startswith("unix://") else []
        base = "http://docker" if socket else host.replace("tcp://", "http://")
        command = ["curl"]
        for index, (method, path, body) in enumerate(calls):
            command += ["--next"] if index else []
            command += ["-sSf", *socket, "-o", os.devnull, "-X", method, base + path]
            if isinstance(body, Path):
                command += ["-H", "Content-Type: application/x-tar", "--data-binary", f"@{body}"]
            elif body is not None:
                command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        return time.perf_counter() - start


def entries(size):
    """A configuration of about `size` bytes."""
    parts, total, n = ["locals {\n"], 0, 0
    while total < size:
        part = ENTRY % {"n": n, "enabled": "true" if n % 2 else "false"}
        parts.append(part)
        total += len(part)
        n += 1
    return "".join(parts) + "}\n"


def report(name, own, peer):
    ratio = f"{peer / own:8.1f}x" if peer else "no peer"
    peer = f"{peer * 1000:10.1f} ms" if peer else ""
    print(f"    {name:17} {own * 1000:10.1f} ms {peer:>14} {ratio:>10}", flush=True)


def detail(text):
    print(f"{'':22}{text}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rcw", required=True)
    parser.add_argument("--language-benchmark", required=True)
    parser.add_argument("--root", required=True)
    parser.add_argument("--terraform", default="")
    parser.add_argument("--providers", required=True)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    bench = Bench(options)
    measurements = {
        "plan-one": bench.plan_one,
        "language": bench.language,
        "validate": bench.validate,
        "plan-many": bench.plan_many,
        "apply-many": bench.apply_many,
        "plugin": bench.plugin,
        "docker": bench.docker,
        "kubernetes": bench.kubernetes,
    }
    for name in options.names:
        if name not in measurements:
            sys.exit(f"bench: there is no measurement {name}; there are {', '.join(measurements)}")
    try:
        print(f"    {'':17} {'rcw':>13} {'peer':>14} {'peer/rcw':>10}")
        for name in options.names or measurements:
            measurements[name]()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)


main()
