"""Networks, registries of images, workspaces of logs, and who may do what."""

import base64
import hashlib
import time

from simulation import Response

from .failures import refuse
from .kinds import Kind, add
from .world import TENANT


class Network(Kind):
    """A write without `subnets` takes away those that are there, as Azure does."""

    def check(self, call, place, body, now):
        if not (body.get("properties") or {}).get("addressSpace", {}).get("addressPrefixes"):
            raise refuse(400, "InvalidRequestFormat", "The address space is missing.")

    def keep(self, call, resource, body):
        kept = {one["name"] for one in (body.get("properties") or {}).pop("subnets", None) or []}
        for subnet in call.world.inside(resource.id, "microsoft.network/virtualnetworks/subnets"):
            if subnet.name not in kept:
                call.world.remove(subnet)
        resource.body = body

    def properties(self, call, resource):
        subnets = call.world.inside(resource.id, "microsoft.network/virtualnetworks/subnets")
        kind = Kind("Microsoft.Network/virtualNetworks/subnets")
        return {"provisioningState": "Succeeded", "resourceGuid": hashed_guid(resource.id),
                "subnets": [kind.described(call, one) for one in subnets]}


class Subnet(Kind):
    """One change of a network at a time."""

    def put(self, call, place, now, body):
        parent = place.text.rsplit("/", 2)[0].lower()
        busy = [one for one in call.world.operations.values() if one.key == parent and time.monotonic() < one.ends]
        if busy:
            raise refuse(429, "RetryableError", "Another operation on this network is in progress.", retry_after_ms="20")
        response = super().put(call, place, now, body)
        call.world.begin(call.world.find(parent))
        return response


class PublicAddress(Kind):
    def keep(self, call, resource, body):
        resource.hidden.setdefault("ip", f"52.0.0.{next(call.world.counter) % 250 + 1}")
        resource.body = body

    def properties(self, call, resource):
        shown = {"provisioningState": "Succeeded", "ipAddress": resource.hidden["ip"]}
        label = (resource.body["properties"].get("dnsSettings") or {}).get("domainNameLabel")
        if label:
            host = f"{label}.{resource.body['location']}.cloudapp.azure.com"
            shown["dnsSettings"] = {**resource.body["properties"]["dnsSettings"], "fqdn": host}
        return shown


class Registry(Kind):
    def properties(self, call, resource):
        return {"provisioningState": "Succeeded", "loginServer": f"{resource.name.lower()}.azurecr.io",
                "creationDate": resource.created}

    def act(self, call, resource, verb, given):
        if verb != ["listcredentials"]:
            return super().act(call, resource, verb, given)
        if not resource.body["properties"].get("adminUserEnabled"):
            raise refuse(400, "UnAuthorizedForCredentialOperations", "The admin user is disabled.")
        passwords = [{"name": name, "value": secret(resource.id, name)} for name in ("password", "password2")]
        return Response.json({"username": resource.name, "passwords": passwords})


class Workspace(Kind):
    def properties(self, call, resource):
        return {"provisioningState": "Succeeded", "customerId": hashed_guid(resource.id)}

    def act(self, call, resource, verb, given):
        if verb != ["sharedkeys"]:
            return super().act(call, resource, verb, given)
        return Response.json({"primarySharedKey": secret(resource.id, "1"), "secondarySharedKey": secret(resource.id, "2")})


class Assignment(Kind):
    """For principals that the directory knows everywhere by now."""

    needs_parent = False

    def check(self, call, place, body, now):
        properties = body.get("properties") or {}
        principal = properties.get("principalId")
        known = call.world.principals.get(principal)
        if known is None or known > time.monotonic():
            raise refuse(400, "PrincipalNotFound", f"Principal {principal} does not exist in the directory {TENANT}.")
        for one in call.world.inside(place.scope + "/providers", self.type.lower()):
            same = all(one.body["properties"].get(name, "").lower() == properties.get(name, "").lower()
                       for name in ("principalId", "roleDefinitionId"))
            if same and one.id.lower() != place.key:
                raise refuse(409, "RoleAssignmentExists", "The role assignment already exists.")
        if now:
            raise refuse(409, "RoleAssignmentUpdateNotPermitted", "Role assignments cannot be changed.")

    def properties(self, call, resource):
        return {"scope": resource.id.split("/providers/Microsoft.Authorization")[0],
                "principalType": resource.body["properties"].get("principalType", "ServicePrincipal")}

    def made(self, call, resource, is_new):
        return Response.json(self.described(call, resource), 201)


ROLES = {"Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c", "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
         "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
         "Storage File Data SMB Share Contributor": "0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb"}


def definitions(call) -> Response:
    """`…/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'NAME'`, or one by its name."""
    scope = "/" + "/".join(call.parts[:call.lower.index("providers")])
    shown = [{"id": f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{guid}", "name": guid,
              "type": "Microsoft.Authorization/roleDefinitions",
              "properties": {"roleName": name, "type": "BuiltInRole", "description": name}}
             for name, guid in ROLES.items()]
    if call.lower[-1] != "roledefinitions":
        found = [one for one in shown if one["name"] == call.parts[-1]]
        if not found:
            raise refuse(404, "RoleDefinitionDoesNotExist", "There is no such role.")
        return Response.json(found[0])
    wanted = (call.request.value("$filter") or "").partition(" eq ")[2].strip("'")
    return Response.json({"value": [one for one in shown if wanted in ("", one["properties"]["roleName"])]})


def secret(*parts: str) -> str:
    return base64.b64encode(hashlib.sha256("/".join(parts).encode()).digest()).decode()


def hashed_guid(text: str) -> str:
    digits = hashlib.md5(text.encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


add(
    Network("Microsoft.Network/virtualNetworks"),
    Subnet("Microsoft.Network/virtualNetworks/subnets"),
    PublicAddress("Microsoft.Network/publicIPAddresses"),
    Registry("Microsoft.ContainerRegistry/registries"),
    Workspace("Microsoft.OperationalInsights/workspaces"),
    Assignment("Microsoft.Authorization/roleAssignments"),
)
