"""Vaults, as Resource Manager shows them, and the secrets in them."""

import time

from simulation import Request, Response, Router

from .directory import claims_of
from .failures import refuse
from .kinds import Kind, add
from .world import CLIENT, SUBSCRIPTION, TENANT, Resource, timestamp

routes = Router(ignore_case=True)
DAY = 86400


class Vault(Kind):
    """Names stay taken after a delete, until the vault is recovered or purged."""

    def check(self, call, place, body, now):
        deleted = call.world.deleted_vaults.get(place.name.lower())
        recovers = (body.get("properties") or {}).get("createMode") == "recover"
        if recovers and not deleted and not now:
            raise refuse(404, "VaultNotFound", "There is no deleted vault of that name.")
        if deleted and not recovers:
            raise refuse(409, "ConflictError", f"A vault with the same name already exists in deleted state. You need to either "
                         f"recover or purge existing key vault.")
        if place.name in call.world.taken:
            raise refuse(409, "VaultAlreadyExists", f"The vault name '{place.name}' is already in use.")
        if now and now.body["properties"].get("enablePurgeProtection") and \
                (body.get("properties") or {}).get("enablePurgeProtection") is False:
            raise refuse(400, "BadRequest", "The property \"enablePurgeProtection\" cannot be set to false.")

    def keep(self, call, resource, body):
        deleted = call.world.deleted_vaults.pop(resource.name.lower(), None)
        if deleted:
            body = {**deleted.body, "tags": body.get("tags") or deleted.body.get("tags")}
        body.setdefault("properties", {}).pop("createMode", None)
        body["properties"].setdefault("accessPolicies", [])
        usual = {"enableSoftDelete": True, "softDeleteRetentionInDays": 90, "publicNetworkAccess": "Enabled"}
        resource.body = {**body, "properties": {**usual, **body["properties"]}}
        call.world.vaults.setdefault(resource.name.lower(), {"secrets": {}, "deleted": {}})

    def made(self, call, resource, is_new):
        if is_new:
            resource.state, resource.next_state = "RegisteringDns", "Succeeded"
            resource.settled = time.monotonic() + call.world.pace
        return Response.json(self.described(call, resource), 201 if is_new else 200, call.pace())

    def properties(self, call, resource):
        port = call.request.header("Host").partition(":")[2]
        scheme = call.simulation.scheme(call.request)
        shown = {"provisioningState": resource.state, "vaultUri": f"{scheme}://{resource.name}.vault.localhost:{port}/"}
        return shown

    def act(self, call, resource, verb, given):
        if verb[0] != "accesspolicies":
            return super().act(call, resource, verb, given)
        raise refuse(405, "MethodNotAllowed", "PUT changes access policies.")

    def policies(self, call, resource: Resource, verb: str) -> Response:
        """`…/vaults/NAME/accessPolicies/{add,replace,remove}`"""
        mine = resource.body["properties"]["accessPolicies"]
        for given in call.body()["properties"]["accessPolicies"]:
            same = [one for one in mine if key_of(one) == key_of(given)]
            if verb == "remove":
                mine[:] = [one for one in mine if one not in same]
            elif verb == "replace" or not same:
                mine[:] = [one for one in mine if one not in same] + [given]
            else:
                for kind, allowed in given["permissions"].items():
                    same[0]["permissions"][kind] = sorted({*(same[0]["permissions"].get(kind) or []), *allowed})
        shown = {"id": f"{resource.id}/accessPolicies/", "type": "Microsoft.KeyVault/vaults/accessPolicies",
                 "properties": {"accessPolicies": mine}}
        return Response.json(shown)

    def deleted(self, call) -> Response:
        """`/subscriptions/ID/providers/Microsoft.KeyVault/locations/REGION/deletedVaults/NAME[/purge]`"""
        name = call.parts[7] if len(call.parts) > 7 else None
        if name is None:
            return call.listed([self.tombstone(one) for one in call.world.deleted_vaults.values()])
        vault = call.world.deleted_vaults.get(name.lower())
        if vault is None:
            raise refuse(404, "DeletedVaultNotFound", f"The deleted vault '{name}' was not found.")
        if call.lower[-1] != "purge":
            return Response.json(self.tombstone(vault))
        if vault.body["properties"].get("enablePurgeProtection"):
            raise refuse(409, "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.")
        del call.world.deleted_vaults[name.lower()]
        call.world.vaults.pop(name.lower(), None)
        return Response(202, b"", call.polled(call.world.begin(vault), "Location"))

    def tombstone(self, vault: Resource) -> dict:
        path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/{vault.body['location']}"
        return {"id": f"{path}/deletedVaults/{vault.name}", "name": vault.name, "type": "Microsoft.KeyVault/deletedVaults",
                "properties": {"vaultId": vault.id, "location": vault.body["location"], "deletionDate": timestamp(),
                               "scheduledPurgeDate": timestamp(time.time() + 90 * DAY), "tags": vault.body.get("tags") or {}}}


def key_of(policy: dict) -> tuple:
    return policy["tenantId"], policy["objectId"], policy.get("applicationId")


# Secrets

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
@guarded("set")
def change_secret(simulation, request: Request, content: dict, host: str) -> Response:
    name, body = request.parameters["name"], request.json()
    version = find(content, name, request.parameters["version"])
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
    shown = [bundle(host, one["name"], one["versions"][-1], value=False) for one in content["secrets"].values()]
    for one in shown:
        one["id"] = one["id"].rpartition("/")[0]
    return Response.json({"value": shown})


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


add(Vault("Microsoft.KeyVault/vaults"))
