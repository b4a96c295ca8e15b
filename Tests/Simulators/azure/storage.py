"""Storage accounts and file shares, as Resource Manager shows them."""

import base64
import copy
import hashlib

from simulation import Response

from .failures import refuse
from .kinds import Kind, add, location
from .world import timestamp


class Account(Kind):
    """Made in a while, which `Location` tells the end of; changed at once."""

    def check(self, call, place, body, now):
        for one in call.world.inside("/subscriptions", self.type.lower()):
            if one.name == place.name and one.id.lower() != place.key:
                raise refuse(409, "StorageAccountAlreadyExists", f"The storage account named {place.name} already exists.")
        if place.name in call.world.taken:
            raise refuse(409, "StorageAccountAlreadyTaken", f"The storage account named {place.name} is already taken.")
        if now and now.body.get("kind") != body.get("kind"):
            raise refuse(400, "InvalidAccountKind", "The kind cannot be changed.")

    def keep(self, call, resource, body):
        if "keys" not in resource.hidden:
            digest = lambda number: hashlib.sha512(f"{resource.id}{number}".encode()).digest()
            resource.hidden["keys"] = [base64.b64encode(digest(number)).decode() for number in (1, 2)]
        tags = body.get("tags") or {}
        usual = {"supportsHttpsTrafficOnly": True, "accessTier": "Hot", "networkAcls": {
            "bypass": "AzureServices", "defaultAction": "Allow", "ipRules": [], "virtualNetworkRules": []}}
        resource.body = {**body, "tags": tags, "properties": {**usual, **(body.get("properties") or {})}}

    def made(self, call, resource, is_new):
        if not is_new:
            return Response.json(self.described(call, resource))
        operation = call.world.begin(resource)
        resource.state, resource.next_state, resource.settled = "Creating", "Succeeded", operation.ends
        return Response(202, b"", call.polled(operation, "Location"))

    def properties(self, call, resource):
        port = call.request.header("Host").partition(":")[2]
        scheme = call.simulation.scheme(call.request)
        names = ("blob", "dfs", "file", "queue", "table", "web")
        shown = {"provisioningState": resource.state, "creationTime": resource.created,
                 "primaryLocation": location(resource.body["location"]), "statusOfPrimary": "available",
                 "primaryEndpoints": {one: f"{scheme}://{resource.name}.{one}.localhost:{port}/" for one in names}}
        if "RA" in resource.body["sku"]["name"]:
            shown["secondaryLocation"] = "northeurope"
            shown["secondaryEndpoints"] = {
                one: f"{scheme}://{resource.name}-secondary.{one}.localhost:{port}/" for one in names if one != "file"}
        return shown

    def described(self, call, resource):
        shown = super().described(call, resource)
        shown["sku"] = {**shown["sku"], "tier": shown["sku"]["name"].partition("_")[0]}
        return shown

    def availability(self, call) -> Response:
        """`/subscriptions/ID/providers/Microsoft.Storage/checkNameAvailability`"""
        name = call.body()["name"]
        if name in call.world.taken or call.world.storage_account(name):
            return Response.json({"nameAvailable": False, "reason": "AlreadyExists",
                                  "message": f"The storage account named {name} is already taken."})
        return Response.json({"nameAvailable": True})

    def act(self, call, resource, verb, given):
        if verb == ["regeneratekey"]:
            self.renew(resource, call.body().get("keyName"))
        elif verb != ["listkeys"]:
            return super().act(call, resource, verb, given)
        keys = [{"keyName": f"key{number}", "value": key, "permissions": "Full"}
                for number, key in enumerate(resource.hidden["keys"], 1)]
        return Response.json({"keys": keys})


    def renew(self, resource, name) -> None:
        if name not in ("key1", "key2"):
            raise refuse(400, "InvalidKeyName", "The key is named key1 or key2.")
        keys, place = resource.hidden["keys"], int(name[-1]) - 1
        keys[place] = base64.b64encode(hashlib.sha512(keys[place].encode()).digest()).decode()


class Share(Kind):
    parent_pairs = 2
    absence = "ShareNotFound"

    def keep(self, call, resource, body):
        resource.body = {"properties": {"shareQuota": 5120, "enabledProtocols": "SMB", "accessTier": "TransactionOptimized",
                                        **copy.deepcopy(body.get("properties") or {})}}

    def properties(self, call, resource):
        return {"lastModifiedTime": timestamp(), "leaseStatus": "Unlocked", "leaseState": "Available"}

    def described(self, call, resource):
        return {**super().described(call, resource), "etag": '"0x8D8"'}


add(Account("Microsoft.Storage/storageAccounts"), Share("Microsoft.Storage/storageAccounts/fileServices/shares"))
