"""What simulators of cloud APIs share: a server, routes, faults on demand, a log of all exchanges and their check
against the vendor's description of the API. Knows no cloud. Python 3.11 and its standard library are enough.

A simulator is a subclass of `Simulation` with routes, and a `__main__` that hands it to `run`:

    class Shelf(Simulation):
        routes = Router()

        @routes.get("/boxes/{name}")
        def box(self, request):
            return Response.json(self.boxes[request.parameters["name"]])

    run(lambda options: Shelf("shelf"))
"""

from .command import run
from .contract import Contract, Rules
from .exchange import Refusal, Request, Response, Stream, Upgrade
from .faults import Fault, Faults
from .programs import Programs
from .routing import Router
from .server import Server
from .simulation import Simulation
from .websocket import WebSocket, handshake

__all__ = [
    "Contract",
    "Fault",
    "Faults",
    "Programs",
    "Refusal",
    "Request",
    "Response",
    "Router",
    "Rules",
    "Server",
    "Simulation",
    "Stream",
    "Upgrade",
    "WebSocket",
    "handshake",
    "run",
]
