"""What pods say and run: logs, commands and ports over WebSocket (RFC 6455, v4 and v5 channels of Kubernetes)."""

import contextlib
import fcntl
import json
import os
import pty
import socket
import struct
import subprocess
import termios
import threading
import time

from simulation import Refusal, Response, Stream, Upgrade, WebSocket, handshake

from .failures import refusal


def container_of(request, pod) -> str:
    names = [one["name"] for one in pod["spec"]["containers"]]
    name = request.value("container") or names[0]
    if name not in names:
        raise refusal("BadRequest", f'container {name} is not valid for pod {pod["metadata"]["name"]}')
    return name


def log(simulation, request, pod):
    name = container_of(request, pod)
    if pod["status"]["phase"] == "Pending":
        raise refusal("BadRequest", f'container "{name}" in pod "{pod["metadata"]["name"]}" is waiting to start: ContainerCreating')
    container = simulation.containers.of(pod, name)
    lines = container.previous if request.flag("previous") else container.lines
    if lines is None:
        raise refusal("BadRequest", f'previous terminated container "{name}" in pod "{pod["metadata"]["name"]}" not found')
    start = max(0, len(lines) - int(request.value("tailLines"))) if request.value("tailLines") else 0

    def text(line):
        moment, words = line
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1e9):09d}Z "
        return ((stamp if request.flag("timestamps") else "") + words + "\n").encode()

    def followed():
        place = start
        while not container.has_ended and container.lines is lines:
            for line in lines[place:]:
                place += 1
                yield text(line)
            yield b""
            time.sleep(0.05)

    if request.flag("follow"):
        return Stream(followed(), headers={"Content-Type": "text/plain"})
    return Response(200, b"".join(map(text, lines[start:])), {"Content-Type": "text/plain"})


def upgrade(simulation, request, talk, protocols=None) -> Upgrade:
    known = protocols or simulation.channels
    offered = [one.strip() for one in request.header("Sec-WebSocket-Protocol").split(",")]
    protocol = next((one for one in offered if one in known), None)
    opened = protocol and handshake(request, lambda socket: talk(Channel(socket, protocol)), protocol)
    if not opened:
        # What the libraries of real servers answer, which is no Status.
        raise Refusal(Response.text("unable to upgrade: unable to negotiate protocol", 403))
    return opened


class Channel:
    """Messages of a WebSocket whose first byte says which stream they belong to."""

    def __init__(self, messages: WebSocket, protocol: str):
        self.messages = messages
        self.closes_streams = protocol.startswith("v5")

    def read(self) -> bytes | None:
        """The next message; None at the end."""
        return self.messages.read()

    def write(self, stream: int, body: bytes) -> None:
        self.messages.send(bytes([stream]) + body)

    def close(self) -> None:
        self.messages.close()


def execute(simulation, request, pod):
    name = container_of(request, pod)
    command = request.query.get("command", [])
    if pod["status"]["phase"] != "Running":
        raise refusal("BadRequest", f'cannot exec into a container in a completed pod; current phase is {pod["status"]["phase"]}')
    programs = simulation.containers.of(pod, name).programs
    process = Execution(command, programs, request.flag("tty"))
    return upgrade(simulation, request, process.run)


class Execution:
    """A command that runs on this machine, for want of a container, or in the folder of its container."""

    def __init__(self, command, programs, has_terminal):
        self.programs, self.has_terminal = programs, has_terminal
        self.command = [programs.local(word) for word in command] if programs else command
        self.process, self.terminal = None, None

    def run(self, channel: Channel) -> None:
        try:
            self.start()
        except OSError as problem:
            words = f"Internal error occurred: error executing command in container: exec: \"{self.command[0]}\": "
            missing = isinstance(problem, FileNotFoundError)
            words += "executable file not found in $PATH" if missing else str(problem)
            channel.write(3, json.dumps({"metadata": {}, "status": "Failure", "reason": "InternalError", "code": 500,
                                         "message": words}).encode())
            channel.close()
            return
        streams = [(self.terminal, 1)] if self.terminal else [(self.process.stdout.fileno(), 1), (self.process.stderr.fileno(), 2)]
        readers = [threading.Thread(target=self.pump, args=(channel, *pair)) for pair in streams]
        for one in readers:
            one.start()
        threading.Thread(target=self.feed, args=(channel,), daemon=True).start()
        for one in readers:
            one.join()
        channel.write(3, json.dumps(self.end(self.process.wait())).encode())
        channel.close()

    def start(self) -> None:
        place = {}
        if self.programs:
            (self.programs.folder / "home").mkdir(parents=True, exist_ok=True)
            place = {"env": self.programs.environment({}), "cwd": self.programs.folder / "home"}
        if not self.has_terminal:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **place)
            return
        self.terminal, inside = pty.openpty()

        def become_its_leader():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        try:
            self.process = subprocess.Popen(
                self.command, stdin=inside, stdout=inside, stderr=inside, preexec_fn=become_its_leader, **place)
        finally:
            os.close(inside)

    def pump(self, channel, number, stream) -> None:
        try:
            while data := os.read(number, 65536):
                channel.write(stream, data)
        except OSError:
            return  # a terminal whose last process has ended, or a client that has gone

    def feed(self, channel) -> None:
        with contextlib.suppress(OSError, ValueError):  # the connection is over, and closed on this side
            while (message := channel.read()) is not None:
                self.take(message[0], message[1:], channel.closes_streams)
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()

    def take(self, stream: int, data: bytes, closes_streams: bool) -> None:
        if stream == 0 and data:
            self.give(data)
        elif stream == 4 and self.terminal:
            size = json.loads(data)
            fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size["Height"], size["Width"], 0, 0))
        elif stream == 255 and data == b"\0" and closes_streams and not self.terminal:
            self.process.stdin.close()

    def give(self, data: bytes) -> None:
        if self.programs:
            data = self.programs.local(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        try:
            if self.terminal:
                os.write(self.terminal, data)
            else:
                self.process.stdin.write(data)
                self.process.stdin.flush()
        except (OSError, ValueError):
            return  # it reads no more

    def end(self, code: int) -> dict:
        if code == 0:
            return {"metadata": {}, "status": "Success"}
        code = code if code > 0 else 128 - code
        return {"metadata": {}, "status": "Failure", "reason": "NonZeroExitCode", "message": f"command terminated with non-zero "
                f"exit code: exit status {code}", "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]}}


def forward(simulation, request, pod):
    """Connects to the port on this machine, for want of a pod with an address."""
    port = int(request.value("ports") or 0)
    return upgrade(simulation, request, lambda channel: connect(channel, port), ["v4.channel.k8s.io"])


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
