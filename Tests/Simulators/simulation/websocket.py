"""The server's side of a WebSocket (RFC 6455)."""

import base64
import hashlib
import struct
import threading

from .exchange import Request, Upgrade

BINARY, CLOSE, PING, PONG = 2, 8, 9, 10


def handshake(request: Request, talk, protocol: str | None = None) -> Upgrade | None:
    """Hands the connection to `talk`, which gets a `WebSocket`; None when the request is for none."""
    key = request.header("Sec-WebSocket-Key")
    if not key:
        return None
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
    headers = {"Upgrade": "websocket", "Sec-WebSocket-Accept": accept}
    if protocol is not None:
        headers["Sec-WebSocket-Protocol"] = protocol
    return Upgrade(lambda connection, reader: talk(WebSocket(connection, reader)), headers)


class WebSocket:
    """Messages of one connection. Several threads may send."""

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
                length = int.from_bytes(self.reader.read(2 if length == 126 else 8), "big")
            mask, body = self.reader.read(4), self.reader.read(length)
            body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(body))
            if code == CLOSE:
                return None
            if code == PING:
                self.send(body, PONG)
                continue
            message += body
            if final:
                return message

    def send(self, body: bytes, code: int = BINARY) -> None:
        length = len(body)
        head = bytes([0x80 | code]) + (bytes([length]) if length < 126 else b"\x7e" + struct.pack(">H", length)
                                       if length < 65536 else b"\x7f" + struct.pack(">Q", length))
        with self.lock:
            self.connection.sendall(head + body)

    def close(self, reason: int = 1000) -> None:
        self.send(struct.pack(">H", reason), CLOSE)
