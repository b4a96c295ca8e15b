"""Terminals in containers: a WebSocket (RFC 6455) that begins with a password, and then is what is typed and printed."""

import base64
import hashlib
import os
import pty
import struct
import subprocess
import threading

from simulation import Request, Router, Upgrade

from .failures import refuse

routes = Router()


@routes.get("/terminals/{name}")
def terminal(simulation, request: Request) -> Upgrade:
    key = request.header("Sec-WebSocket-Key")
    if not key:
        raise refuse(400, "BadRequest", "This is a WebSocket.")
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
    headers = {"Upgrade": "websocket", "Sec-WebSocket-Accept": accept}
    return Upgrade(lambda connection, reader: talk(simulation, Socket(connection, reader)), headers)


def talk(simulation, socket: "Socket") -> None:
    password = (socket.read() or b"").decode()
    session = simulation.terminals.pop(password, None)
    if session is None:
        return socket.close(1008)
    resource, _, body = session
    run(socket, body, resource.programs)


def run(socket: "Socket", body: dict, programs) -> None:
    """Runs the command on this machine, for want of a container."""
    master, slave = pty.openpty()
    own = programs.environment({}) if programs else {"PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        body.get("command") or "/bin/sh", stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        env={**own, "TERM": "dumb", "PS1": "$ "}, cwd=programs.folder / "home" if programs else None)
    os.close(slave)

    def type_in():
        while (message := socket.read()) is not None:
            write(master, programs.local(message.decode()).encode() if programs else message)
        process.kill()

    threading.Thread(target=type_in, daemon=True).start()
    try:
        while data := os.read(master, 65536):
            socket.send(2, data)
    except OSError:
        pass  # The terminal ends with its last process.
    process.wait()
    socket.close(1000)


def write(terminal: int, data: bytes) -> None:
    while data:
        data = data[os.write(terminal, data):]


class Socket:
    """Messages of a WebSocket."""

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
            if length > 125:
                length = int.from_bytes(self.reader.read(2 if length == 126 else 8), "big")
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

    def close(self, code: int) -> None:
        self.send(8, struct.pack(">H", code))
