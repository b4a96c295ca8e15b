"""A provider for tests, which serves the plugin protocol and does what FAKE_PLUGIN tells it to do wrong.

FAKE_PLUGIN holds words: `protocol=5`, `network=tcp`, `line=TEXT` for another handshake, `silent`, `certificate=other`,
`cookie=other`, `die` before the handshake, and `at=METHOD:DEED`. METHOD is the name of a call on the wire, or several
with + between them; the deeds are
the functions below that begin with `do_`, and those of EARLY.

It has one resource type, `fake_thing`, with a name and an id, data and ephemeral objects of the same shape, an action
`fake_do` and a function `shout`. `lie=defer` leaves every plan for later. `identity=VERSION` gives things an identity: of a
name and, from version 1 on, a zone, which is z1 or what `zone=TEXT` says. With `moves` it makes things of whatever there
is. With `deletions=planned` it plans deletions; with `deletions=refused` it refuses them. With `fails=create` nothing is
made whole, and has an identity of nulls. With `heard=FILE` it has use for what modules say of themselves, a `module_name`, and
writes there what it hears of that, and what it is given back when it is told to delete.
"""

import base64
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import h2.config
import h2.connection
import h2.events

WISHES = dict(word.partition("=")[::2] for word in os.environ.get("FAKE_PLUGIN", "").split())
METHODS, _, DEED = WISHES.get("at", "").partition(":")
AT = METHODS.split("+")
PROTOCOL = WISHES.get("protocol", "6")
COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"


# What a message is made of.


def varint(number):
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes(encoded) + bytes([number])


def field(number, content):
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def fields(message):
    """The contents of a message by their numbers; the last one counts."""
    found, offset = {}, 0

    def number():
        nonlocal offset
        value = shift = 0
        while True:
            byte = message[offset]
            offset += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while offset < len(message):
        key = number()
        if key & 7 == 0:
            found[key >> 3] = number()
        else:
            length = number()
            found[key >> 3] = message[offset : offset + length]
            offset += length
    return found


def value(msgpack):
    return field(1, msgpack)


# The answers.


def attribute(name, flag):
    return field(2, field(1, name) + field(2, b'"string"') + field(flag, 1))


BLOCK = field(2, attribute(b"name", 4) + attribute(b"id", 6))
PROVIDER = field(2, field(2, field(1, b"greeting") + field(2, b'"string"') + field(5, 1)))
META = field(2, field(1, b"module_name") + field(2, b'"string"') + field(4, 1))
STRING = field(1, b'"string"')
FUNCTION = field(1, field(1, b"text") + field(2, b'"string"')) + field(3, STRING) + field(4, b"Says it louder.")
ACTION = field(1, field(2, attribute(b"name", 4)))
SCHEMA = (
    field(1, PROVIDER)
    + field(2, field(1, b"fake_thing") + field(2, BLOCK))
    + (field(5, field(2, META)) if "heard" in WISHES else b"")
    + (field(6, field(1, 1)) if "deletions" in WISHES else b"")
    + field(3, field(1, b"fake_thing") + field(2, BLOCK))
    + field(8, field(1, b"fake_thing") + field(2, BLOCK))
    + field(7, field(1, b"shout") + field(2, FUNCTION))
    + field(11, field(1, b"fake_do") + field(2, ACTION))
)


# The identity of a thing, which follows from its name.


IDENTITY = WISHES.get("identity", "")


def text(content):
    return bytes([0xA0 | len(content)]) + content


def identity_of(name):
    """The message that tells an identity; nothing where things have none."""
    if not IDENTITY:
        return b""
    zone = b"" if IDENTITY == "0" else text(b"zone") + text(WISHES.get("zone", "z1").encode())
    return field(1, value(bytes([0x82 if zone else 0x81]) + text(b"name") + text(name) + zone))


NULLS = field(1, value(b"\x82" + text(b"name") + b"\xc0" + text(b"zone") + b"\xc0"))


def name_in(msgpack):
    found = re.search(rb"\xa4name([\xa0-\xbf])", msgpack)
    return msgpack[found.end() : found.end() + (found[1][0] & 31)] if found else b""


def identified(number, msgpack):
    """The field that tells the identity of the thing that is in `msgpack`."""
    identity = identity_of(name_in(msgpack))
    return field(number, identity) if identity else b""


