"""The server: discovery, objects, watches, and what pods say and run."""

import argparse
import atexit
import base64
import copy
import json
import pathlib
import re
import secrets
import time

from simulation import Contract, Refusal, Request, Response, Router, Rules, Simulation, Stream, run

from . import patches, processes
from .containers import Containers
from .controllers import Cluster
from .defaults import prepare
from .failures import not_found, refusal, status
from .kinds import SHORT, Kind, Kinds
from .store import Store

UNDESCRIBED = ["/version", "/api", "/apis", "/openapi/*", "*/exec", "*/portforward", "/apis/example.com/*",
               "/apis/apiextensions.k8s.io/*", "/healthz", "/livez", "/readyz"]
# Kinds whose deletion is answered with what was there, and not with a Status.
GIVEN_BACK = {"PersistentVolume", "PersistentVolumeClaim", "Pod", "ResourceQuota", "Service", "ServiceAccount", "StorageClass"}
STATUS = "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Status"


class Kubernetes(Simulation):
    """The API of a cluster with one node and the storage classes `standard` and `waits`."""

    routes = Router()
    controls = Router()

    def __init__(self, options):
        rules = Rules(unchecked=UNDESCRIBED, errors=STATUS, nulls=True, extra_query={"timeout", "pretty"})
        contract = Contract("kubernetes", options.description, options.errata, rules) if options.description else None
        super().__init__("kubernetes", contract, options.seed)
        self.token = options.token
        self.kinds, self.store = Kinds(), Store()
        self.cluster = Cluster(self.store, self.kinds, options.pace)
        self.channels = [f"{one}.channel.k8s.io" for one in options.channels.split(",")]
        self.containers = Containers(self.store, options.programs)
        atexit.register(self.containers.stop_all)
        self.cluster.on_start = self.containers.start
        self.cluster.on_restart = self.containers.restart
        self.store.on_removed = lambda kind, thing: self.containers.stop(thing) if kind.name == "Pod" else None
        for name in ("default", "kube-system"):
            self.make(self.cluster.kind("Namespace"), None, {"metadata": {"name": name}}, "kube-apiserver")
        for name, mode in (("standard", "Immediate"), ("waits", "WaitForFirstConsumer")):
            self.make(self.cluster.kind("StorageClass"), None, {
                "metadata": {"name": name}, "provisioner": "rancher.io/local-path", "volumeBindingMode": mode}, "x")
        self.store.add(self.cluster.kind("Node"), {
            "apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1", "labels": {"kubernetes.io/hostname": "node-1"}},
            "spec": {}, "status": {"capacity": {"cpu": "8", "memory": "32Gi"}, "allocatable": {"cpu": "8", "memory": "32Gi"}}})

    def admit(self, request: Request) -> Response | None:
        if self.token and request.header("Authorization") != f"Bearer {self.token}":
            return Response.json(status("Unauthorized", "Unauthorized"), 401)
        return None

    def record(self, request: Request, answer, fault) -> None:
        """Servers answer the deletion of a namespace with the namespace; the description says otherwise."""
        if request.method == "DELETE" and re.fullmatch(r"/api/v1/namespaces/[^/]+", request.path):
            self.journal.record(request, answer, vars(fault) if fault else None)
        else:
            super().record(request, answer, fault)

    def missing(self, request: Request, methods: set[str]) -> Response:
        return Response.text("404 page not found\n", 404)

    # Discovery

    @routes.get("/version")
    def version(self, request):
        return Response.json({"major": "1", "minor": "36", "gitVersion": "v1.36.0", "gitCommit": "0", "gitTreeState": "clean",
                              "buildDate": "2026-04-01T00:00:00Z", "goVersion": "go1.25", "compiler": "gc",
                              "platform": "linux/amd64"})

    @routes.get("/api")
    def core(self, request):
        return Response.json({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []})

    @routes.get("/apis")
    def groups(self, request):
        found: dict[str, list] = {}
        for version in self.kinds.versions():
            if "/" in version:
                group, _, short = version.partition("/")
                found.setdefault(group, []).append({"groupVersion": version, "version": short})
        return Response.json({"kind": "APIGroupList", "apiVersion": "v1", "groups": [
            {"name": group, "versions": versions, "preferredVersion": versions[0]} for group, versions in found.items()]})

    @routes.get("/api/v1")
    def core_kinds(self, request):
        return self.resources("v1")

    @routes.get("/apis/{group}/{version}")
    def group_kinds(self, request):
        return self.resources(f"{request.parameters['group']}/{request.parameters['version']}")

    def resources(self, version):
        found = [kind for kind in self.kinds.known if kind.version == version]
        if not found:
            return self.missing(None, set())
        verbs = ["create", "delete", "get", "list", "patch", "update", "watch"]
        listed = [{"name": kind.plural, "singularName": kind.name.lower(), "namespaced": kind.namespaced, "kind": kind.name,
                   "verbs": verbs, "shortNames": SHORT.get(kind.plural, [])} for kind in found]
        listed += [{"name": f"{kind.plural}/{sub}", "singularName": "", "namespaced": kind.namespaced, "kind": kind.name,
                    "verbs": ["get", "create"]} for kind in found for sub in kind.subresources]
        return Response.json({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": listed})

    # Objects. Paths are those of the API conventions: [/namespaces/NAMESPACE]/PLURAL[/NAME[/SUBRESOURCE]].

    @routes.route("*", "/api/{version}/{rest...}")
    @routes.route("*", "/apis/{group}/{version}/{rest...}")
    def objects(self, request):
        group, version = request.parameters.get("group"), request.parameters["version"]
        parts = request.parameters["rest"].rstrip("/").split("/")
        namespace = None
        if parts[0] == "namespaces" and len(parts) > 2 and parts[2] not in ("status", "finalize"):
            namespace, parts = parts[1], parts[2:]
        kind = self.kinds.find(f"{group}/{version}" if group else version, parts[0])
        if kind is None:
            return self.missing(request, set())
        name, sub = (parts + [None, None])[1:3]
        if sub and sub not in kind.subresources:
            return self.missing(request, set())
        return self.serve(request, kind, namespace, name, sub)

    def serve(self, request, kind, namespace, name, sub):
        match request.method, name, sub:
            case "GET", None, _:
                return self.watch(request, kind, namespace) if request.flag("watch") else self.list(request, kind, namespace)
            case "POST", None, _:
                return Response.json(self.create(request, kind, namespace), 201)
            case "DELETE", None, _:
                for one in self.chosen(request, self.store.listed(kind, namespace)):
                    self.cluster.delete(kind, one["metadata"].get("namespace"), one["metadata"]["name"], 0)
                return self.list(request, kind, namespace)
            case "GET", _, "log":
                return processes.log(self, request, self.store.get(kind, namespace, name))
            case ("GET" | "POST"), _, "exec":
                return processes.execute(self, request, self.store.get(kind, namespace, name))
            case ("GET" | "POST"), _, "portforward":
                return processes.forward(self, request, self.store.get(kind, namespace, name))
            case "GET", _, _:
                return Response.json(self.store.get(kind, namespace, name))
            case "PUT", _, _:
                return Response.json(self.put(request, kind, namespace, name, sub))
            case "PATCH", _, _:
                return self.patch(request, kind, namespace, name, sub)
            case "DELETE", _, _:
                return self.delete(request, kind, namespace, name)
        return Response.json(status("MethodNotAllowed", "the server does not allow this method on the requested resource"), 405)

    def list(self, request, kind, namespace):
        items = self.chosen(request, self.store.listed(kind, namespace))
        limit, start = int(request.value("limit") or 0), 0
        if token := request.value("continue"):
            start, at = json.loads(token)
            if at < self.store.oldest:
                raise refusal("Expired", "The provided continue parameter is too old to display a consistent list result.")
        meta = {"resourceVersion": str(self.store.version)}
        if limit and len(items) > start + limit:
            meta["continue"] = json.dumps([start + limit, self.store.version])
            meta["remainingItemCount"] = len(items) - start - limit
        page = items[start : start + limit] if limit else items[start:]
        page = [{key: value for key, value in one.items() if key not in ("kind", "apiVersion")} for one in page]
        return Response.json({"kind": f"{kind.name}List", "apiVersion": kind.version, "metadata": meta, "items": page})

    def watch(self, request, kind, namespace):
        since = int(request.value("resourceVersion") or 0) or self.store.version
        ends = time.monotonic() + int(request.value("timeoutSeconds") or 1800)

        def line(event, thing):
            return json.dumps({"type": event, "object": thing}).encode() + b"\n"

        def initial():
            """All that is there, and a mark where that ends."""
            nonlocal since
            since = self.store.version
            for thing in self.chosen(request, self.store.listed(kind, namespace)):
                yield line("ADDED", thing)
            yield line("BOOKMARK", {"apiVersion": kind.version, "kind": kind.name, "metadata": {
                "resourceVersion": str(since), "annotations": {"k8s.io/initial-events-end": "true"}}})

        def lines():
            if request.flag("sendInitialEvents"):
                yield from initial()
            for found in self.store.events(kind, since, ends):
                if found is None:
                    yield b""
                    continue
                event, thing = found
                if event == "EXPIRED":
                    gone = status("Expired", "too old resource version")
                    yield line("ERROR", gone)
                elif namespace in (None, thing["metadata"].get("namespace")) and self.chosen(request, [thing]):
                    yield line(event, thing)
        return Stream(lines(), headers={"Content-Type": "application/json"})

    def chosen(self, request, items):
        labels, fields = request.value("labelSelector") or "", request.value("fieldSelector") or ""
        return [one for one in items if all(self.has_label(one, part) for part in split(labels))
                and all(self.has_field(one, part) for part in split(fields))]

    def has_label(self, thing, term):
        labels = thing["metadata"].get("labels") or {}
        if "!=" in term:
            key, _, value = term.partition("!=")
            return labels.get(key) != value
        if " in (" in term:
            key, _, values = term.partition(" in (")
            return labels.get(key) in [one.strip() for one in values.rstrip(")").split(",")]
        key, _, value = term.partition("=")
        return labels.get(key) == value.lstrip("=") if "=" in term else (key not in labels if key[0] == "!" else key in labels)

    def has_field(self, thing, term):
        path, _, value = term.replace("==", "=").partition("=")
        found = thing
        for part in path.rstrip("!").split("."):
            found = (found or {}).get(part)
        return (str(found or "") != value) if path.endswith("!") else (str(found or "") == value)

    # Changes

    def create(self, request, kind, namespace):
        thing = self.body(request)
        meta = thing.setdefault("metadata", {})
        if kind.namespaced and meta.setdefault("namespace", namespace) != namespace:
            raise refusal("BadRequest", "the namespace of the provided object does not match the namespace sent on the request")
        return self.make(kind, namespace, thing, patches.manager_name(request), "All" in request.query.get("dryRun", []))

    def make(self, kind: Kind, namespace, thing, manager, dry=False):
        thing = copy.deepcopy(thing)
        thing["apiVersion"], thing["kind"] = kind.version, kind.name
        meta = thing["metadata"]
        if not kind.namespaced:
            meta.pop("namespace", None)
        elif (space := self.store.find(self.cluster.kind("Namespace"), None, namespace)) is None:
            raise refusal("NotFound", f'namespaces "{namespace}" not found', details={"name": namespace, "kind": "namespaces"})
        elif space["metadata"].get("deletionTimestamp"):
            raise refusal("Forbidden", f'unable to create new content in namespace {namespace} because it is being terminated')
        if not meta.get("name"):
            if not meta.get("generateName"):
                raise refusal("Invalid", f"{kind.name} \"\" is invalid: metadata.name: Required value: name or generateName is required",
                              [{"reason": "FieldValueRequired", "field": "metadata.name", "message": "Required value"}])
            meta["name"] = meta["generateName"] + secrets.token_hex(3)[:5]
        meta.setdefault("generation", 1)
        if kind.name != "Event":
            thing.pop("status", None)
        if kind.name == "Secret" and thing.get("stringData"):
            thing.setdefault("data", {}).update(
                {key: base64.b64encode(value.encode()).decode() for key, value in thing.pop("stringData").items()})
        prepare(kind, thing, None, self.cluster)
        if not (meta.get("managedFields")):
            thing = patches.updated(None, thing, manager)
        if dry:
            return thing
        made = self.store.add(kind, thing)
        self.followed(kind, made)
        return made

    def put(self, request, kind, namespace, name, sub):
        wanted, before = self.body(request), self.store.get(kind, namespace, name)
        return self.write(request, kind, before, wanted, sub)

    def write(self, request, kind, before, wanted, sub, applied=False):
        thing = copy.deepcopy(wanted)
        meta, old = thing["metadata"], before["metadata"]
        if sub == "status":
            thing = {**copy.deepcopy(before), "status": wanted.get("status", {})}
            meta = thing["metadata"]
            meta["resourceVersion"] = wanted["metadata"].get("resourceVersion", old["resourceVersion"])
        elif "status" in before:
            thing["status"] = copy.deepcopy(before["status"])
        for key in ("uid", "creationTimestamp", "deletionTimestamp", "generation", "namespace"):
            if key in old:
                meta[key] = old[key]
        thing["apiVersion"], thing["kind"] = kind.version, kind.name
        prepare(kind, thing, before, self.cluster)
        if not applied:
            thing = patches.updated(before, thing, patches.manager_name(request))
        meta = thing["metadata"]
        if sub != "status" and thing.get("spec") != before.get("spec"):
            meta["generation"] = old.get("generation", 1) + 1
        if "All" in request.query.get("dryRun", []):
            return thing
        if equal(before, thing):
            return before
        made = self.store.replace(kind, thing)
        self.followed(kind, made)
        return made

    def patch(self, request, kind, namespace, name, sub):
        content, body = request.content_type, self.body(request)
        before = self.store.find(kind, namespace, name)
        if content == "application/apply-patch+yaml":
            return self.apply(request, kind, namespace, name, body, before)
        if before is None:
            raise not_found(kind, name)
        for _ in range(5):
            match content:
                case "application/merge-patch+json":
                    wanted = patches.merge(before, body)
                case "application/strategic-merge-patch+json":
                    wanted = patches.strategic(before, body)
                case "application/json-patch+json":
                    wanted = patches.json_patch(before, body)
                case _:
                    raise refusal("UnsupportedMediaType", f"the body of the request was in an unknown format: {content}")
            try:
                return Response.json(self.write(request, kind, before, wanted, sub))
            except Refusal as problem:
                if json.loads(problem.response.body).get("reason") != "Conflict" or "resourceVersion" in str(body):
                    raise
                before = self.store.get(kind, namespace, name)
        raise refusal("Conflict", "the object has been modified")

    def apply(self, request, kind, namespace, name, body, before):
        manager = request.value("fieldManager")
        if not manager:
            raise refusal("Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")
        thing = patches.applied(before, body, manager, request.flag("force"))
        if kind.namespaced:
            thing["metadata"].setdefault("namespace", namespace)
        if before is None:
            made = self.make(kind, namespace, thing, manager, "All" in request.query.get("dryRun", []))
            return Response.json(made, 201)
        return Response.json(self.write(request, kind, before, thing, None, applied=True))

    def delete(self, request, kind, namespace, name):
        options = request.json() or {}
        thing = self.store.get(kind, namespace, name)
        wanted = (options.get("preconditions") or {}).get("uid")
        if wanted and wanted != thing["metadata"]["uid"]:
            raise refusal("Conflict", f'Operation cannot be fulfilled on {kind.qualified} "{name}": Precondition failed: UID in '
                          f'precondition: {wanted}, UID in object meta: {thing["metadata"]["uid"]}')
        left = self.cluster.delete(kind, namespace, name, options.get("gracePeriodSeconds"))
        if left or kind.name in GIVEN_BACK:
            return Response.json(left or thing)
        return Response.json({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": {
            "name": name, "kind": kind.plural, "uid": thing["metadata"]["uid"]}})

    def body(self, request):
        if request.content_type == "application/vnd.kubernetes.protobuf":
            raise refusal("UnsupportedMediaType", "the simulator speaks JSON alone")
        found = request.json()
        if not isinstance(found, dict | list):
            raise refusal("BadRequest", "the object provided is unrecognized")
        return found

    def followed(self, kind, thing):
        if kind.name == "CustomResourceDefinition":
            self.define(kind, thing)
        if not thing["metadata"].get("finalizers") and thing["metadata"].get("deletionTimestamp") and kind.name not in (
                "Pod", "Namespace"):
            self.store.remove(kind, thing["metadata"].get("namespace"), thing["metadata"]["name"])
            return
        self.cluster.changed(kind, thing)

    def define(self, kind, thing):
        """A custom resource."""
        spec = thing["spec"]
        for version in spec["versions"]:
            self.kinds.known.append(Kind(f'{spec["group"]}/{version["name"]}', spec["names"]["kind"], spec["names"]["plural"],
                                         spec["scope"] == "Namespaced", ("status",)))
        self.cluster.status(kind, None, thing["metadata"]["name"], conditions=[
            {"type": "Established", "status": "True", "reason": "InitialNamesAccepted", "message": "", "lastTransitionTime": None}])

    # Control

    @controls.post("/_simulator/compact")
    def compact(self, request):
        """Watches and pages from before have expired."""
        self.store.compact()
        return Response(204)

    @controls.post("/_simulator/restart")
    def restart(self, request):
        """Starts a container again: `namespace`, `pod`, `container`."""
        given = request.json()
        pod = self.store.get(self.cluster.kind("Pod"), given["namespace"], given["pod"])
        self.containers.restart(pod, next(one for one in pod["spec"]["containers"] if one["name"] == given["container"]))
        return Response(204)

    @controls.post("/_simulator/token")
    def change_token(self, request):
        """The token that counts from now on; none when empty."""
        self.token = request.json()["token"]
        return Response(204)


def split(selector: str) -> list[str]:
    """The terms between commas that stand in no parentheses."""
    terms, depth = [""], 0
    for letter in selector:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            terms.append("")
        else:
            terms[-1] += letter
    return [term.strip() for term in terms if term.strip()]


def equal(one: dict, other: dict) -> bool:
    def bare(thing):
        meta = {key: value for key, value in thing["metadata"].items() if key not in ("managedFields", "resourceVersion")}
        return {**thing, "metadata": meta}
    return bare(one) == bare(other)


parser = argparse.ArgumentParser(prog="simulate kubernetes")
parser.add_argument("--pace", type=float, default=0.02, help="seconds between what happens and what follows from it")
parser.add_argument("--token", default="", help="what clients have to show; nothing by default")
parser.add_argument("--programs", type=pathlib.Path, help="run what containers run, each in a folder of this one")
parser.add_argument("--channels", default="v5,v4", help="how commands' streams are carried; servers before 1.30 know v4 alone")
run(Kubernetes, parser)
