"""The data of file shares, at `ACCOUNT.file.localhost`: who may come in, files, ranges of bytes, folders."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import formatdate, parsedate_to_datetime
from itertools import count
from urllib.parse import unquote
from xml.sax.saxutils import escape

from simulation import Refusal, Request, Response, Router

from .directory import claims_of
from .world import Resource

routes = Router()
LIMIT = 4 << 20
FIRST_WITH_TOKENS = "2021-12-02"
PROPERTIES = ("content-type", "content-encoding", "content-language", "content-md5", "content-disposition", "cache-control")
etags = count(1)


@dataclass
class Entry:
    """A file, or a folder when it has no content."""

    content: bytearray | None
    properties: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    tag: int = field(default_factory=lambda: next(etags))
    changed: str = field(default_factory=lambda: formatdate(usegmt=True))

    def touch(self) -> None:
        self.tag, self.changed = next(etags), formatdate(usegmt=True)

    def stamp(self) -> dict[str, str]:
        return {"ETag": f'"0x8D{self.tag:013X}"', "Last-Modified": self.changed}


def refuse(status: int, code: str, message: str) -> Refusal:
    body = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{escape(message)}\nTime:now</Message></Error>'
    return Refusal(Response(status, body.encode(), {"Content-Type": "application/xml", "x-ms-error-code": code}))


# Who may come in

def admit(simulation, request: Request) -> Resource:
    """The storage account, once the signature or the token is looked at."""
    account = simulation.world.storage_account(request.host)
    if account is None:
        raise refuse(503, "ServerBusy", "For want of a name that does not resolve: there is no such account.")
    version = request.header("x-ms-version")
    if not version:
        raise refuse(400, "MissingRequiredHeader", "The header x-ms-version is missing.")
    kind, _, proof = request.header("Authorization").partition(" ")
    if kind == "Bearer":
        look_at_token(simulation, request, proof, version)
    elif kind == "SharedKey":
        look_at_signature(request, account, proof)
    else:
        raise refuse(401, "NoAuthenticationInformation", "Server failed to authenticate the request.")
    return account


def look_at_token(simulation, request: Request, token: str, version: str) -> None:
    claims = claims_of(token)
    if claims is None or claims["aud"] != "https://storage.azure.com" or claims["exp"] < time.time():
        raise refuse(401, "InvalidAuthenticationInfo", "The audience or the signature of the token is wrong.")
    if version < FIRST_WITH_TOKENS or request.header("x-ms-file-request-intent") != "backup":
        raise refuse(400, "MissingRequiredHeader", "The header x-ms-file-request-intent is missing.")


def look_at_signature(request: Request, account: Resource, proof: str) -> None:
    if account.body["properties"].get("allowSharedKeyAccess") is False:
        raise refuse(403, "KeyBasedAuthenticationNotPermitted", "Key based authentication is not permitted.")
    name, _, signature = proof.partition(":")
    text = string_to_sign(request, account.name)
    signatures = [base64.b64encode(hmac.digest(base64.b64decode(key), text.encode(), "sha256")).decode()
                  for key in account.hidden["keys"]]
    date = request.header("x-ms-date") or request.header("Date")
    if name != account.name or signature not in signatures or not is_fresh(date):
        raise refuse(403, "AuthenticationFailed", "Server failed to authenticate the request. Make sure the value of "
                     "Authorization header is formed correctly including the signature.")


def is_fresh(date: str) -> bool:
    try:
        return abs((datetime.now(timezone.utc) - parsedate_to_datetime(date)).total_seconds()) < 900
    except (TypeError, ValueError):
        return False


def string_to_sign(request: Request, account: str) -> str:
    """learn.microsoft.com "Authorize with Shared Key", since 2015-02-21."""
    signed = ["Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
              "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"]
    values = {name: request.header(name) for name in signed}
    if values["Content-Length"] == "0":
        values["Content-Length"] = ""
    if request.header("x-ms-date"):
        values["Date"] = ""
    own = {name.lower(): value for name, value in request.headers.items() if name.lower().startswith("x-ms-")}
    headers = "".join(f"{name}:{own[name].strip()}\n" for name in sorted(own, key=rank))
    query = "".join(f"\n{name.lower()}:{','.join(sorted(request.query[name]))}" for name in sorted(request.query, key=str.lower))
    return "\n".join([request.method, *values.values()]) + "\n" + headers + f"/{account}{request.path}" + query


def rank(name: str) -> str:
    """Hyphens do not count, and underscores are less than digits and letters."""
    return name.replace("-", "").replace("_", "\x01")


# What is where

@dataclass
class Call:
    """A request that has come in, at something of a share."""

    request: Request
    share: Resource
    path: str

    @property
    def entries(self) -> dict[str, Entry]:
        return self.share.entries

    def entry(self, is_folder: bool) -> Entry:
        found = self.entries.get(self.path.lower())
        if found is None:
            self.look_for_parent()
            raise refuse(404, "ResourceNotFound", "The specified resource does not exist.")
        if (found.content is None) != is_folder:
            raise refuse(409, "ResourceTypeMismatch", "The specified resource type does not match the type of the existing resource.")
        return found

    def look_for_parent(self) -> None:
        folder = self.path.rpartition("/")[0].lower()
        if folder and (folder not in self.entries or self.entries[folder].content is not None):
            raise refuse(404, "ParentNotFound", "The specified parent path does not exist.")

    def metadata(self) -> dict[str, str]:
        found = {name[10:]: value for name, value in self.request.headers.items() if name.lower().startswith("x-ms-meta-")}
        if any(not name.isidentifier() for name in found):
            raise refuse(400, "InvalidMetadata", "The metadata specified is invalid.")
        return found

    def properties(self) -> dict[str, str]:
        found = {name: self.request.header(f"x-ms-{name}") for name in PROPERTIES}
        return {"content-type": "application/octet-stream", **{name: value for name, value in found.items() if value}}


@routes.route("*", "/{share}")
@routes.route("*", "/{share}/{path...}")
def share(simulation, request: Request) -> Response:
    with simulation.world.lock:
        account = admit(simulation, request)
        name = request.parameters["share"]
        found = simulation.world.find(f"{account.id}/fileServices/default/shares/{name}")
        if found is None:
            raise refuse(404, "ShareNotFound", "The specified share does not exist.")
        response = answer(Call(request, found, request.parameters.get("path", "").strip("/")))
        response.headers["x-ms-version"] = request.header("x-ms-version")
        return response


def answer(call: Call) -> Response:
    request = call.request
    is_folder, part = request.value("restype") == "directory", request.value("comp")
    match request.method, is_folder, part:
        case "PUT", False, None:
            return create_file(call)
        case "PUT", False, "range":
            return write(call)
        case "PUT", False, "properties":
            return change(call, properties=True)
        case "PUT", _, "metadata":
            return change(call, properties=False)
        case "GET" | "HEAD", False, None:
            return show(call)
        case "PUT", True, None:
            return create_folder(call)
        case "GET" | "HEAD", True, None:
            return Response(200, b"", described(call.entry(is_folder=True)))
        case "GET", True, "list":
            return listed(call)
        case "DELETE", _, None:
            return delete(call, is_folder)
    raise refuse(400, "InvalidQueryParameterValue", "Value for one of the query parameters specified in the request URI is invalid.")


def described(entry: Entry) -> dict[str, str]:
    headers = {**entry.stamp(), **{f"x-ms-meta-{name}": value for name, value in entry.metadata.items()}}
    if entry.content is None:
        return headers
    names = {name: "-".join(part.capitalize() for part in name.split("-")) for name in entry.properties}
    names["content-md5"] = "Content-MD5"
    return {**headers, "x-ms-type": "File", **{names[name]: value for name, value in entry.properties.items()}}


# Verbs

def create_file(call: Call) -> Response:
    if call.request.header("x-ms-type") != "file":
        raise refuse(400, "InvalidHeaderValue", "The header x-ms-type is file.")
    if call.request.header("Content-Length", "0") != "0":
        raise refuse(400, "InvalidHeaderValue", "A new file has no body.")
    now = call.entries.get(call.path.lower())
    if now and now.content is None:
        raise refuse(409, "ResourceTypeMismatch", "There is a directory of that name.")
    call.look_for_parent()
    size = int(call.request.header("x-ms-content-length"))
    made = call.entries[call.path.lower()] = Entry(bytearray(size), call.properties(), call.metadata())
    return Response(201, b"", described(made))


def write(call: Call) -> Response:
    entry, body = call.entry(is_folder=False), call.request.body
    start, end = span(call.request.header("x-ms-range") or call.request.header("Range"))
    if call.request.header("x-ms-write") != "update" or len(body) > LIMIT or len(body) != end - start + 1:
        raise refuse(400, "InvalidHeaderValue", "Range and body do not fit.")
    if end >= len(entry.content):
        raise refuse(416, "InvalidRange", "The range specified is invalid for the current size of the resource.")
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    if call.request.header("Content-MD5", digest) != digest:
        raise refuse(400, "Md5Mismatch", "The MD5 value specified in the request did not match with the one calculated.")
    entry.content[start:end + 1] = body
    entry.touch()
    return Response(201, b"", {**entry.stamp(), "Content-MD5": digest, "x-ms-request-server-encrypted": "true"})


def span(text: str) -> tuple[int, int]:
    try:
        start, end = text.removeprefix("bytes=").split("-")
        return int(start), int(end)
    except ValueError as problem:
        raise refuse(400, "InvalidHeaderValue", "The range is none.") from problem


def change(call: Call, properties: bool) -> Response:
    entry = call.entry(call.request.value("restype") == "directory")
    if properties:
        entry.properties = call.properties()
    else:
        entry.metadata = call.metadata()
    entry.touch()
    return Response(200, b"", entry.stamp())


def show(call: Call) -> Response:
    """The server counts the body of an answer to HEAD, and does not send it."""
    entry = call.entry(is_folder=False)
    headers = described(entry)
    wanted = call.request.header("x-ms-range") or call.request.header("Range")
    if not wanted or call.request.method == "HEAD":
        return Response(200, bytes(entry.content), headers)
    start, end = span(wanted)
    if start >= len(entry.content):
        raise refuse(416, "InvalidRange", "The range specified is invalid for the current size of the resource.")
    end = min(end, len(entry.content) - 1)
    headers["Content-Range"] = f"bytes {start}-{end}/{len(entry.content)}"
    headers.pop("Content-MD5", None)
    return Response(206, bytes(entry.content[start:end + 1]), headers)


def create_folder(call: Call) -> Response:
    if call.path.lower() in call.entries:
        raise refuse(409, "ResourceAlreadyExists", "The specified resource already exists.")
    call.look_for_parent()
    made = call.entries[call.path.lower()] = Entry(None, {}, call.metadata())
    return Response(201, b"", described(made))


def listed(call: Call) -> Response:
    if call.path:
        call.entry(is_folder=True)
    prefix = f"{call.path.lower()}/" if call.path else ""
    rows = ""
    for key, entry in sorted(call.entries.items()):
        name = key.removeprefix(prefix)
        if key.startswith(prefix) and "/" not in name:
            size = "" if entry.content is None else f"<Content-Length>{len(entry.content)}</Content-Length>"
            kind = "Directory" if entry.content is None else "File"
            rows += f"<{kind}><Name>{escape(name)}</Name><Properties>{size}</Properties></{kind}>"
    body = (f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ShareName="{call.share.name}" '
            f'DirectoryPath="{escape(unquote(call.path))}"><Entries>{rows}</Entries><NextMarker /></EnumerationResults>')
    return Response(200, body.encode(), {"Content-Type": "application/xml"})


def delete(call: Call, is_folder: bool) -> Response:
    call.entry(is_folder)
    if any(key.startswith(call.path.lower() + "/") for key in call.entries):
        raise refuse(409, "DirectoryNotEmpty", "The specified directory is not empty.")
    del call.entries[call.path.lower()]
    return Response(202)