def identity_schemas(request):
    def part(name, flag):
        return field(2, field(1, name) + field(2, b'"string"') + field(flag, 1) + field(5, b"The %s of a thing." % name))

    zone = b"" if IDENTITY == "0" else part(b"zone", 4)
    schema = (field(1, int(IDENTITY)) if IDENTITY != "0" else b"") + part(b"name", 3) + zone
    return field(1, field(1, b"fake_thing") + field(2, schema))


def upgrade_identity(request):
    """What was recorded is JSON; only the name is in all versions of it."""
    return field(1, identity_of(re.search(rb'"name": *"([^"]*)"', request[3])[1]))


def plan(request):
    proposed = fields(request[3])[1]
    if proposed == b"\xc0" and WISHES.get("deletions") == "refused":
        refusal = field(1, 1) + field(2, b"Thing is in use") + field(3, b"Somebody is looking at it.")
        return field(1, value(proposed)) + field(4, refusal)
    planned = proposed.replace(b"\xa2id\xc0", b"\xa2id\xd4\x00\x00")
    if WISHES.get("lie") == "plan":
        planned = planned.replace(b"\xa4name\xa3one", b"\xa4name\xa3two")
    deferred = field(6, field(1, 2)) if WISHES.get("lie") == "defer" else b""
    return field(1, value(planned)) + field(2, field(1, field(1, b"name"))) + field(3, b"planned") + deferred + identified(7, planned)


def apply(request):
    planned = fields(request[3])[1]
    made = planned.replace(b"\xa2id\xd4\x00\x00", b"\xa2id\xa542-42")
    if WISHES.get("lie") == "apply":
        made = made.replace(b"\xa4name\xa3one", b"\xa4name\xa3two")
    if WISHES.get("fails") == "create":
        # As the SDK did before its version 2.38.1.
        problem = field(1, 1) + field(2, b"Half done") + field(3, b"It broke on the way.")
        return field(1, value(made)) + field(3, problem) + field(5, NULLS)
    return field(1, value(made)) + field(2, b"private of " + request.get(5, b"")) + identified(5, made)


# Where requests have what modules say of themselves.
META_FIELDS = {"ReadResource": 4, "PlanResourceChange": 6, "ApplyResourceChange": 6, "ReadDataSource": 3}


def hear(method, request):
    if "heard" not in WISHES or method not in META_FIELDS:
        return
    module = re.search(rb"module_name[\xa0-\xbf](.*)", fields(request[META_FIELDS[method]])[1])
    line = f"{method} for {module[1].decode() if module else 'nobody'}"
    if method == "ApplyResourceChange" and fields(request[3])[1] == b"\xc0":
        line += f" deletes with {request.get(5, b'').decode()}"
    with open(WISHES["heard"], "a") as log:
        log.write(line + "\n")


def read(request):
    if request.get(6) == NULLS:
        return field(1, request[2]) + field(2, field(1, 1) + field(2, b"Unexpected Identity Change"))
    return field(1, request[2]) + field(3, request.get(3, b"")) + identified(5, request[2])


def validate(request):
    if b"\xa3bad" not in request[2]:
        return b""
    path = field(1, field(1, b"name"))
    return field(1, field(1, 1) + field(2, b"Bad name") + field(3, b"It is bad.") + field(4, path))


def import_state(request):
    """A thing by its id has the name `one`; one by its identity has the id 42-42."""
    id, name = request.get(2, b"42-42"), b"one"
    if 4 in request:
        name = name_in(fields(fields(request[4])[1])[1])
    object = b"\x82" + text(b"id") + text(id) + text(b"name") + text(name)
    identity = identity_of(name)
    return field(1, field(1, b"fake_thing") + field(2, value(object)) + (field(4, identity) if identity else b""))


def configure(request):
    if b"\xa8greeting\xa3bad" not in request[2]:
        return b""
    path = field(1, field(1, b"greeting"))
    return field(1, field(1, 1) + field(2, b"Bad greeting") + field(3, b"It is rude.") + field(4, path))


def call_function(request):
    text = fields(request[2])[1]
    if text == b"\xa0":
        return field(2, field(1, b"There is nothing to shout.") + field(2, 0))
    return field(1, value(bytes([text[0] + 1]) + text[1:] + b"!"))


def invoke(request):
    """A stream of events: how far it is, and how it ended."""
    if b"\xa3bad" in request[2]:
        problem = field(1, 1) + field(2, b"Bad name") + field(3, b"It is bad.")
        return [field(2, field(1, problem))]
    return [field(1, field(1, b"half done")), field(2, b"")]


