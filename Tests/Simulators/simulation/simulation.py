"""What all simulators have: the way from a request to its answer, and the endpoints that control it."""

import sys
import traceback
from typing import Any

from .contract import Contract
from .exchange import Answer, Refusal, Request, Response
from .faults import Fault, Faults
from .journal import Journal
from .routing import Router

PREFIX = "/_simulator"


class Simulation:
    """The base of a simulator. A subclass has its routes in `routes`, and may have more endpoints to control it in
    `controls`, whose paths begin with `/_simulator/`.

    Handlers run in several threads at once.
    """

    routes = Router()
    controls = Router()

    def __init__(self, name: str, contract: Contract | None = None, seed: int = 0):
        self.name = name
        self.contract = contract
        self.faults = Faults(seed)
        self.journal = Journal()

    # What a subclass may do otherwise.

    def admit(self, request: Request) -> Response | None:
        """Called before any handler; a response refuses the request (for authentication, rate limits and the like)."""
        return None

    def missing(self, request: Request, methods: set[str]) -> Response:
        """The answer where there is no route; `methods` is what else could be done at the path."""
        return Response.json({"error": f"no route for {request.method} {request.path}"}, 405 if methods else 404)

    # The way of a request.

    def answer(self, request: Request) -> Answer:
        """The answer of the simulated API. A handler that fails is a defect of the simulator, and is reported."""
        try:
            return self.admit(request) or self.dispatch(self.routes, request)
        except Refusal as refusal:
            return refusal.response
        except Exception:
            self.journal.complain(f"{request.method} {request.path}: {traceback.format_exc()}")
            traceback.print_exc(file=sys.stderr)
            return Response.json({"error": "a defect of the simulator"}, 500)

    def dispatch(self, router: Router, request: Request) -> Answer:
        found = router.find(request.method, request.path)
        if found is None:
            return self.missing(request, router.methods(request.path))
        handler, request.parameters = found
        return handler(self, request)

    def record(self, request: Request, answer: Answer | None, fault: Fault | None) -> None:
        """Logs an exchange and checks it. What a fault made up is not held against the API's description."""
        entry = self.journal.record(request, answer, vars(fault) if fault else None)
        if answer is None or self.contract is None or (fault and fault.status is not None):
            return
        for violation in self.contract.violations(entry, answer):
            self.journal.complain(f"{request.method} {request.path} -> {answer.status}: {violation}")

    # Control.

    def is_control(self, request: Request) -> bool:
        return request.path.startswith(PREFIX + "/")

    def control(self, request: Request) -> Answer:
        try:
            if self.controls.methods(request.path):
                return self.dispatch(self.controls, request)
            return self.dispatch(COMMON, request)
        except Refusal as refusal:
            return refusal.response


COMMON = Router()


@COMMON.get(PREFIX + "/exchanges")
def exchanges(simulation: Simulation, request: Request) -> Response:
    """The exchanges, of a `method` and `path` with `*` if given."""
    return Response.json(simulation.journal.selected(*selection(request)))


@COMMON.get(PREFIX + "/count")
def count(simulation: Simulation, request: Request) -> Response:
    """How many exchanges there were, of a `method` and `path` with `*` if given; a number as text."""
    return Response.text(f"{len(simulation.journal.selected(*selection(request)))}\n")


@COMMON.delete(PREFIX + "/exchanges")
def forget(simulation: Simulation, request: Request) -> Response:
    simulation.journal.clear()
    return Response(204)


@COMMON.get(PREFIX + "/violations")
def violations(simulation: Simulation, request: Request) -> Response:
    """What was wrong with the exchanges, as a list of texts."""
    return Response.json(simulation.journal.complaints())


@COMMON.post(PREFIX + "/faults")
def add_faults(simulation: Simulation, request: Request) -> Response:
    """Adds a fault or a list of them; see `Fault`."""
    given: Any = request.json()
    simulation.faults.add([Fault.parse(one) for one in (given if isinstance(given, list) else [given])])
    return Response(204)


@COMMON.get(PREFIX + "/faults")
def list_faults(simulation: Simulation, request: Request) -> Response:
    return Response.json(simulation.faults.listed())


@COMMON.delete(PREFIX + "/faults")
def clear_faults(simulation: Simulation, request: Request) -> Response:
    simulation.faults.clear()
    return Response(204)


def selection(request: Request) -> tuple[str, str]:
    return request.value("method") or "*", request.value("path") or "*"
