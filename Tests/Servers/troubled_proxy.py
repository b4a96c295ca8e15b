"""A network that can be made to fail: relays TCP connections to servers of this machine.

    troubled_proxy.py CONTROL LISTEN:TARGET...

POST to the port CONTROL a JSON object says what happens from then on: "budget", after how many bytes in all
connections together everything is cut off (null for never); "stays", whether new connections are refused after that
until the next order; "delay", how many milliseconds each piece is held back. The answer is how many bytes have passed since the
order before.
"""

import http.server
import json
import socket
import sys
import threading
import time

lock = threading.Lock()
order = {"budget": None, "stays": False, "delay": 0}
passed = 0
is_cut = False
pairs = set()


def reset(*ends):
    for end in ends:
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            end.close()
        except OSError:
            pass


def hang_up(client, server):
    """A server must not take what has come for all there is, so its side is reset once nobody reads from it any more."""
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        server.shutdown(socket.SHUT_RD)
        client.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def take(count):
    """How many of `count` bytes may still pass."""
    global passed
    with lock:
        allowed = count if order["budget"] is None or is_cut else min(count, order["budget"] - passed)
        passed += allowed
        return allowed


def cut():
    global is_cut
    with lock:
        is_cut = True
        for pair in list(pairs):
            hang_up(*pair)
        pairs.clear()


def relay(pair, source, target):
    try:
        while piece := source.recv(65536):
            time.sleep(order["delay"] / 1000)
            allowed = take(len(piece))
            if allowed:
                target.sendall(piece[:allowed])
            if allowed < len(piece):
                return cut()
    except OSError:
        pass
    with lock:
        if pair not in pairs:
            return
    for end in pair:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def relay_both_ways(client, server):
    pair = (client, server)
    with lock:
        pairs.add(pair)
    back = threading.Thread(target=relay, args=(pair, server, client), daemon=True)
    back.start()
    relay(pair, client, server)
    back.join()
    with lock:
        pairs.discard(pair)
    for end in pair:
        end.close()


def serve(listener, target):
    while True:
        client, _ = listener.accept()
        if is_cut and order["stays"]:
            # Not reset, which libcurl 7.88 at times takes for a connection that is still being made.
            client.close()
            continue
        try:
            server = socket.create_connection(("127.0.0.1", target))
        except OSError:
            reset(client)
            continue
        threading.Thread(target=relay_both_ways, args=(client, server), daemon=True).start()


class Control(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        global order, passed, is_cut
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            before, passed, is_cut = passed, 0, False
            order = {"budget": None, "stays": False, "delay": 0, **body}
        answer = str(before).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


for argument in sys.argv[2:]:
    port, target = map(int, argument.split(":"))
    listener = socket.create_server(("127.0.0.1", port), backlog=64)
    threading.Thread(target=serve, args=(listener, target), daemon=True).start()
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Control).serve_forever()
