"""The command line that all simulators have."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from .server import TLS, Server
from .simulation import Simulation


def run(make: Callable[[argparse.Namespace], Simulation], parser: argparse.ArgumentParser | None = None) -> None:
    """Parses the arguments, serves the simulation that `make` makes of them until a signal comes, and exits: with 1
    when any exchange was not as the API's description wants it, having said what was wrong, else with 0.

    The first lines of the output are the addresses: of HTTP, and of HTTPS when there is a certificate.
    """
    parser = add_options(parser or argparse.ArgumentParser())
    options = parser.parse_args()
    if not options.description:
        find_descriptions(options, parser.prog.split()[-1])
    simulation = make(options)
    servers = [Server(simulation, options.host, options.port)]
    if options.certificate:
        tls = TLS(options.certificate, options.key or options.certificate, options.authority, options.demand)
        servers.append(Server(simulation, options.host, options.tls_port, tls))
    for server in servers:
        server.start()
        print(server.url, flush=True)
    wait_for_signal()
    sys.exit(report(simulation))


def add_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="of HTTP; any free one by default")
    parser.add_argument("--tls-port", type=int, default=0, help="of HTTPS")
    parser.add_argument("--certificate", help="PEM file; with it there is HTTPS too")
    parser.add_argument("--key", help="PEM file; in the certificate's file by default")
    parser.add_argument("--authority", help="PEM file of who signs the clients' certificates")
    parser.add_argument("--demand", action="store_true", help="refuse clients without a certificate")
    parser.add_argument("--description", action="append", default=[], metavar="FILE",
                        help="OpenAPI 3 or Swagger 2 in JSON that every exchange is checked against; may be repeated; "
                        "by default all in the folder of the simulator's name in the one that RCW_API_SPECS names")
    parser.add_argument("--errata", metavar="FILE", help="what the descriptions have wrong; see contract.py")
    parser.add_argument("--seed", type=int, default=0, help="of the chances of faults")
    return parser


def find_descriptions(options: argparse.Namespace, name: str) -> None:
    """Takes those that are in the folder NAME of the one that the environment names, if it names one."""
    folder = os.environ.get("RCW_API_SPECS")
    if not folder:
        return
    files = sorted(Path(folder, name).glob("**/*.json"))
    options.description = [str(file) for file in files if json.loads(file.read_text("utf-8-sig")).get("paths")]
    errata = Path(folder, "errata", "errata.json")
    options.errata = options.errata or (str(errata) if errata.exists() else None)


def wait_for_signal() -> None:
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


def report(simulation: Simulation) -> int:
    complaints = simulation.journal.complaints()
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if complaints:
        print(f"{simulation.name}: {len(complaints)} violations", file=sys.stderr)
    return 1 if complaints else 0
