"""The secrets in vaults."""

import time

from simulation import Request, Response, Router

from .directory import claims_of
from .vaults import DAY
from .world import CLIENT, TENANT, Resource

routes = Router(ignore_case=True)


def failure(status: int, code: str, message: str, inner: str | None = None, headers=None) -> Response:
    error = {"code": code, "message": message, **({"innererror": {"code": inner}} if inner else {})}
    return Response.json({"error": error}, status, headers)


class Refused(Exception):
    def __init__(self, response: Response):
        self.response = response


def secrets_of(simulation, request: Request, permission: str) -> tuple[dict, str]:
    """The vault's content, if who asks may do that, and where the vault is."""
    token = claims_of(request.header("Authorization").removeprefix("Bearer "))
    host = f"{simulation.scheme(request)}://{request.header('Host')}"
    if token is None or not token["aud"].startswith("https://vault."):
        challenge = f'Bearer authorization="{host}/{TENANT}", resource="https://vault.azure.net"'
        raise Refused(failure(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.", None,
                              {"WWW-Authenticate": challenge}))
    vault = next((one for one in simulation.world.inside("/subscriptions", "microsoft.keyvault/vaults")
                  if one.name.lower() == request.host.lower()), None)
    if vault is None:
        raise Refused(failure(404, "VaultNotFound", "There is no such vault."))
    if not may(simulation, vault, permission):
        raise Refused(failure(403, "Forbidden", f"The user, group or application 'appid={CLIENT}' does not have secrets "
                              f"{permission} permission on key vault '{vault.name}'.", "ForbiddenByPolicy"))
    return simulation.world.vaults[vault.name.lower()], host


def may(simulation, vault: Resource, permission: str) -> bool:
    if vault.body["properties"].get("enableRbacAuthorization"):
        return True
    return any(permission in [one.lower() for one in policy["permissions"].get("secrets") or []]
               or "all" in (policy["permissions"].get("secrets") or [])
               for policy in vault.body["properties"]["accessPolicies"] if policy["objectId"] == CLIENT)


def guarded(permission: str):
    """A handler that gets the vault's content, under the world's lock."""

    def wrap(handler):
        def answer(simulation, request):
            with simulation.world.lock:
                try:
                    content, host = secrets_of(simulation, request, permission)
                except Refused as refused:
                    return refused.response
                return handler(simulation, request, content, host)
        return answer
    return wrap


def bundle(host: str, name: str, version: dict, value: bool = True) -> dict:
    shown = {"id": f"{host}/secrets/{name}/{version['version']}", "attributes": version["attributes"]}
    for member in ("contentType", "tags"):
        if version.get(member) is not None:
            shown[member] = version[member]
    return {"value": version["value"], **shown} if value else shown


def not_found(name: str) -> Response:
    return failure(404, "SecretNotFound", f"A secret with (name/id) {name} was not found in this key vault.")


@routes.put("/secrets/{name}")
@guarded("set")
def set_secret(simulation, request: Request, content: dict, host: str) -> Response:
    name, body = request.parameters["name"], request.json()
    if name.lower() in content["deleted"]:
        return failure(409, "Conflict", f"Secret {name} is currently in a deleted but recoverable state, and its name cannot be "
                       "reused; in this state, the secret can only be recovered or purged.", "ObjectIsDeletedButRecoverable")
    now = int(time.time())
    attributes = {"enabled": True, **(body.get("attributes") or {}), "created": now, "updated": now,
                  "recoveryLevel": "Recoverable+Purgeable", "recoverableDays": 90}
    version = {"version": simulation.world.guid().replace("-", ""), "value": body["value"], "attributes": attributes,
               "contentType": body.get("contentType"), "tags": body.get("tags")}
    content["secrets"].setdefault(name.lower(), {"name": name, "versions": []})["versions"].append(version)
    return Response.json(bundle(host, name, version))


def find(content: dict, name: str, version: str = "") -> dict | None:
    secret = content["secrets"].get(name.lower())
    if secret is None:
        return None
    return next((one for one in reversed(secret["versions"]) if version in ("", one["version"])), None)


