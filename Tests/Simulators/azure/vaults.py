"""Vaults, as Resource Manager shows them."""

import time

from simulation import Response

from .failures import refuse
from .kinds import Kind, add
from .world import SUBSCRIPTION, Resource, timestamp

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


add(Vault("Microsoft.KeyVault/vaults"))
