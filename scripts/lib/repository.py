"""What the checks know of the repository: its root, the targets of Package.swift, its files, its layers."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def targets():
    """The targets of Package.swift by name, as `swift package describe` tells them."""
    described = run("swift", "package", "--package-path", str(ROOT), "describe", "--type", "json")
    return {target["name"]: target for target in json.loads(described)["targets"]}


def paragraphs():
    """The first line of each target's paragraph in docs/modules.md, in the order of the layers."""
    return dict(re.findall(r"^### `(\w+)`\n+([^\n#]*)", (ROOT / "docs/modules.md").read_text(), re.M))


def files(pattern):
    """The files that git knows or would take, relative to the root."""
    listed = run("git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", pattern)
    return [Path(name) for name in listed.splitlines() if (ROOT / name).exists()]


def report(problems):
    """Prints the problems and ends the program: with 0 when there are none."""
    problems = sorted(set(problems))
    print(*problems, sep="\n", end="\n" if problems else "")
    sys.exit(1 if problems else 0)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed with status {done.returncode}")
    return done.stdout
