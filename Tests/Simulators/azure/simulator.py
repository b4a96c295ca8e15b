"""The way of a request to the part of Azure that it is for."""

import argparse
import time

from simulation import Contract, Request, Response, Router, Simulation

from . import control, directory, files, manager, terminals, vault_secrets
from .certificates import Certificate
from .directory import MANAGERS, claims_of
from .world import World



class AzureSimulation(Simulation):
    """One tenant with one subscription."""

    routes = Router(ignore_case=True)
    controls = control.controls

    def __init__(self, options: argparse.Namespace, contract: Contract | None):
        super().__init__("azure", contract, options.seed)
        self.page = options.page
        self.lifetime = options.lifetime
        self.world = World(options.pace, options.lag)
        self.programs = options.programs
        self.ended = options.ended
        self.unregistered = {one.lower() for one in options.unregistered}
        self.has_tls = bool(options.certificate)
        self.assertions = {"federated-token"}
        self.certificates: list[Certificate] = []
        self.issued = 0
        self.valid_from = 0
        self.linked: str | None = None
        self.terminals: dict[str, tuple] = {}

    def scheme(self, request: Request) -> str:
        return "https" if request.headers.get("X-Scheme") == "https" or self.has_tls else "http"

    def answer(self, request: Request):
        response = super().answer(request)
        response.headers.setdefault("x-ms-request-id", self.world.guid())
        correlation = request.header("x-ms-correlation-request-id") or self.world.guid()
        response.headers.setdefault("x-ms-correlation-request-id", correlation)
        return response

    def record(self, request: Request, answer, fault):
        """What is in shares has no description here; Microsoft's own client looks at it."""
        if self.service(request)[0] is files.routes:
            self.journal.record(request, answer, vars(fault) if fault else None)
        else:
            super().record(request, answer, fault)

    def admit(self, request: Request) -> Response | None:
        service, _ = self.service(request)
        if service is not manager.routes:
            return None
        token = claims_of(request.header("Authorization").removeprefix("Bearer "))
        if token is None or token["aud"] not in MANAGERS:
            return self.refused(401, "InvalidAuthenticationToken", "The access token is invalid.")
        if token["exp"] < time.time() or token["number"] <= self.valid_from:
            return self.refused(401, "ExpiredAuthenticationToken", "The access token expiry is in the past.")
        return self.admit_tenants(request)

    def admit_tenants(self, request: Request) -> Response | None:
        """Whoever names what another tenant has needs a token for it beside the own one."""
        tokens = [one.strip() for one in request.header("x-ms-authorization-auxiliary").split(",") if one.strip()]
        claims = [claims_of(one.removeprefix("Bearer ")) for one in tokens]
        if any(one is None or one["aud"] not in MANAGERS or one["number"] <= self.valid_from for one in claims):
            return self.refused(401, "InvalidAuthenticationToken", "The auxiliary access token is invalid.")
        if self.linked and self.linked not in [one["tid"] for one in claims]:
            return self.refused(403, "LinkedAuthorizationFailed", f"There is no token for the tenant {self.linked}.")
        return None

    def refused(self, status: int, code: str, message: str) -> Response:
        return Response.json({"error": {"code": code, "message": message}}, status)

    def service(self, request: Request) -> tuple[Router, str]:
        """Whose routes a request is for, and the name that its host has."""
        host = request.header("Host").split(":")[0]
        name, _, rest = host.partition(".")
        if rest.startswith("vault."):
            return vault_secrets.routes, name
        if rest.startswith("file."):
            return files.routes, name
        if directory.routes.methods(request.path):
            return directory.routes, ""
        if terminals.routes.methods(request.path):
            return terminals.routes, ""
        if vault_secrets.routes.methods(request.path):
            return vault_secrets.routes, self.only_vault()
        return manager.routes, ""

    def only_vault(self) -> str:
        """For clients that can be sent to one address only."""
        with self.world.lock:
            return next(iter(self.world.vaults), "")

    def dispatch(self, router: Router, request: Request):
        if router is not self.routes:
            return super().dispatch(router, request)
        service, name = self.service(request)
        request.host = name
        return super().dispatch(service, request)

    def missing(self, request: Request, methods: set[str]) -> Response:
        if methods:
            return self.refused(405, "MethodNotAllowed", f"{request.method} is not allowed here.")
        return self.refused(404, "NotFound", f"There is nothing at {request.path}.")
