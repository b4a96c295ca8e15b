"""The small controllers that bring about what objects ask for: pods run, claims are bound, what is deleted ends."""

import base64
import copy
import heapq
import itertools
import json
import secrets
import threading
import time
import traceback

from .failures import refusal
from .kinds import Kinds
from .patches import updated
from .store import Store, now

UNITS = {"m": 0.001, "": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
REVISION = "deployment.kubernetes.io/revision"
NODE = {"cpu": 8, "memory": 32 * 2**30}


def amount(text) -> float:
    text = str(text)
    digits = text.rstrip("mkKMGTi")
    return float(digits) * UNITS[text[len(digits):]]


class Cluster:
    """A cluster of one node. Everything happens `pace` seconds after what causes it."""

    def __init__(self, store: Store, kinds: Kinds, pace: float):
        self.store, self.kinds, self.pace = store, kinds, pace
        self.numbers = itertools.count(10)
        self.due: list[tuple] = []
        self.order = itertools.count()
        self.wake = threading.Condition()
        # Called with a pod and its container when that begins to run.
        self.on_start = lambda pod, container: None
        self.on_restart = lambda pod, container: None
        # Why the last pod of an owner was refused, by the owner's uid.
        self.refused: dict[str, str] = {}
        self.retried: set[tuple] = set()
        threading.Thread(target=self.run, daemon=True).start()

    def kind(self, name: str, version: str | None = None):
        return next(one for one in self.kinds.known if one.name == name and version in (None, one.version))

    def address(self) -> str:
        return f"10.96.0.{next(self.numbers) % 250}"

    def port(self) -> int:
        return 30000 + next(self.numbers)

    # The clock

    def later(self, body, *arguments, delay: float | None = None) -> None:
        with self.wake:
            heapq.heappush(self.due, (time.monotonic() + (self.pace if delay is None else delay), next(self.order),
                                      body, arguments))
            self.wake.notify()

    def run(self) -> None:
        while True:
            with self.wake:
                while not self.due or self.due[0][0] > time.monotonic():
                    self.wake.wait(self.due[0][0] - time.monotonic() if self.due else None)
                _, _, body, arguments = heapq.heappop(self.due)
            try:
                body(*arguments)
            except Exception:
                traceback.print_exc()

    # What follows from a change

    def changed(self, kind, thing: dict) -> None:
        """Called with each object that a client has made or changed."""
        where = (thing["metadata"].get("namespace"), thing["metadata"]["name"])
        if thing["metadata"].get("deletionTimestamp"):
            self.later(self.end, kind, *where)
        elif body := getattr(self, "do_" + kind.name.lower(), None):
            self.later(body, *where)

    def status(self, kind, namespace, name, **values) -> dict | None:
        def change(thing):
            thing.setdefault("status", {}).update(values)
        return self.store.change(kind, namespace, name, change)

    def event(self, kind, thing, reason, message, bad=False) -> None:
        meta = thing["metadata"]
        event = {"apiVersion": "v1", "kind": "Event", "metadata": {
            "name": f'{meta["name"]}.{secrets.token_hex(8)}', "namespace": meta.get("namespace", "default")},
            "involvedObject": {"kind": kind.name, "name": meta["name"], "namespace": meta.get("namespace"),
                               "uid": meta.get("uid"), "apiVersion": kind.version},
            "reason": reason, "message": message, "type": "Warning" if bad else "Normal", "count": 1,
            "firstTimestamp": now(), "lastTimestamp": now(), "source": {"component": "simulator"},
            "eventTime": None, "reportingComponent": "simulator", "reportingInstance": ""}
        self.store.add(self.kind("Event"), event)

    # Deletion

    def delete(self, kind, namespace, name, grace: int | None = None) -> dict | None:
        """Returns what is still there; None when it is gone."""
        thing = self.store.get(kind, namespace, name)
        if kind.name == "Pod" and grace is None:
            grace = thing["spec"].get("terminationGracePeriodSeconds", 30)
        waits = thing["metadata"].get("finalizers") or kind.name == "Namespace" or (kind.name == "Pod" and grace)
        if not waits:
            self.store.remove(kind, namespace, name)
            self.orphans(thing)
            return None

        def mark(one):
            one["metadata"].setdefault("deletionTimestamp", now())
            if kind.name == "Pod":
                one["metadata"]["deletionGracePeriodSeconds"] = grace
            if kind.name == "Namespace":
                one["status"] = {"phase": "Terminating"}
        left = self.store.change(kind, namespace, name, mark)
        self.later(self.end, kind, namespace, name)
        return left

    def end(self, kind, namespace, name) -> None:
        thing = self.store.find(kind, namespace, name)
        if thing is None or not thing["metadata"].get("deletionTimestamp"):
            return
        if kind.name == "Namespace":
            for other, one in self.store.all(name):
                self.store.remove(other, name, one["metadata"]["name"])
        kept = [one for one in thing["metadata"].get("finalizers", []) if not self.is_done(one, thing)]
        if kept:
            self.store.change(kind, namespace, name, lambda one: one["metadata"].update(finalizers=kept))
            if any(one.startswith("kubernetes.io/") for one in kept):
                self.later(self.end, kind, namespace, name)
            return
        self.store.remove(kind, namespace, name)
        self.orphans(thing)

    def is_done(self, finalizer, thing) -> bool:
        """Whether nothing needs a claim any more; others than Kubernetes' own stay until someone removes them."""
        if finalizer == "kubernetes.io/pvc-protection":
            name = thing["metadata"]["name"]
            return not any(name == volume.get("persistentVolumeClaim", {}).get("claimName")
                           for pod in self.store.listed(self.kind("Pod"), thing["metadata"]["namespace"])
                           for volume in pod["spec"].get("volumes", []))
        return finalizer == "kubernetes.io/pv-protection"

    def orphans(self, owner: dict) -> None:
        """Garbage collection of what an object has made."""
        uid = owner["metadata"].get("uid")
        with self.store.lock:
            found = [(self.store.kinds[key], one) for key, one in self.store.objects.items()
                     if any(ref["uid"] == uid for ref in one["metadata"].get("ownerReferences", []))]
        for kind, one in found:
            self.later(self.delete_quietly, kind, one["metadata"].get("namespace"), one["metadata"]["name"])
        if owner.get("kind") == "PersistentVolumeClaim" and (volume := owner["spec"].get("volumeName", "")).startswith("pvc-"):
            self.store.remove(self.kind("PersistentVolume"), None, volume)

    def delete_quietly(self, kind, namespace, name) -> None:
        if self.store.find(kind, namespace, name):
            self.delete(kind, namespace, name, 0)

    # Pods

    def make_pod(self, owner_kind, owner, spec_template, name) -> None:
        meta = copy.deepcopy(spec_template.get("metadata", {}))
        meta = {key: value for key, value in meta.items() if value and key in ("labels", "annotations")}
        meta.update(name=name, namespace=owner["metadata"]["namespace"], ownerReferences=[{
            "apiVersion": owner_kind.version, "kind": owner_kind.name, "name": owner["metadata"]["name"],
            "uid": owner["metadata"]["uid"], "controller": True}])
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": copy.deepcopy(spec_template["spec"])}
        kind = self.kind("Pod")
        try:
            self.admit(kind, pod, None)
            made = self.store.add(kind, updated(None, pod, "kube-controller-manager"))
        except Exception as problem:
            message = getattr(problem, "response", None)
            said = json.loads(message.body)["message"] if message else str(problem)
            self.event(owner_kind, owner, "FailedCreate", f"Error creating: {said}", True)
            self.refused[owner["metadata"]["uid"]] = said
            self.again(owner_kind, meta["namespace"], owner["metadata"]["name"])
            return
        self.refused.pop(owner["metadata"]["uid"], None)
        self.do_pod(meta["namespace"], made["metadata"]["name"])

    def again(self, kind, namespace, name) -> None:
        """Looks at an object once more, soon."""
        key = (kind.name, namespace, name)
        if key not in self.retried:
            self.retried.add(key)
            self.later(self.retry, kind, namespace, name, delay=max(self.pace, 0.2))

    def retry(self, kind, namespace, name) -> None:
        self.retried.discard((kind.name, namespace, name))
        getattr(self, "do_" + kind.name.lower())(namespace, name)

    def admit(self, kind, thing, before) -> None:
        from .defaults import prepare
        prepare(kind, thing, before, self)

    def do_pod(self, namespace, name) -> None:
        kind = self.kind("Pod")
        pod = self.store.find(kind, namespace, name)
        if pod is None or pod["metadata"].get("deletionTimestamp"):
            return
        if pod["spec"].get("nodeName"):
            self.reimage(pod)
            return
        if problem := self.unschedulable(pod):
            known = any(one.get("type") == "PodScheduled" for one in pod["status"].get("conditions", []))
            if not known:
                self.status(kind, namespace, name, conditions=[{
                    "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": problem,
                    "lastTransitionTime": now()}])
                self.event(kind, pod, "FailedScheduling", problem, True)
            self.later(self.do_pod, namespace, name, delay=max(self.pace, 0.2))
            return
        self.store.change(kind, namespace, name, lambda one: one["spec"].update(nodeName="node-1"))
        self.event(kind, pod, "Scheduled", f"Successfully assigned {namespace}/{name} to node-1")
        for volume in pod["spec"].get("volumes", []):
            if claim := volume.get("persistentVolumeClaim", {}).get("claimName"):
                self.bind(namespace, claim)
        self.later(self.start_pod, namespace, name)

    def unschedulable(self, pod) -> str | None:
        for item, limit in NODE.items():
            asked = sum(amount(one["resources"].get("requests", {}).get(item, 0)) for one in pod["spec"]["containers"])
            if asked > limit:
                return f"0/1 nodes are available: 1 Insufficient {item}."
        for volume in pod["spec"].get("volumes", []):
            claim = volume.get("persistentVolumeClaim", {}).get("claimName")
            if claim and not self.store.find(self.kind("PersistentVolumeClaim"), pod["metadata"]["namespace"], claim):
                return f'0/1 nodes are available: persistentvolumeclaim "{claim}" not found.'
        return None

    def start_pod(self, namespace, name) -> None:
        kind = self.kind("Pod")
        pod = self.store.find(kind, namespace, name)
        if pod is None:
            return
        statuses, conditions = [], []
        for container in pod["spec"]["containers"]:
            image = container.get("image", "")
            self.event(kind, pod, "Pulling", f'Pulling image "{image}"')
            base = {"name": container["name"], "image": image, "imageID": "", "restartCount": 0, "ready": False,
                    "containerID": f"simulated://{secrets.token_hex(16)}"}
            if "does-not-exist" in image:
                self.event(kind, pod, "Failed", f'Failed to pull image "{image}": not found', True)
                base["state"] = {"waiting": {"reason": "ImagePullBackOff", "message": f'Back-off pulling image "{image}"'}}
            elif container.get("command", [""])[0] == "false":
                base["state"] = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": now(), "startedAt": now()}}
            elif any(one["kind"] == "Job" for one in pod["metadata"].get("ownerReferences", [])):
                base["state"] = {"terminated": {"exitCode": 0, "reason": "Completed", "finishedAt": now(), "startedAt": now()}}
            else:
                base.update(ready=True, state={"running": {"startedAt": now()}}, started=True)
                self.on_start(pod, container)
                self.event(kind, pod, "Started", f'Container started: {container["name"]}')
            statuses.append(base)
        states = [next(iter(one["state"])) for one in statuses]
        codes = [one["state"]["terminated"]["exitCode"] for one in statuses if "terminated" in one["state"]]
        phase = "Pending" if "waiting" in states else "Running"
        if codes and len(codes) == len(statuses):
            phase = "Failed" if any(codes) else "Succeeded"
        ready = all(one["ready"] for one in statuses)
        for type_ in ("PodScheduled", "Initialized", "ContainersReady", "Ready"):
            good = ready or type_ in ("PodScheduled", "Initialized")
            conditions.append({"type": type_, "status": "True" if good else "False", "lastTransitionTime": now()})
        self.status(kind, namespace, name, phase=phase, containerStatuses=statuses, conditions=conditions,
                    podIP="10.244.0.5", hostIP="192.168.0.2", startTime=now())
        for owner in pod["metadata"].get("ownerReferences", []):
            self.later(getattr(self, "do_" + owner["kind"].lower()), namespace, owner["name"])

    def reimage(self, pod) -> None:
        """Containers whose images were changed are started anew."""
        images = {one["name"]: one.get("image", "") for one in pod["spec"]["containers"]}
        meta, changed = pod["metadata"], []

        def change(thing):
            for one in thing["status"].get("containerStatuses", []):
                if one["image"] != images[one["name"]] and "does-not-exist" in images[one["name"]]:
                    one["state"] = {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}
                elif one["image"] != images[one["name"]] and "running" in one["state"]:
                    one.update(image=images[one["name"]], containerID=f"simulated://{secrets.token_hex(16)}",
                               restartCount=one["restartCount"] + 1)
                    changed.append(one["name"])
        self.store.change(self.kind("Pod"), meta["namespace"], meta["name"], change)
        for container in pod["spec"]["containers"]:
            if container["name"] in changed:
                self.on_restart(pod, container)

    def pods_of(self, *owners) -> list[dict]:
        return [pod for owner in owners for pod in self.owned("Pod", owner) if not pod["metadata"].get("deletionTimestamp")]

    def owned(self, kind: str, owner) -> list[dict]:
        return [one for one in self.store.listed(self.kind(kind), owner["metadata"]["namespace"])
                if any(ref["uid"] == owner["metadata"]["uid"] for ref in one["metadata"].get("ownerReferences", []))]

    def is_ready(self, pod) -> bool:
        return any(one["type"] == "Ready" and one["status"] == "True" for one in pod["status"].get("conditions", []))

    # Workloads. A pod is up to date when it has the generation of the template that its owner has.

    def template_mark(self, owner) -> str:
        return str(abs(hash(str(owner["spec"]["template"]))) % 10**8)

    def keep(self, kind, owner, wanted: int, names) -> tuple[list, list]:
        """Brings about so many pods of the owner's template; returns them, and those that are ready."""
        mark, pods = self.template_mark(owner), self.pods_of(owner)
        fresh = [one for one in pods if one["metadata"].get("annotations", {}).get("simulator/template") == mark]
        for one in pods:
            if one not in fresh or fresh.index(one) >= wanted:
                self.delete_quietly(self.kind("Pod"), one["metadata"]["namespace"], one["metadata"]["name"])
        plan = copy.deepcopy(owner["spec"]["template"])
        plan.setdefault("metadata", {}).setdefault("annotations", {})["simulator/template"] = mark
        for index in range(len(fresh), wanted):
            self.make_pod(kind, owner, plan, names(index))
        fresh = fresh[:wanted]
        return fresh, [one for one in fresh if self.is_ready(one)]

    def do_deployment(self, namespace, name) -> None:
        kind = self.kind("Deployment")
        if (thing := self.store.find(kind, namespace, name)) is None:
            return
        wanted, current = thing["spec"]["replicas"], self.replica_set(kind, thing)
        sets = self.owned("ReplicaSet", thing)
        for one in sets:
            fits = one["metadata"]["name"] == current["metadata"]["name"]
            self.keep(self.kind("ReplicaSet"), one, wanted if fits else 0,
                      lambda _, one=one: f'{one["metadata"]["name"]}-{secrets.token_hex(3)[:5]}')
        pods = self.pods_of(*sets)
        ready = sum(self.is_ready(one) for one in pods)
        conditions = [
            {"type": "Available", "status": "True" if ready >= wanted else "False", "lastUpdateTime": now(),
             "lastTransitionTime": now(), "reason": "x", "message": ""},
            {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable", "message": "",
             "lastUpdateTime": now(), "lastTransitionTime": now()}]
        if said := self.refused.get(current["metadata"]["uid"]):
            conditions.append({"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": said,
                               "lastUpdateTime": now(), "lastTransitionTime": now()})
        self.status(kind, namespace, name, observedGeneration=thing["metadata"].get("generation", 1), replicas=len(pods),
                    updatedReplicas=len(pods), readyReplicas=ready, availableReplicas=ready, conditions=conditions)

    def replica_set(self, kind, thing) -> dict:
        """The one of a deployment's present template; what it and the deployment are annotated with says that it is."""
        meta, mark = thing["metadata"], self.template_mark(thing)
        sets = self.owned("ReplicaSet", thing)
        revisions = [int(one["metadata"]["annotations"][REVISION]) for one in sets]
        found = next((one for one in sets if one["metadata"]["labels"]["pod-template-hash"] == mark), None)
        newest = max(revisions, default=0)
        if found is None or int(found["metadata"]["annotations"][REVISION]) < newest:
            newest += 1
        annotations = {REVISION: str(newest)}
        if found is None:
            template = copy.deepcopy(thing["spec"]["template"])
            labels = {**template.setdefault("metadata", {}).get("labels", {}), "pod-template-hash": mark}
            template["metadata"]["labels"] = labels
            found = self.store.add(self.kind("ReplicaSet"), {
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {
                    "name": f'{meta["name"]}-{mark}', "namespace": meta["namespace"], "labels": labels,
                    "annotations": annotations, "ownerReferences": [{
                        "apiVersion": "apps/v1", "kind": "Deployment", "name": meta["name"], "uid": meta["uid"],
                        "controller": True}]},
                "spec": {"replicas": thing["spec"]["replicas"], "selector": {"matchLabels": labels}, "template": template},
                "status": {"replicas": 0}})
        for what, one in ((self.kind("ReplicaSet"), found), (kind, thing)):
            self.store.change(what, meta["namespace"], one["metadata"]["name"],
                              lambda one: one["metadata"].setdefault("annotations", {}).update(annotations))
        return found

    def do_replicaset(self, namespace, name) -> None:
        """A set of somebody's own, or one of a deployment."""
        kind = self.kind("ReplicaSet")
        if (thing := self.store.find(kind, namespace, name)) is None:
            return
        if owners := thing["metadata"].get("ownerReferences"):
            return self.do_deployment(namespace, owners[0]["name"])
        _, ready = self.keep(kind, thing, thing["spec"]["replicas"], lambda _: f"{name}-{secrets.token_hex(3)[:5]}")
        self.status(kind, namespace, name, replicas=len(self.pods_of(thing)), readyReplicas=len(ready))

    def do_statefulset(self, namespace, name) -> None:
        kind = self.kind("StatefulSet")
        if (thing := self.store.find(kind, namespace, name)) is None:
            return
        _, ready = self.keep(kind, thing, thing["spec"]["replicas"], lambda index: f"{name}-{index}")
        count = len(self.pods_of(thing))
        self.status(kind, namespace, name, observedGeneration=thing["metadata"].get("generation", 1), replicas=count,
                    updatedReplicas=count, readyReplicas=len(ready), currentReplicas=count, availableReplicas=len(ready))

    def do_daemonset(self, namespace, name) -> None:
        kind = self.kind("DaemonSet")
        if (thing := self.store.find(kind, namespace, name)) is None:
            return
        _, ready = self.keep(kind, thing, 1, lambda _: f"{name}-{secrets.token_hex(3)}")
        self.status(kind, namespace, name, observedGeneration=thing["metadata"].get("generation", 1),
                    desiredNumberScheduled=1, currentNumberScheduled=1, updatedNumberScheduled=1, numberMisscheduled=0,
                    numberReady=len(ready), numberAvailable=len(ready))

    def do_job(self, namespace, name) -> None:
        kind = self.kind("Job")
        if (thing := self.store.find(kind, namespace, name)) is None:
            return
        pods = self.pods_of(thing)
        if not pods:
            self.make_pod(kind, thing, thing["spec"]["template"], f"{name}-{secrets.token_hex(3)}")
            self.status(kind, namespace, name, active=1, startTime=now())
            return
        phases = [one["status"]["phase"] for one in pods]
        if "Succeeded" in phases or "Failed" in phases:
            type_ = "Complete" if "Succeeded" in phases else "Failed"
            message = "" if type_ == "Complete" else "Job has reached the specified backoff limit"
            self.status(kind, namespace, name, active=0, conditions=[{
                "type": type_, "status": "True", "message": message, "lastProbeTime": now(), "lastTransitionTime": now()}])

    # Storage, network, accounts

    def do_persistentvolumeclaim(self, namespace, name) -> None:
        kind = self.kind("PersistentVolumeClaim")
        if (claim := self.store.find(kind, namespace, name)) is None or claim["status"]["phase"] == "Bound":
            return
        title = claim["spec"].get("storageClassName")
        found = self.store.find(self.kind("StorageClass"), None, title) if title else None
        if found is None:
            self.event(kind, claim, "ProvisioningFailed", f'storageclass.storage.k8s.io "{title}" not found', True)
        elif found.get("volumeBindingMode") == "WaitForFirstConsumer":
            self.event(kind, claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding")
        else:
            self.bind(namespace, name)

    def bind(self, namespace, name) -> None:
        kind = self.kind("PersistentVolumeClaim")
        claim = self.store.find(kind, namespace, name)
        if claim is None or claim["status"]["phase"] == "Bound":
            return
        volume = f'pvc-{claim["metadata"]["uid"]}'
        size = claim["spec"]["resources"]["requests"]["storage"]
        self.store.add(self.kind("PersistentVolume"), {
            "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": volume}, "status": {"phase": "Bound"},
            "spec": {"capacity": {"storage": size}, "accessModes": claim["spec"]["accessModes"], "volumeMode": "Filesystem",
                     "persistentVolumeReclaimPolicy": "Delete", "hostPath": {"path": f"/tmp/{volume}", "type": ""},
                     "storageClassName": claim["spec"].get("storageClassName", ""),
                     "claimRef": {"kind": "PersistentVolumeClaim", "namespace": namespace, "name": name, "apiVersion": "v1",
                                  "uid": claim["metadata"]["uid"]}}})

        def change(one):
            one["spec"]["volumeName"] = volume
            one["status"] = {"phase": "Bound", "accessModes": one["spec"]["accessModes"], "capacity": {"storage": size}}
            one["metadata"].setdefault("annotations", {})["pv.kubernetes.io/bind-completed"] = "yes"
        self.store.change(kind, namespace, name, change)

    def do_service(self, namespace, name) -> None:
        kind = self.kind("Service")
        found = self.store.find(kind, namespace, name)
        if found and found["spec"]["type"] == "LoadBalancer" and "no-address" not in name:
            self.status(kind, namespace, name, loadBalancer={"ingress": [{"ip": "203.0.113.7", "ipMode": "VIP"}]})

    def do_ingress(self, namespace, name) -> None:
        ingress = self.store.find(self.kind("Ingress"), namespace, name)
        wanted = ingress and ingress["spec"].get("ingressClassName")
        if wanted and self.store.find(self.kind("IngressClass"), None, wanted) is None:
            return
        self.status(self.kind("Ingress"), namespace, name, loadBalancer={"ingress": [{"ip": "203.0.113.8"}]})

    def do_namespace(self, _, name) -> None:
        account, roots = self.kind("ServiceAccount"), self.kind("ConfigMap")
        for kind, thing in ((account, {"kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}}),
                            (roots, {"kind": "ConfigMap", "metadata": {"name": "kube-root-ca.crt", "namespace": name},
                                     "data": {"ca.crt": "-"}})):
            if not self.store.find(kind, name, thing["metadata"]["name"]):
                self.store.add(kind, {"apiVersion": "v1", **thing})

    def do_secret(self, namespace, name) -> None:
        def change(one):
            if one.get("type") == "kubernetes.io/service-account-token":
                token = base64.b64encode(secrets.token_hex(16).encode()).decode()
                one["data"] = {**one.get("data", {}), "token": token, "namespace": base64.b64encode(namespace.encode()).decode()}
        self.store.change(self.kind("Secret"), namespace, name, change)

    # Quotas

    def charge(self, pod) -> None:
        """Refuses a pod that a quota of its namespace does not allow."""
        namespace = pod["metadata"]["namespace"]
        pods = [one for one in self.store.listed(self.kind("Pod"), namespace) if one["status"]["phase"] in ("Pending", "Running")]
        for quota in self.store.listed(self.kind("ResourceQuota"), namespace):
            hard = quota["spec"].get("hard", {})
            asked, used = self.usage([pod], hard), self.usage(pods, hard)
            over = [item for item in hard if item in asked and asked[item] + used[item] > amount(hard[item])]
            if over:
                text = ", ".join(
                    f"{word}: " + ",".join(f"{item}={values[item]}" for item in over)
                    for word, values in (("requested", self.shown(asked)), ("used", self.shown(used)), ("limited", hard)))
                raise refusal("Forbidden", f'pods "{pod["metadata"]["name"]}" is forbidden: exceeded quota: '
                              f'{quota["metadata"]["name"]}, {text}', details={"name": pod["metadata"]["name"], "kind": "pods"})

    def usage(self, pods, hard) -> dict:
        found = {}
        for item in hard:
            if item in ("pods", "count/pods"):
                found[item] = len(pods)
            elif item.partition(".")[0] in ("requests", "limits"):
                part, _, what = item.partition(".")
                found[item] = sum(amount(one["resources"].get(part, {}).get(what, 0))
                                  for pod in pods for one in pod["spec"]["containers"])
        return found

    def shown(self, values) -> dict:
        return {item: f"{int(value / 2**30)}Gi" if value >= 2**30 else str(int(value)) for item, value in values.items()}
