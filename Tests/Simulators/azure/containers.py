"""Container Instances."""

import copy
import time

from simulation import Programs, Response

from .failures import refuse
from .kinds import Kind, add, location
from .world import Resource, timestamp

FIXED = ("osType", "restartPolicy", "subnetIds", "sku", "priority")


class ContainerGroup(Kind):
    """A group takes a while to start, and for anything else; it is written as a whole."""

    def check(self, call, place, body, now):
        properties = body.get("properties") or {}
        if not properties.get("containers"):
            raise refuse(400, "InvalidContainerGroup", "The container group has no containers.")
        self.check_address(call, place, body, properties)
        if now and now.next_state:
            raise refuse(409, "ContainerGroupTransitioning", "The container group is still transitioning, please retry later.")
        if now and not self.may_become(now.body["properties"], properties):
            raise refuse(400, "InvalidContainerGroupUpdate",
                         "If you are going to update the os type, restart policy, network profile, CPU, memory or GPU resources "
                         "for a container group, you must delete it first and then create a new one.")
        region = location(body.get("location") or "")
        groups = [one for one in call.world.inside("/subscriptions", self.type.lower())
                  if location(one.body["location"]) == region and one.id.lower() != place.key]
        if len(groups) >= call.world.full.get(region, 10**6):
            raise refuse(409, "ContainerGroupQuotaReached",
                         f"Resource type 'Microsoft.ContainerInstance/containerGroups' container group quota "
                         f"'ContainerGroups' exceeded in region '{region}'. Limit: '{call.world.full[region]}'.")

    def check_address(self, call, place, body, properties):
        address = properties.get("ipAddress")
        if not address:
            return
        if not address.get("ports"):
            raise refuse(400, "MissingIpAddressPorts", "The ports in the 'ipAddress' of container group cannot be empty.")
        known = {(port["port"], port.get("protocol", "TCP")) for one in properties["containers"]
                 for port in one["properties"].get("ports", [])}
        for port in address["ports"]:
            if (port["port"], port.get("protocol", "TCP")) not in known:
                raise refuse(400, "InvalidIpAddressPorts", f"The port {port['port']} is not of any container.")
        label = (address.get("dnsNameLabel") or "").lower()
        for one in call.world.inside("/subscriptions", self.type.lower()):
            other = (one.body["properties"].get("ipAddress") or {}).get("dnsNameLabel") or ""
            if label and label == other.lower() and one.id.lower() != place.key:
                raise refuse(409, "DnsNameLabelNotAvailable", f"The dns name label '{label}' is not available.")

    def may_become(self, old: dict, new: dict) -> bool:
        sizes = [[one["properties"]["resources"] for one in each["containers"]] for each in (old, new)]
        return sizes[0] == sizes[1] and all(old.get(name) == new.get(name) for name in FIXED)

    def keep(self, call, resource, body):
        resource.hidden.update(properties=copy.deepcopy(body["properties"]), runs=resource.hidden.get("runs", 0) + 1)
        # Writing a group again does not change its tags; a PATCH does.
        tags = resource.body.get("tags") if resource.hidden["runs"] > 1 else body.get("tags")
        resource.body = {**without_secrets(body), **({} if tags is None else {"tags": tags})}
        address = resource.body["properties"].get("ipAddress")
        if address:
            address["ip"] = resource.hidden.setdefault("ip", f"20.0.0.{next(call.world.counter) % 250 + 1}")
            if address.get("dnsNameLabel"):
                address["fqdn"] = f"{address['dnsNameLabel']}.{location(body['location'])}.azurecontainer.io"
        self.give_identity(call, resource)

    def give_identity(self, call, resource):
        identity = resource.body.get("identity")
        if not identity or identity.get("type") == "None":
            return
        if "SystemAssigned" in identity["type"]:
            principal = resource.hidden.setdefault("principal", call.world.guid())
            call.world.principals.setdefault(principal, time.monotonic() + call.world.lag)
            identity.update(principalId=principal, tenantId="aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
        for key in identity.get("userAssignedIdentities") or {}:
            found = call.world.find(key)
            if found is None:
                raise refuse(400, "FailedIdentityOperation", f"Identity operation failed: '{key}' was not found.")
            identity["userAssignedIdentities"][key] = {name: found.hidden[name] for name in ("principalId", "clientId")}

    def made(self, call, resource, is_new):
        problem = call.world.broken.get(resource.name) or self.mount_problem(call, resource)
        operation = call.world.begin(resource, problem)
        resource.state, resource.next_state = "Pending", "Failed" if problem else "Succeeded"
        resource.settled, resource.power, resource.problem = operation.ends, self.usual_power(call), problem
        image = resource.body["properties"]["containers"][0]["properties"]["image"]
        resource.events = [event("Pulling", f"pulling image \"{image}\""), event("Pulled", f"Successfully pulled image \"{image}\"")]
        resource.events += [event("Failed", problem[1], "Warning")] if problem else [event("Started", "Started container")]
        if not problem:
            self.run(call, resource)
        shown = self.described(call, resource)
        return Response.json(shown, 201 if is_new else 200, call.polled(operation, "Azure-AsyncOperation"))

    def usual_power(self, call) -> str:
        return "Succeeded" if call.simulation.ended else "Running"

    def run(self, call, resource):
        """Starts what the first container runs, where programs are run at all."""
        if call.simulation.programs is None:
            return
        if resource.programs is None:
            resource.programs = Programs(call.simulation.programs / resource.name, resource.lines.append)
        properties = resource.hidden["properties"]["containers"][0]["properties"]
        variables = {one["name"]: one.get("value") or one.get("secureValue") or ""
                     for one in properties.get("environmentVariables", [])}
        if properties.get("command"):
            resource.programs.start(properties["command"], variables, bool(properties.get("volumeMounts")))

    def mount_problem(self, call, resource):
        for volume in resource.hidden["properties"].get("volumes", []):
            share = volume.get("azureFile")
            if not share:
                continue
            accounts = [one for one in call.world.inside("/subscriptions", "microsoft.storage/storageaccounts")
                        if one.name == share["storageAccountName"]]
            is_there = accounts and call.world.find(f"{accounts[0].id}/fileServices/default/shares/{share['shareName']}")
            if not is_there or share.get("storageAccountKey") not in accounts[0].hidden["keys"]:
                return ("FailedMountAzureFileVolume", f"Failed to mount Azure File Volume '{volume['name']}'.")
        return None

    def patch(self, call, resource, body):
        if set(body) - {"tags", "location", "zones", "id", "name", "type"}:
            raise refuse(400, "InvalidPatch", "Only tags can be changed.")
        if "tags" in body:
            resource.body["tags"] = body["tags"]
        return Response.json(self.described(call, resource))

    def delete(self, call, resource):
        operation = call.world.begin(resource)
        resource.next_state, resource.deleting, resource.settled = "Deleted", True, operation.ends
        return Response(202, b"", call.polled(operation, "Location"))

    def properties(self, call, resource):
        state = "Pending" if resource.state == "Pending" else "Failed" if resource.problem else resource.power
        return {"provisioningState": resource.state, "instanceView": {"state": state, "events": resource.events}}

    def described(self, call, resource):
        shown = super().described(call, resource)
        for container in shown["properties"]["containers"]:
            state = {"state": "Running" if resource.power == "Running" else "Terminated", "startTime": timestamp()}
            container["properties"]["instanceView"] = {
                "restartCount": resource.hidden["runs"] - 1, "currentState": state, "events": resource.events}
        return shown

    def summary(self, call, resource):
        """Lists have no instance views."""
        shown = super().described(call, resource)
        del shown["properties"]["instanceView"]
        return shown

    def act(self, call, resource, verb, given):
        if resource.next_state:
            raise refuse(409, "ContainerGroupTransitioning", "The container group is still transitioning, please retry later.")
        match verb:
            case ["stop"]:
                resource.power = "Stopped"
                if resource.programs:
                    resource.programs.stop()
                return Response(204)
            case ["start"]:
                resource.power = self.usual_power(call)
                self.run(call, resource)
                return Response(202, b"", call.polled(call.world.begin(resource), "Location"))
            case ["restart"]:
                resource.hidden["runs"] += 1
                resource.power = "Running"
                self.run(call, resource)
                return Response(204)
            case ["containers", _, "exec"]:
                return self.execute(call, resource, given[1])
        return super().act(call, resource, verb, given)

    def logs(self, call):
        """`…/containerGroups/NAME/containers/NAME/logs`"""
        resource = call.world.find("/" + "/".join(call.parts[:8]))
        if resource is None:
            raise refuse(404, "ResourceNotFound", "The container group was not found.")
        name = call.parts[9]
        found = [one for one in resource.body["properties"]["containers"] if one["name"] == name]
        if not found:
            raise refuse(400, "ContainerNotFound", f"The container '{name}' was not found.")
        lines = [f"line {number} of {name}" for number in range(1, resource.hidden["runs"] * 3 + 1)]
        if resource.programs:
            lines = list(resource.lines)
        lines = lines[-int(call.request.value("tail") or len(lines)):]
        if call.request.flag("timestamps"):
            lines = [f"2026-01-01T00:00:00Z {line}" for line in lines]
        return Response.json({"content": "".join(line + "\n" for line in lines)})

    def execute(self, call, resource, name):
        if resource.power != "Running":
            raise refuse(409, "ContainerGroupNotRunning", "The container group does not run.")
        if not any(one["name"] == name for one in resource.body["properties"]["containers"]):
            raise refuse(404, "ContainerNotFound", f"The container '{name}' was not found.")
        password = call.world.guid()
        body = call.body()
        if " " in body.get("command", "").strip():
            raise refuse(400, "InvalidExecCommand", "The command takes no arguments.")
        call.simulation.terminals[password] = (resource, name, body)
        scheme = "wss" if call.simulation.scheme(call.request) == "https" else "ws"
        return Response.json({"webSocketUri": f"{scheme}://{call.request.header('Host')}/terminals/{password[:8]}",
                              "password": password})


def event(name: str, message: str, type: str = "Normal") -> dict:
    return {"count": 1, "firstTimestamp": timestamp(), "lastTimestamp": timestamp(), "name": name, "message": message,
            "type": type}


def without_secrets(body: dict) -> dict:
    shown = copy.deepcopy(body)
    properties = shown["properties"]
    for container in properties["containers"] + properties.get("initContainers", []):
        for variable in container["properties"].get("environmentVariables", []):
            variable.pop("secureValue", None)
    for volume in properties.get("volumes", []):
        volume.get("azureFile", {}).pop("storageAccountKey", None)
        if "secret" in volume:
            volume["secret"] = {}
    for credential in properties.get("imageRegistryCredentials", []):
        credential.pop("password", None)
    properties.get("diagnostics", {}).get("logAnalytics", {}).pop("workspaceKey", None)
    return shown


add(ContainerGroup("Microsoft.ContainerInstance/containerGroups"))
