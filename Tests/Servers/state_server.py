"""Two servers in one, for tests of backends: states over HTTP as Terraform's `http` backend wants them, under
/states/NAME, and the Secrets and Leases of a Kubernetes cluster, under /api and /apis.

    state_server.py PORT

Keeps everything in memory. Both want the user "ann" with the password "secret", or the token "secret". POST /pause
with a number makes every answer after it that many seconds late.
"""

import base64
import http.server
import json
import sys
import threading
import time

lock = threading.Lock()
states, locks, objects = {}, {}, {}
version = 0
pause = 0.0
WELCOME = {"Basic " + base64.b64encode(b"ann:secret").decode(), "Bearer secret"}


def refused(code, reason, message):
    """A failure as Kubernetes words it (meta/v1 Status)."""
    return code, {"kind": "Status", "status": "Failure", "reason": reason, "code": code, "message": message}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b""):
        time.sleep(pause)
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        global pause
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        if path == "/pause":
            pause = float(body)
            return self.answer(200)
        if self.headers.get("Authorization") not in WELCOME:
            return self.answer(401)
        with lock:
            result = self.state(path, query, body) if path.startswith("/states/") else self.object(path, body)
        self.answer(*result)

    do_GET = do_PUT = do_POST = do_DELETE = do_LOCK = do_UNLOCK = handle_any

    def state(self, path, query, body):
        held = locks.get(path)
        if self.command == "LOCK":
            if held:
                return 423, held
            locks[path] = json.loads(body)
            return (200,)
        if self.command == "UNLOCK":
            if held and held["ID"] != json.loads(body).get("ID"):
                return 409, held
            locks.pop(path, None)
            return (200,)
        if self.command == "GET":
            return (200, states[path]) if path in states else (404,)
        if self.command == "DELETE":
            states.pop(path, None)
            return (200,)
        if held and "ID=" + held["ID"] not in query:
            return 423, held
        states[path] = body
        return (200,)

    def object(self, path, body):
        global version
        kind = path.rstrip("/").split("/")[-1] in ("secrets", "leases")
        if self.command == "GET":
            if kind:
                return 200, {"items": [o for p, o in sorted(objects.items()) if p.startswith(path + "/")]}
            return (200, objects[path]) if path in objects else refused(404, "NotFound", "not found")
        if self.command == "DELETE":
            return (200, objects.pop(path)) if path in objects else refused(404, "NotFound", "not found")
        found = json.loads(body)
        if sum(len(base64.b64decode(one)) for one in found.get("data", {}).values()) > 1 << 20:
            return refused(422, "Invalid", "data: Too long: must have at most 1048576 bytes")
        if self.command == "POST":
            path = path + "/" + found["metadata"]["name"]
            if path in objects:
                return refused(409, "AlreadyExists", "already exists")
        elif found["metadata"].get("resourceVersion") != objects.get(path, {}).get("metadata", {}).get(
            "resourceVersion"
        ):
            return refused(409, "Conflict", "the object has been modified")
        version += 1
        found["metadata"]["resourceVersion"] = str(version)
        objects[path] = found
        return 200, found


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
