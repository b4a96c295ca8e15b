"""Files of shares, as the data plane of Storage has them.

Protocol: File service REST API, 2021-08-06: Create File, Put Range, Get File Properties, Delete File, Create Directory.
Requests are signed with a key of the account, or carry a token for storage.
"""

import base64
import hashlib
import hmac
import time
from email.utils import formatdate
from urllib.parse import unquote

from simulation import Request, Response, Router

from .directory import claims_of

routes = Router(ignore_case=True)
CANONICAL = ("Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
             "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range")


def failure(status: int, code: str, message: str) -> Response:
    body = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(status, body.encode(), {"Content-Type": "application/xml", "x-ms-error-code": code})


def signature(request: Request, account: str, key: str) -> str:
    """Shared Key authorization for the file service (learn.microsoft.com "Authorize with Shared Key")."""
    fields = [request.header(name) for name in CANONICAL]
    fields[2] = "" if fields[2] == "0" else fields[2]
    headers = sorted((name.lower(), " ".join(value.split())) for name, value in request.headers.items()
                     if name.lower().startswith("x-ms-"))
    resource = f"/{account}{request.path}"
    query = "".join(f"\n{name.lower()}:{','.join(sorted(values))}" for name, values in sorted(request.query.items()))
    text = "\n".join([request.method, *fields, *(f"{name}:{value}" for name, value in headers)]) + f"\n{resource}{query}"
    return base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()).decode()


def is_let_in(simulation, request: Request, account) -> bool:
    given = request.header("Authorization")
    if given.startswith("Bearer "):
        token = claims_of(given.removeprefix("Bearer "))
        return bool(token) and token["aud"] == "https://storage.azure.com" and request.header("x-ms-file-request-intent") == "backup"
    return any(given == f"SharedKey {account.name}:{signature(request, account.name, key)}" for key in account.hidden["keys"])


@routes.route("*", "/{rest...}")
def file_service(simulation, request: Request) -> Response:
    with simulation.world.lock:
        account = next((one for one in simulation.world.inside("/subscriptions", "microsoft.storage/storageaccounts")
                        if one.name == request.host), None)
        if account is None:
            return failure(404, "ResourceNotFound", "There is no such account.")
        if not is_let_in(simulation, request, account):
            return failure(403, "AuthenticationFailed", "Server failed to authenticate the request.")
        parts = unquote(request.path).strip("/").split("/")
        share = simulation.world.find(f"{account.id}/fileServices/default/shares/{parts[0]}")
        if share is None:
            return failure(404, "ShareNotFound", "The specified share does not exist.")
        return answer(request, share, "/".join(parts[1:]))


def answer(request: Request, share, path: str) -> Response:
    file = share.files.get(path)
    if request.value("restype") == "directory":
        return directory(request, share, path)
    if request.method == "PUT" and request.value("comp") == "range":
        return put_range(request, file)
    if request.method == "PUT" and request.value("comp") in ("properties", "metadata") and file:
        return change(request, file)
    if request.method == "PUT":
        folder = path.rpartition("/")[0]
        if folder and folder not in share.files:
            return failure(404, "ParentNotFound", "The specified parent path does not exist.")
        share.files[path] = {"content": bytearray(int(request.header("x-ms-content-length"))), **described(request)}
        return Response(201, b"", {"ETag": '"1"'})
    if file is None:
        return failure(404, "ResourceNotFound", "The specified resource does not exist.")
    if request.method == "DELETE":
        del share.files[path]
        return Response(202)
    return Response(200, bytes(file["content"]) if request.method == "GET" else b"", shown(file))


def directory(request: Request, share, path: str) -> Response:
    if request.method == "PUT":
        if path in share.files:
            return failure(409, "ResourceAlreadyExists", "The specified resource already exists.")
        share.files[path] = {}
        return Response(201)
    if path not in share.files:
        return failure(404, "ResourceNotFound", "The specified resource does not exist.")
    if request.method == "DELETE":
        if any(one.startswith(path + "/") for one in share.files):
            return failure(409, "DirectoryNotEmpty", "The specified directory is not empty.")
        del share.files[path]
        return Response(202)
    return Response(200, b"", {})


def put_range(request: Request, file) -> Response:
    if file is None:
        return failure(404, "ResourceNotFound", "The specified resource does not exist.")
    first, _, last = request.header("x-ms-range").removeprefix("bytes=").partition("-")
    if int(last) - int(first) + 1 != len(request.body) or len(request.body) > 4 << 20 or int(last) >= len(file["content"]):
        return failure(416, "InvalidRange", "The range specified is invalid.")
    file["content"][int(first):int(last) + 1] = request.body
    return Response(201)


def change(request: Request, file) -> Response:
    if request.value("comp") == "metadata":
        file["metadata"] = described(request)["metadata"]
    else:
        file.update({key: value for key, value in described(request).items() if key != "metadata"})
    return Response(200)


def described(request: Request) -> dict:
    metadata = {name.lower()[10:]: value for name, value in request.headers.items() if name.lower().startswith("x-ms-meta-")}
    names = {"type": "x-ms-content-type", "md5": "x-ms-content-md5", "encoding": "x-ms-content-encoding",
             "disposition": "x-ms-content-disposition"}
    return {"metadata": metadata, **{key: request.header(name) for key, name in names.items()}}


def shown(file: dict) -> dict[str, str]:
    headers = {"Content-Type": file["type"] or "application/octet-stream", "Content-MD5": file["md5"],
               "Content-Encoding": file["encoding"], "Content-Disposition": file["disposition"],
               "x-ms-type": "File", "Last-Modified": formatdate(time.time(), usegmt=True),
               "x-ms-content-length": str(len(file["content"]))}
    headers.update({f"x-ms-meta-{name}": value for name, value in file["metadata"].items()})
    return {name: value for name, value in headers.items() if value}
