"""simulate fly [--token TOKEN] [--rate N] [--transition SECONDS] [--lag SECONDS] [--page N] [--programs FOLDER] [COMMON FLAG...]"""

import argparse
import pathlib

from simulation import Contract, Rules, run

from .api import FlySimulation

RULES = Rules(
    unchecked=["/graphql", "/api/v1/*", "/v1/tokens/*"],
    errors="#/components/schemas/ErrorResponse",
    nulls=True,
)


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulate fly")
    parser.add_argument("--token", default="fly-token", help="what clients have to send")
    parser.add_argument("--rate", type=float, default=0, help="requests a second for an action on a machine; 0: any")
    parser.add_argument("--transition", type=float, default=0.05, help="how long machines take for a change of state")
    parser.add_argument("--lag", type=float, default=0, help="how long lists and new apps lag behind, in seconds")
    parser.add_argument("--programs", type=pathlib.Path, help="run what machines run, each in a folder of this one")
    parser.add_argument("--page", type=int, default=1000, help="how many elements a page of a list has at most")
    return parser


def make(given: argparse.Namespace) -> FlySimulation:
    contract = Contract("fly", given.description, given.errata, RULES) if given.description else None
    return FlySimulation(given, contract)


run(make, options())