THING = value(b"\x82" + text(b"id") + text(b"42-42") + text(b"name") + text(b"one"))
# At a time long past: it is to be renewed at once.
OPENED = field(2, field(1, 1)) + field(3, THING) + field(4, b"opened")

ANSWERS = {
    "ReadDataSource": lambda request: field(1, THING),
    "OpenEphemeralResource": lambda request: OPENED,
    "RenewEphemeralResource": lambda request: field(3, b"renewed"),
    "CloseEphemeralResource": lambda request: b"",
    "ValidateDataResourceConfig": lambda request: b"",
    "ValidateDataSourceConfig": lambda request: b"",
    "ValidateEphemeralResourceConfig": lambda request: b"",
    "CallFunction": call_function,
    "ValidateActionConfig": validate,
    "PlanAction": lambda request: b"",
    "InvokeAction": invoke,
    "GetSchema": lambda request: SCHEMA,
    "GetProviderSchema": lambda request: SCHEMA,
    "PrepareProviderConfig": lambda request: b"",
    "ValidateProviderConfig": lambda request: b"",
    "ValidateResourceTypeConfig": validate,
    "ValidateResourceConfig": validate,
    "Configure": configure,
    "ConfigureProvider": configure,
    "ReadResource": read,
    "PlanResourceChange": plan,
    "ApplyResourceChange": apply,
    "ImportResourceState": import_state,
    "UpgradeResourceState": lambda request: field(1, value(b"\x82\xa2id\xa3old\xa4name\xa3one")),
    "Stop": lambda request: b"",
    "StopProvider": lambda request: b"",
    "Check": lambda request: field(1, 1),
}


if "moves" in WISHES:
    ANSWERS["MoveResourceState"] = lambda request: field(1, THING) + field(3, b"moved")
if IDENTITY:
    ANSWERS |= {"GetResourceIdentitySchemas": identity_schemas, "UpgradeResourceIdentity": upgrade_identity}


# What can be done instead of an answer. The status 0 follows unless a deed says that it has ended the stream.


def do_die(stream, answer):
    print("panic: this is the end\n\ngoroutine 1 [running]", file=sys.stderr, flush=True)
    os._exit(7)


def do_freeze(stream, answer):
    os.kill(os.getpid(), signal.SIGSTOP)
    # It may be another thread that stops at once.
    time.sleep(3600)


def do_garbage(stream, answer):
    stream.raw(b"\x00\xff\x00GET / HTTP/1.1\r\n\r\n" * 100)
    return True


def do_hangup(stream, answer):
    stream.hang_up()
    return True


def do_truncated(stream, answer):
    stream.data(b"\x00\x00\x00\x00\x64" + answer[:3])


def do_oversized(stream, answer):
    stream.data(b"\x00\xff\xff\xff\xff" + answer)


def do_compressed(stream, answer):
    stream.data(b"\x01" + len(answer).to_bytes(4, "big") + answer)


def do_nonsense(stream, answer):
    stream.message(b"\xff" * 20)


def do_twice(stream, answer):
    stream.message(answer)
    stream.message(answer)


def do_nothing(stream, answer):
    pass


def do_refuse(stream, answer):
    stream.trailers("13", "it went 100%25 wrong")
    return True


def do_html(stream, answer):
    stream.headers("text/html")
    stream.end()
    return True


def do_no_status(stream, answer):
    stream.message(answer)
    stream.end()
    return True


def do_flood(stream, answer):
    for _ in range(20):
        os.write(1, b"out " * 30_000)
        os.write(2, b"error " * 20_000 + b"\n")
    stream.message(answer)


# With which status a request is answered before it has been read.
EARLY = {"early": "12", "early-limit": "8"}


class Stream:
    """One call on a connection."""

    def __init__(self, connection, id):
        self.connection, self.id, self.began = connection, id, False

    def headers(self, kind="application/grpc"):
        self.began = True
        self.connection.h2.send_headers(self.id, [(":status", "200"), ("content-type", kind)])

    def data(self, content):
        if not self.began:
            self.headers()
        self.connection.h2.send_data(self.id, content)

    def message(self, content):
        self.data(b"\x00" + len(content).to_bytes(4, "big") + content)

    def trailers(self, status, message=""):
        if not self.began:
            self.headers()
        fields = [("grpc-status", status)] + ([("grpc-message", message)] if message else [])
        self.connection.h2.send_headers(self.id, fields, end_stream=True)

    def end(self):
        self.connection.h2.end_stream(self.id)

    def raw(self, content):
        self.connection.flush()
        self.connection.socket.sendall(content)

    def hang_up(self):
        self.connection.socket.close()