@routes.get("/secrets/{name}/{version}")
@routes.get("/secrets/{name}/")
@guarded("get")
def get_secret(simulation, request: Request, content: dict, host: str) -> Response:
    name = request.parameters["name"]
    version = find(content, name, request.parameters.get("version", ""))
    if version is None:
        return not_found(name)
    if not version["attributes"]["enabled"]:
        return failure(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled")
    return Response.json(bundle(host, name, version))


@routes.patch("/secrets/{name}/{version}")
@routes.patch("/secrets/{name}/")
@guarded("set")
def change_secret(simulation, request: Request, content: dict, host: str) -> Response:
    name, body = request.parameters["name"], request.json()
    version = find(content, name, request.parameters.get("version", ""))
    if version is None:
        return not_found(name)
    version["attributes"].update(body.get("attributes") or {}, updated=int(time.time()))
    for member in ("contentType", "tags"):
        if member in body:
            version[member] = body[member]
    return Response.json(bundle(host, name, version, value=False))


@routes.get("/secrets")
@guarded("list")
def list_secrets(simulation, request: Request, content: dict, host: str) -> Response:
    return listed(simulation, request, [without_version(bundle(host, one["name"], one["versions"][-1], value=False))
                                        for one in content["secrets"].values()])


@routes.get("/secrets/{name}/versions")
@guarded("list")
def list_versions(simulation, request: Request, content: dict, host: str) -> Response:
    secret = content["secrets"].get(request.parameters["name"].lower())
    if secret is None:
        return not_found(request.parameters["name"])
    return listed(simulation, request, [bundle(host, secret["name"], one, value=False) for one in secret["versions"]])


@routes.get("/deletedsecrets")
@guarded("list")
def list_deleted(simulation, request: Request, content: dict, host: str) -> Response:
    there = [one for name, one in content["deleted"].items() if deleted(content, name)]
    return listed(simulation, request, [without_version(deleted_bundle(host, one)) for one in there])


def listed(simulation, request: Request, elements: list) -> Response:
    """One page, and where the next is."""
    size = min(int(request.value("maxresults") or 25), simulation.page)
    start = int(request.value("$skiptoken") or 0)
    place = f"{simulation.scheme(request)}://{request.header('Host')}{request.path}"
    following = f"{place}?api-version={request.value('api-version')}&$skiptoken={start + size}"
    more = {"nextLink": following} if start + size < len(elements) else {}
    return Response.json({"value": elements[start:start + size], **more})


def without_version(shown: dict) -> dict:
    return {**shown, "id": shown["id"].rpartition("/")[0]}


@routes.delete("/secrets/{name}")
@guarded("delete")
def delete_secret(simulation, request: Request, content: dict, host: str) -> Response:
    name = request.parameters["name"]
    secret = content["secrets"].pop(name.lower(), None)
    if secret is None:
        return not_found(name)
    secret["settled"] = time.monotonic() + simulation.world.pace
    content["deleted"][name.lower()] = secret
    return Response.json(deleted_bundle(host, secret))


def deleted_bundle(host: str, secret: dict) -> dict:
    now = int(time.time())
    shown = bundle(host, secret["name"], secret["versions"][-1], value=False)
    return {**shown, "recoveryId": f"{host}/deletedsecrets/{secret['name']}", "deletedDate": now,
            "scheduledPurgeDate": now + 90 * DAY}


def deleted(content: dict, name: str) -> dict | None:
    """nil until the delete has come through."""
    secret = content["deleted"].get(name.lower())
    return secret if secret and time.monotonic() >= secret["settled"] else None


@routes.get("/deletedsecrets/{name}")
@guarded("get")
def get_deleted(simulation, request: Request, content: dict, host: str) -> Response:
    secret = deleted(content, request.parameters["name"])
    return Response.json(deleted_bundle(host, secret)) if secret else not_found(request.parameters["name"])


@routes.delete("/deletedsecrets/{name}")
@guarded("purge")
def purge(simulation, request: Request, content: dict, host: str) -> Response:
    name = request.parameters["name"]
    if deleted(content, name) is None:
        return not_found(name)
    del content["deleted"][name.lower()]
    return Response(204)


@routes.post("/deletedsecrets/{name}/recover")
@guarded("recover")
def recover(simulation, request: Request, content: dict, host: str) -> Response:
    name = request.parameters["name"]
    secret = deleted(content, name)
    if secret is None:
        return not_found(name)
    content["secrets"][name.lower()] = content["deleted"].pop(name.lower())
    return Response.json(bundle(host, secret["name"], secret["versions"][-1], value=False))
