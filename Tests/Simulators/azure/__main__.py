"""simulate azure [--pace SECONDS] [--lag SECONDS] [--page N] [--unregistered NAMESPACE]... [--programs FOLDER]
[COMMON FLAG...]"""

import argparse
import pathlib

from simulation import Contract, Rules, run

from .simulator import AzureSimulation

# What every answer that is a failure has, whether a description says so or not (Resource Manager RPC, "error response").
FAILURE = {"type": "object", "required": ["error"], "properties": {"error": {
    "type": "object", "required": ["code", "message"], "properties": {
        "code": {"type": "string"}, "message": {"type": "string"}, "target": {"type": "string"},
        "details": {"type": "array", "items": {}}, "innererror": {}}}}}

RULES = Rules(
    unchecked=[
        "*/oauth2/*", "/metadata/*", "/msi/*", "/oidc/*", "*/operationresults/*", "/terminals/*",
        "*/providers/Microsoft.Network/*", "*/providers/Microsoft.ContainerRegistry/*",
        "*/providers/Microsoft.OperationalInsights/*", "*/providers/Microsoft.Authorization/*",
        "*/providers/microsoft.network/*", "*/providers/microsoft.containerregistry/*",
        "*/providers/microsoft.operationalinsights/*", "*/providers/microsoft.authorization/*",
        # The newest version of a secret is the one without a name.
        "/secrets/*/",
        "*/deletedVaults*", "*/deletedvaults*", "*/accessPolicies/*", "*/discovery/instance", "*/.well-known/*",
        "/subscriptions/????????-????-????-????-????????????",
    ],
    errors=FAILURE,
    extra_query={"$skiptoken"},
    ignore_case=True,
)


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulate azure")
    parser.add_argument("--pace", type=float, default=0.05, help="how long changes take, in seconds")
    parser.add_argument("--lag", type=float, default=0, help="how long what is new is not known everywhere, in seconds")
    parser.add_argument("--page", type=int, default=1000, help="how many elements a page of a list has at most")
    parser.add_argument("--programs", type=pathlib.Path, help="run what containers run, each group in a folder of this one")
    parser.add_argument("--ended", action="store_true", help="what containers run has ended as soon as it was started")
    parser.add_argument("--lifetime", type=int, default=3600, help="of tokens, in seconds")
    parser.add_argument("--unregistered", action="append", default=[], metavar="NAMESPACE",
                        help="a resource provider that the subscription does not have; may be repeated")
    return parser


def make(given: argparse.Namespace) -> AzureSimulation:
    contract = Contract("azure", given.description, given.errata, RULES) if given.description else None
    return AzureSimulation(given, contract)


run(make, options())