class Connection:
    def __init__(self, socket):
        self.socket = socket
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.paths, self.bodies = {}, {}

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def serve(self):
        self.h2.initiate_connection()
        self.flush()
        while received := self.socket.recv(65536):
            for event in self.h2.receive_data(received):
                self.take(event)
            self.flush()

    def take(self, event):
        if isinstance(event, h2.events.RequestReceived):
            text = [part.decode() if isinstance(part, bytes) else part for field in event.headers for part in field]
            headers = dict(zip(text[::2], text[1::2]))
            self.paths[event.stream_id] = path = headers[":path"]
            self.bodies[event.stream_id] = b""
            if path.rpartition("/")[2] in AT and DEED in EARLY and headers["content-length"] != "0":
                self.answer_early(event.stream_id)
        elif isinstance(event, h2.events.DataReceived):
            if event.stream_id in self.bodies:
                self.bodies[event.stream_id] += event.data
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded) and event.stream_id in self.bodies:
            self.answer(event.stream_id)

    def answer_early(self, id):
        """As gRPC's C core does: the rest of the request is of no use."""
        del self.paths[id], self.bodies[id]
        fields = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", EARLY[DEED])]
        self.h2.send_headers(id, fields, end_stream=True)
        self.h2.reset_stream(id, 0)

    def answer(self, id):
        service, _, method = self.paths.pop(id)[1:].rpartition("/")
        stream, request = Stream(self, id), self.bodies.pop(id)[5:]
        if method == "Shutdown":
            if method in AT:
                globals()["do_" + DEED](stream, b"")
            os._exit(0)
        if method == "StreamStdio":
            stream.message(field(1, 1) + field(2, b"printed by the provider\n"))
            return
        unknown = method in AT and DEED == "early"
        if unknown or method not in ANSWERS or service.startswith("tfplugin") and service[8] != PROTOCOL:
            stream.trailers("12", f"unknown method {method}")
            return
        try:
            hear(method, fields(request))
            answer = ANSWERS[method](fields(request))
        except (IndexError, KeyError):
            stream.trailers("3", "that is no such request")
            return
        if method in AT:
            content = b"".join(answer) if isinstance(answer, list) else answer
            if not globals()["do_" + DEED](stream, content):
                stream.trailers("0")
            return
        for message in answer if isinstance(answer, list) else [answer]:
            stream.message(message)
        stream.trailers("0")


def certificate(folder, name):
    """A key and a certificate that it signs; returns the paths of both."""
    key, path = f"{folder}/{name}.key", f"{folder}/{name}.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days"]
        + ["2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", path],
        check=True,
        capture_output=True,
    )
    return key, path


def listen(folder):
    if WISHES.get("network") == "tcp":
        server = socket.create_server(("127.0.0.1", 0))
        return server, f"127.0.0.1:{server.getsockname()[1]}"
    server = socket.socket(socket.AF_UNIX)
    server.bind(f"{folder}/plugin")
    server.listen()
    return server, f"{folder}/plugin"


def security(folder):
    """What connections are wrapped in, and what the handshake says of it."""
    key, path = certificate(folder, "server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key)
    context.set_alpn_protocols(["h2"])
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    context.load_verify_locations(cadata=os.environ["PLUGIN_CLIENT_CERT"])
    if WISHES.get("certificate") == "other":
        path = certificate(folder, "other")[1]
    der = ssl.PEM_cert_to_DER_cert(open(path).read())
    return context, base64.b64encode(der).decode().rstrip("=")


def main():
    wanted = "other" if WISHES.get("cookie") == "other" else COOKIE
    if os.environ.get("TF_PLUGIN_MAGIC_COOKIE") != wanted:
        sys.exit("This binary is a plugin. These are not meant to be executed directly.")
    if "die" in WISHES:
        sys.exit("It has no wish to live.")
    folder = tempfile.mkdtemp()
    server, address = listen(folder)
    context, digits = security(folder)
    network = WISHES.get("network", "unix")
    if "silent" not in WISHES:
        line = WISHES.get("line", f"1|{PROTOCOL}|{network}|{address}|grpc|{digits}")
        print(line, flush=True)
    while True:
        plain, _ = server.accept()
        threading.Thread(target=converse, args=[context, plain], daemon=True).start()


def converse(context, plain):
    try:
        Connection(context.wrap_socket(plain, server_side=True)).serve()
    except (OSError, ValueError):
        pass


main()
