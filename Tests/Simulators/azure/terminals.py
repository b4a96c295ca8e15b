"""Terminals in containers: a WebSocket (RFC 6455) that begins with a password, and then is what is typed and printed."""

import os
import pty
import subprocess
import threading

from simulation import Request, Router, Upgrade, WebSocket, handshake

from .failures import refuse

routes = Router()


@routes.get("/terminals/{name}")
def terminal(simulation, request: Request) -> Upgrade:
    opened = handshake(request, lambda socket: talk(simulation, socket))
    if not opened:
        raise refuse(400, "BadRequest", "This is a WebSocket.")
    return opened


def talk(simulation, socket: WebSocket) -> None:
    password = (socket.read() or b"").decode()
    session = simulation.terminals.pop(password, None)
    if session is None:
        return socket.close(1008)
    resource, _, body = session
    run(socket, body, resource.programs)


def run(socket: WebSocket, body: dict, programs) -> None:
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
            socket.send(data)
    except OSError:
        pass  # The terminal ends with its last process.
    process.wait()
    socket.close()


def write(terminal: int, data: bytes) -> None:
    while data:
        data = data[os.write(terminal, data):]
