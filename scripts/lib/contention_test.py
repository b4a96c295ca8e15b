"""Processes that fight for one state: contention_test.py RCW SECONDS PROCESSES. See scripts/contention-test."""

import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

RCW, SECONDS, PROCESSES = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])

# Each worker has an object of its own in the state they share, and counts in it.
CONFIGURATION = """
resource "terraform_data" "worker" {
  for_each = toset([%s])
  input    = fileexists("count-${each.key}") ? tonumber(file("count-${each.key}")) : 0
}
"""


def rcw(folder, *arguments):
    return subprocess.run([RCW, *arguments, "-no-color"], cwd=folder, capture_output=True, text=True)


def work(folder, worker, end, done, problems):
    while time.monotonic() < end:
        (folder / f"count-{worker}").write_text(str(done[worker] + 1))
        run = rcw(
            folder, "apply", "-auto-approve", "-lock-timeout=5m", f'-target=terraform_data.worker["{worker}"]')
        if run.returncode != 0:
            problems.append(run.stderr or run.stdout)
            return
        done[worker] += 1


def counts(text):
    """What each worker has counted to, as a state document says."""
    [resource] = json.loads(text)["resources"]
    return {entry["index_key"]: entry["attributes"]["input"]["value"]
            if isinstance(entry["attributes"]["input"], dict) else entry["attributes"]["input"]
            for entry in resource["instances"]}


def misordered(folder):
    """How many of the kept versions differ from the one before in anything but one step of one worker."""
    files = sorted(
        (folder / ".rcw/history/terraform.tfstate").iterdir(), key=lambda file: int(file.name.split(".")[0]))
    states = [counts(file.read_text()) for file in files] + [counts((folder / "terraform.tfstate").read_text())]
    wrong = 0
    for before, after in zip(states, states[1:]):
        steps = [after[worker] - before[worker] for worker in before]
        wrong += sorted(steps) != [0] * (len(steps) - 1) + [1]
    return wrong, len(states)


def main():
    workers = [str(number) for number in range(PROCESSES)]
    done, problems = dict.fromkeys(workers, 0), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "main.tf").write_text(CONFIGURATION % ", ".join(f'"{worker}"' for worker in workers))
        first = rcw(folder, "apply", "-auto-approve")
        assert first.returncode == 0, first.stderr
        end = time.monotonic() + SECONDS
        threads = [threading.Thread(target=work, args=(folder, worker, end, done, problems)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        state = (folder / "terraform.tfstate").read_text()
        lost = {worker for worker in workers if counts(state)[worker] != done[worker]}
        total, serial = sum(done.values()), json.loads(state)["serial"]
        wrong, versions = misordered(folder)
    print(f"{PROCESSES} processes, {SECONDS:g} seconds: {total} changes, serial {serial}; "
          f"workers with lost changes: {len(lost)}; of {versions} kept versions out of order: {wrong}; "
          f"failed runs: {len(problems)}")
    for problem in problems[:3]:
        print(problem)
    sys.exit(bool(lost or problems or wrong or serial != total + 1))


main()
