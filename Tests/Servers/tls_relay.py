"""Takes connections over TLS from clients that have a certificate, and passes on what they carry.

    tls_relay.py FOLDER TARGET

TARGET is the path of a socket, or a port of this machine. The certificates are made in FOLDER: `authority.pem`,
`client.pem` and `client.key`; the server's is for 127.0.0.1. Prints the port once it listens there. Ends with its standard
input.
"""

import contextlib
import select
import socket
import ssl
import subprocess
import sys
import threading


def make_certificates(folder):
    def openssl(*arguments):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             *arguments], cwd=folder, check=True, capture_output=True)

    openssl("-subj", "/CN=authority", "-keyout", "authority.key", "-out", "authority.pem")
    for name, subject in (("server", "IP:127.0.0.1"), ("client", "DNS:client")):
        openssl("-CA", "authority.pem", "-CAkey", "authority.key", "-subj", f"/CN={name}", "-addext",
                f"subjectAltName={subject}", "-keyout", f"{name}.key", "-out", f"{name}.pem")


class Relay:
    """One connection. Either side may end what it sends, and goes on to hear the other."""

    def __init__(self, context, client, target):
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.client, self.target = client, target
        self.open = {client, target}

    def run(self):
        while self.open:
            for side in select.select(list(self.open), [], [])[0]:
                data = side.recv(65536)
                if not data:
                    self.open.discard(side)
                if side is self.client:
                    self.from_client(data)
                else:
                    self.from_target(data)
                self.flush()

    def from_client(self, data):
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()
        with contextlib.suppress(ssl.SSLWantReadError):
            while plain := self.plain():
                self.target.sendall(plain)
            self.open.discard(self.client)
            self.target.shutdown(socket.SHUT_WR)

    def plain(self):
        try:
            return self.tls.read(65536)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            return b""

    def from_target(self, data):
        if data:
            self.tls.write(data)
            return
        with contextlib.suppress(ssl.SSLError):
            self.tls.unwrap()
        self.flush()
        self.client.shutdown(socket.SHUT_WR)

    def flush(self):
        if data := self.outgoing.read():
            self.client.sendall(data)


def serve(context, client, target):
    with client, contextlib.suppress(OSError):
        if target.isdigit():
            other = socket.create_connection(("127.0.0.1", int(target)))
        else:
            other = socket.socket(socket.AF_UNIX)
            other.connect(target)
        with other:
            Relay(context, client, other).run()


def main():
    folder, target = sys.argv[1:]
    make_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
    context.load_verify_locations(f"{folder}/authority.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            threading.Thread(target=serve, args=(context, listener.accept()[0], target), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


main()
