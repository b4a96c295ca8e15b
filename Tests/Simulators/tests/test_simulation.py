"""Tests of what the simulators share: that faults strike, and that the check of exchanges sees what is wrong."""

import contextlib
import io
import json
import socket
import tempfile
import unittest
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

from simulation import Contract, Refusal, Response, Router, Rules, Server, Simulation, Stream, Upgrade

BOX = {
    "allOf": [
        {"$ref": "#/components/schemas/Named"},
        {"properties": {"size": {"type": "integer", "minimum": 1}, "lid": {"type": "string", "nullable": True}}},
    ]
}
DESCRIPTION = {
    "openapi": "3.0.1",
    "info": {"title": "Shelf", "version": "1"},
    "paths": {
        "/boxes/{name}": {
            "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"maxLength": 8}}],
            "get": {
                "parameters": [{"name": "open", "in": "query", "schema": {"type": "boolean"}}],
                "responses": {"200": {"content": {"application/json": {"schema": BOX}}}},
            },
            "put": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": BOX}}},
                "responses": {"204": {}},
            },
        }
    },
    "components": {"schemas": {"Named": {"required": ["name"], "properties": {"name": {"type": "string"}}}}},
}


class Shelf(Simulation):
    """Boxes by their names. What it answers can be made wrong with `spoiled`."""

    routes = Router()

    def __init__(self, contract):
        super().__init__("shelf", contract)
        self.boxes = {}
        self.spoiled = {}

    @routes.get("/boxes/{name}")
    def box(self, request):
        name = request.parameters["name"]
        if name not in self.boxes:
            raise Refusal(Response.json({"error": "no such box"}, 404))
        return Response.json({**self.boxes[name], **self.spoiled})

    @routes.put("/boxes/{name}")
    def put(self, request):
        self.boxes[request.parameters["name"]] = request.json()
        return Response(204)

    @routes.get("/boxes/all")
    def fixed(self, request):
        return Response.text("fixed")

    @routes.get("/watch")
    def watch(self, request):
        return Stream(iter([b"one\n", b"", b"two\n"]))

    @routes.get("/talk")
    def talk(self, request):
        return Upgrade(lambda connection, received: connection.sendall(received.readline()), {"Upgrade": "echo"})


class SimulationTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = Path(folder.name, "shelf.json")
        file.write_text(json.dumps(DESCRIPTION))
        rules = Rules(unchecked=["/watch", "/talk", "/boxes/all"], errors="#/components/schemas/Any")
        DESCRIPTION["components"]["schemas"]["Any"] = {}
        self.shelf = Shelf(Contract("shelf", [str(file)], None, rules))
        self.server = Server(self.shelf)
        self.server.start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def send(self, method, path, value=None, headers=None):
        """The status and the text of the answer."""
        body = None if value is None else json.dumps(value).encode()
        fields = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(self.server.url + path, body, fields, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as failure:
            with failure:
                return failure.code, failure.read().decode()

    def violations(self):
        return json.loads(self.send("GET", "/_simulator/violations")[1])

    def test_good_exchanges_are_no_violation(self):
        self.assertEqual(self.send("PUT", "/boxes/a%20b", {"name": "a b", "size": 2, "lid": None}), (204, ""))
        self.assertEqual(json.loads(self.send("GET", "/boxes/a%20b?open=true")[1])["size"], 2)
        self.assertEqual(self.send("GET", "/boxes/none")[0], 404)
        self.assertEqual(self.violations(), [])

    def test_what_is_wrong_with_requests_is_seen(self):
        for body in ({"size": 1}, {"name": 1}, {"name": "a", "size": 0}, {"name": "a", "colour": "red"}):
            self.send("PUT", "/boxes/a", body)
        self.send("PUT", "/boxes/a")
        self.shelf.boxes["long-name"] = {"name": "a"}
        self.send("GET", "/boxes/long-name?open=maybe&shut=1")
        found = self.violations()
        for part in ("name is missing", "/name: 1 is no string", "breaks minimum", "/colour: not described",
                     "body of the request is missing", "?name:", "'maybe' is no boolean", "parameter shut"):
            self.assertTrue(any(part in one for one in found), f"{part} is not in {found}")

    def test_what_is_wrong_with_answers_is_seen(self):
        self.shelf.boxes["a"] = {"name": "a"}
        self.shelf.spoiled = {"size": "2"}
        self.send("GET", "/boxes/a")
        self.send("DELETE", "/boxes/a")
        self.assertEqual(len(self.violations()), 1)
        self.assertIn("/size: '2' is no integer", self.violations()[0])

    def test_faults_strike_as_told(self):
        self.send("POST", "/_simulator/faults", [
            {"method": "PUT", "status": 503, "skip": 1}, {"path": "/boxes/b", "status": 500, "effect": True}])
        self.assertEqual(self.send("PUT", "/boxes/a", {"name": "a"})[0], 204)
        self.assertEqual(self.send("PUT", "/boxes/c", {"name": "c"})[0], 503)
        self.assertEqual(self.send("PUT", "/boxes/b", {"name": "b"})[0], 500)
        self.assertEqual(self.send("PUT", "/boxes/d", {"name": "d"})[0], 204)
        self.assertEqual(sorted(self.shelf.boxes), ["a", "b", "d"])
        self.assertEqual(self.send("GET", "/_simulator/count?method=PUT&path=/boxes/*")[1], "4\n")

    def test_connections_are_cut(self):
        for cut, there in (("before", []), ("after", ["a"])):
            with self.assertRaises((OSError, HTTPException)):
                self.send("PUT", "/boxes/a", {"name": "a"}, {"X-Simulator-Fault": json.dumps({"cut": cut})})
            self.assertEqual(sorted(self.shelf.boxes), there)
        with self.assertRaises((OSError, HTTPException)):
            self.send("GET", "/boxes/a", None, {"X-Simulator-Fault": '{"truncate": 3}'})
        self.assertEqual(self.send("GET", "/boxes/a", None, {"X-Simulator-Fault": '{"slow": 0.001}'})[0], 200)

    def test_faults_that_make_no_sense_are_refused(self):
        self.assertEqual(self.send("POST", "/_simulator/faults", {"colour": "red"})[0], 400)
        self.assertEqual(self.send("GET", "/boxes/a", None, {"X-Simulator-Fault": "{"})[0], 400)

    def test_streams_and_fixed_routes(self):
        self.assertEqual(self.send("GET", "/watch"), (200, "one\ntwo\n"))
        self.assertEqual(self.send("GET", "/boxes/all"), (200, "fixed"))
        self.assertEqual(self.send("DELETE", "/watch")[0], 405)

    def test_a_connection_can_be_taken_over(self):
        host, port = self.server.server_address
        with socket.create_connection((host, port), timeout=10) as connection:
            connection.sendall(b"GET /talk HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello\n")
            received = b"".join(iter(lambda: connection.recv(1000), b""))
        self.assertTrue(received.startswith(b"HTTP/1.1 101 "))
        self.assertTrue(received.endswith(b"\r\n\r\nhello\n"))

    def test_a_handler_that_fails_is_a_violation(self):
        self.shelf.boxes = None
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(self.send("GET", "/boxes/a")[0], 500)
        self.assertIn("TypeError", self.violations()[0])


if __name__ == "__main__":
    unittest.main()
