"""What pods say and run: logs, commands and ports over WebSocket (RFC 6455, v4 and v5 channels of Kubernetes)."""

import base64
import hashlib
import json
import socket
import struct
import subprocess
import threading
import time

from simulation import Response, Stream, Upgrade

from .failures import refusal

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
TEXT = "hello from {}\nsecond line\n"


def container_of(request, pod) -> str:
    names = [one["name"] for one in pod["spec"]["containers"]]
    name = request.value("container") or names[0]
    if name not in names:
        raise refusal("BadRequest", f'container {name} is not valid for pod {pod["metadata"]["name"]}')
    return name


def log(simulation, request, pod):
    lines = TEXT.format(container_of(request, pod)).splitlines(keepends=True)
    if pod["status"]["phase"] == "Pending":
        raise refusal("BadRequest", f'container "{lines[0]}" in pod "{pod["metadata"]["name"]}" is waiting to start')
    if request.value("tailLines"):
        lines = lines[-int(request.value("tailLines")):]
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ ", time.gmtime()) if request.flag("timestamps") else ""
    text = "".join(stamp + line for line in lines).encode()
    if request.flag("follow"):
        return Stream(iter([text]), headers={"Content-Type": "text/plain"})
    return Response(200, text, {"Content-Type": "text/plain"})


def upgrade(request, talk) -> Upgrade:
    key = request.header("Sec-WebSocket-Key")
    offered = [one.strip() for one in request.header("Sec-WebSocket-Protocol").split(",")]
    protocol = next((one for one in offered if one in PROTOCOLS), None)
    if not key or protocol is None:
        raise refusal("BadRequest", "you must request a WebSocket upgrade with one of " + ", ".join(PROTOCOLS))
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
    headers = {"Upgrade": "websocket", "Sec-WebSocket-Accept": accept, "Sec-WebSocket-Protocol": protocol}
    return Upgrade(lambda connection, reader: talk(Channel(connection, reader)), headers)


class Channel:
    """Frames of a WebSocket whose first byte says which stream they belong to."""

    def __init__(self, connection, reader):
        self.connection, self.reader, self.lock = connection, reader, threading.Lock()

    def read(self) -> bytes | None:
        """The next message; None at the end."""
        message = b""
        while True:
            head = self.reader.read(2)
            if len(head) < 2:
                return None
            final, code, length = head[0] & 0x80, head[0] & 15, head[1] & 0x7F
            assert head[1] & 0x80, "frames of clients are masked"
            if length > 125:
                size = 2 if length == 126 else 8
                length = int.from_bytes(self.reader.read(size), "big")
            mask, body = self.reader.read(4), self.reader.read(length)
            body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(body))
            if code == 8:
                return None
            if code == 9:
                self.send(10, body)
                continue
            message += body
            if final:
                return message

    def send(self, code: int, body: bytes) -> None:
        length = len(body)
        head = bytes([0x80 | code]) + (bytes([length]) if length < 126 else b"\x7e" + struct.pack(">H", length)
                                       if length < 65536 else b"\x7f" + struct.pack(">Q", length))
        with self.lock:
            self.connection.sendall(head + body)

    def write(self, stream: int, body: bytes) -> None:
        self.send(2, bytes([stream]) + body)

    def close(self) -> None:
        self.send(8, struct.pack(">H", 1000))


def execute(simulation, request, pod):
    container_of(request, pod)
    command = request.query.get("command", [])
    if pod["status"]["phase"] != "Running":
        raise refusal("BadRequest", f'cannot exec into a container in a completed pod; current phase is {pod["status"]["phase"]}')
    return upgrade(request, lambda channel: run_command(channel, command))


def run_command(channel: Channel, command: list[str]) -> None:
    """Runs a command on this machine, for want of a container."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as problem:
        failure = {"metadata": {}, "status": "Failure", "message": f"command terminated: {problem}", "reason": "NonZeroExitCode",
                   "details": {"causes": [{"reason": "ExitCode", "message": "127"}]}}
        channel.write(3, json.dumps(failure).encode())
        channel.close()
        return

    def pump(stream, number):
        while data := stream.read1(65536):
            channel.write(number, data)

    readers = [threading.Thread(target=pump, args=pair) for pair in ((process.stdout, 1), (process.stderr, 2))]
    for one in readers:
        one.start()
    threading.Thread(target=feed, args=(channel, process), daemon=True).start()
    for one in readers:
        one.join()
    code = process.wait()
    status = {"metadata": {}, "status": "Success"} if code == 0 else {
        "metadata": {}, "status": "Failure", "reason": "NonZeroExitCode", "message": f"exit status {code}",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]}}
    channel.write(3, json.dumps(status).encode())
    channel.close()


def feed(channel: Channel, process) -> None:
    try:
        while (message := channel.read()) is not None:
            if message[:1] == b"\0":
                process.stdin.write(message[1:])
                process.stdin.flush()
            elif message[:1] == b"\xff" and message[1:2] == b"\0":
                process.stdin.close()
    except (OSError, ValueError):
        return
    if not process.stdin.closed:
        process.stdin.close()


def forward(simulation, request, pod):
    """Connects to the port on this machine, for want of a pod with an address."""
    port = int(request.value("ports") or 0)
    return upgrade(request, lambda channel: connect(channel, port))


def connect(channel: Channel, port: int) -> None:
    for stream in (0, 1):
        channel.write(stream, struct.pack("<H", port))
    try:
        other = socket.create_connection(("127.0.0.1", port))
    except OSError as problem:
        channel.write(1, f"an error occurred forwarding {port}: {problem}".encode())
        channel.close()
        return

    def pump():
        while data := other.recv(65536):
            channel.write(0, data)
        channel.close()

    threading.Thread(target=pump, daemon=True).start()
    while (message := channel.read()) is not None:
        if message[:1] == b"\0":
            other.sendall(message[1:])
    other.close()
