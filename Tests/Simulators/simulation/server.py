"""A threaded HTTP/1.1 server, over TLS where there is a certificate, that asks a simulation for its answers."""

import contextlib
import socket
import ssl
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from .exchange import Answer, Refusal, Request, Response, Stream, Upgrade
from .faults import Fault
from .simulation import Simulation


@dataclass
class TLS:
    """The files, in PEM, of a server's certificate and key; `authority` is who must have signed the clients'
    certificates, which are asked for when it is there and wanted only when `demands` says so."""

    certificate: str
    key: str
    authority: str | None = None
    demands: bool = False

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if self.authority:
            context.load_verify_locations(self.authority)
            context.verify_mode = ssl.CERT_REQUIRED if self.demands else ssl.CERT_OPTIONAL
        return context


class Server(ThreadingHTTPServer):
    """Serves a simulation at an address of this machine; port 0 is any free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, simulation: Simulation, host: str = "127.0.0.1", port: int = 0, tls: TLS | None = None):
        super().__init__((host, port), Connection)
        self.simulation = simulation
        self.scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.context().wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.server_address[0]}:{self.server_address[1]}"

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        """Clients may go away at any time, and may not trust the certificate; anything else is a defect."""
        if not isinstance(sys.exc_info()[1], ConnectionError | ssl.SSLError | TimeoutError):
            self.simulation.journal.complain(traceback.format_exc())
            traceback.print_exc(file=sys.stderr)


class Cut(Exception):
    """The connection ends here."""


class Connection(BaseHTTPRequestHandler):
    """One connection of a client, for as many requests as it sends."""

    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if isinstance(self.request, ssl.SSLSocket):
            self.request.do_handshake()
        super().setup()

    def log_message(self, *_) -> None:
        pass

    def handle_any(self) -> None:
        request = self.received()
        try:
            if self.server.simulation.is_control(request):
                self.send(self.server.simulation.control(request), None)
            else:
                self.exchange(request)
        except Refusal as refusal:
            self.send(refusal.response, None)
        except (Cut, ConnectionError, TimeoutError):
            self.cut()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any

    def received(self) -> Request:
        path, _, query = self.path.partition("?")
        certificate = self.request.getpeercert() if isinstance(self.request, ssl.SSLSocket) else None
        values = parse_qs(query, keep_blank_values=True)
        return Request(self.command, path, values, self.headers, self.received_body(), certificate or None)

    def received_body(self) -> bytes:
        if "chunked" not in (self.headers.get("Transfer-Encoding") or "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def exchange(self, request: Request) -> None:
        simulation = self.server.simulation
        fault = simulation.faults.take(request) or Fault()
        time.sleep(fault.delay)
        answer = None if fault.prevents_effect else simulation.answer(request)
        if fault.status is not None:
            answer = fault.response()
        simulation.record(request, answer, fault if fault != Fault() else None)
        if fault.cut or answer is None:
            raise Cut
        self.send(answer, fault)

    def send(self, answer: Answer, fault: Fault | None) -> None:
        match answer:
            case Response():
                self.send_whole(answer, fault or Fault())
            case Stream():
                self.send_stream(answer, fault or Fault())
            case Upgrade():
                self.send_upgrade(answer)

    def send_whole(self, answer: Response, fault: Fault) -> None:
        self.head(answer, {"Content-Length": str(len(answer.body))} if answer.status not in (204, 304) else {})
        if self.command == "HEAD" or not answer.body:
            return
        body = answer.body if fault.truncate is None else answer.body[: fault.truncate]
        size = max(1, len(body) // 8) if fault.slow else max(1, len(body))
        for start in range(0, len(body), size):
            time.sleep(fault.slow)
            self.wfile.write(body[start : start + size])
        if fault.truncate is not None:
            raise Cut

    def send_stream(self, answer: Stream, fault: Fault) -> None:
        self.head(answer, {"Transfer-Encoding": "chunked"})
        left = fault.truncate
        with contextlib.ExitStack() as stack:
            stack.callback(getattr(answer.chunks, "close", lambda: None))
            for chunk in answer.chunks:
                self.look_after_client()
                time.sleep(fault.slow)
                part = chunk if left is None else chunk[:left]
                if part:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                if left is not None and (left := left - len(part)) <= 0:
                    raise Cut
        self.wfile.write(b"0\r\n\r\n")

    def look_after_client(self) -> None:
        """Ends the stream of a client that has gone away: the connection is readable, and there is nothing to read.
        Over TLS only sending tells."""
        if isinstance(self.request, ssl.SSLSocket):
            return
        with contextlib.suppress(BlockingIOError):
            if self.request.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"":
                raise Cut

    def send_upgrade(self, answer: Upgrade) -> None:
        self.head(answer, {"Connection": "Upgrade"} if "Connection" not in answer.headers else {})
        self.close_connection = True
        answer.talk(self.request, self.rfile)

    def head(self, answer: Answer, more: dict[str, str]) -> None:
        self.send_response(answer.status)
        for name, value in {**answer.headers, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def cut(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)
