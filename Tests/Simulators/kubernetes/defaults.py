"""What the server fills in when objects are made and changed, and what it refuses."""

import base64
import re
import uuid

from .failures import invalid, refusal
from .kinds import Kind

NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")


def fill(thing: dict, **values) -> None:
    for key, value in values.items():
        thing.setdefault(key, value)


def prepare(kind: Kind, thing: dict, before: dict | None, cluster) -> None:
    """Validates an object and completes it in place."""
    meta = thing["metadata"]
    if not kind.version.startswith("rbac.") and not NAME.fullmatch(meta["name"]):
        raise invalid(kind, meta["name"], "metadata.name", meta["name"], (
            f'Invalid value: "{meta["name"]}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric '
            "characters, '-' or '.', and must start and end with an alphanumeric character"))
    if prepare_kind := KINDS.get(kind.name):
        prepare_kind(kind, thing, before, cluster)


def unchanged(kind: Kind, thing: dict, before: dict | None, *paths: str) -> None:
    """Refuses changes of what cannot be changed."""
    for path in paths if before else ():
        old, new = before, thing
        for part in path.split("."):
            old, new = (old or {}).get(part), (new or {}).get(part)
        if old != new:
            raise invalid(kind, thing["metadata"]["name"], path, new, "Invalid value: field is immutable")


# Pods and what makes them

def pod_spec(spec: dict) -> None:
    fill(spec, restartPolicy="Always", terminationGracePeriodSeconds=30, dnsPolicy="ClusterFirst", securityContext={},
         schedulerName="default-scheduler")
    for container in [*spec.get("containers", []), *spec.get("initContainers", [])]:
        latest = ":" not in container.get("image", "").rpartition("/")[2] or container["image"].endswith(":latest")
        fill(container, resources={}, terminationMessagePath="/dev/termination-log", terminationMessagePolicy="File",
             imagePullPolicy="Always" if latest else "IfNotPresent")
        for port in container.get("ports", []):
            fill(port, protocol="TCP")
        for name in ("livenessProbe", "readinessProbe", "startupProbe"):
            if name in container:
                fill(container[name], timeoutSeconds=1, periodSeconds=10, successThreshold=1, failureThreshold=3)
        for one in container.get("env", []):
            source = one.get("valueFrom", {})
            if "fieldRef" in source:
                fill(source["fieldRef"], apiVersion="v1")
            if "resourceFieldRef" in source:
                fill(source["resourceFieldRef"], divisor="0")
    for volume in spec.get("volumes", []):
        for name in ("secret", "configMap", "downwardAPI", "projected"):
            if name in volume:
                fill(volume[name], defaultMode=420)
        if "hostPath" in volume:
            fill(volume["hostPath"], type="")
        if not set(volume) - {"name"}:
            volume["emptyDir"] = {}


def pod(kind, thing, before, cluster):
    spec = thing["spec"]
    if not spec.get("containers"):
        raise invalid(kind, thing["metadata"]["name"], "spec.containers", None, "Required value")
    pod_spec(spec)
    fill(spec, serviceAccountName="default", serviceAccount=spec.get("serviceAccountName", "default"),
         enableServiceLinks=True, preemptionPolicy="PreemptLowerPriority", priority=0)
    if before is None:
        admit_pod(thing, spec, cluster)
        thing["status"] = {"phase": "Pending", "qosClass": "BestEffort"}
    else:
        fixed = {key: value for key, value in spec.items() if key not in ("activeDeadlineSeconds", "tolerations", "nodeName")}
        old = {key: value for key, value in before["spec"].items() if key in fixed}
        without = [{**one, "image": ""} for one in fixed["containers"]], [{**one, "image": ""} for one in old["containers"]]
        if {**fixed, "containers": without[0]} != {**old, "containers": without[1]}:
            raise refusal("Invalid", f'Pod "{thing["metadata"]["name"]}" is invalid: spec: Forbidden: pod updates may '
                          "not change fields other than `spec.containers[*].image`",
                          [{"reason": "FieldValueForbidden", "field": "spec", "message": "Forbidden"}])


def admit_pod(thing, spec, cluster):
    """The service account's volume, the default tolerations and the quotas."""
    name = "kube-api-access-" + uuid.uuid4().hex[:5]
    if spec.get("automountServiceAccountToken", True):
        spec.setdefault("volumes", []).append({"name": name, "projected": {"defaultMode": 420, "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}}]}})
        for container in spec["containers"]:
            container.setdefault("volumeMounts", []).append(
                {"name": name, "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"})
    spec.setdefault("tolerations", []).extend(
        {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
        for key in ("not-ready", "unreachable"))
    for container in spec["containers"]:
        limits = container["resources"].get("limits", {})
        if limits:
            container["resources"]["requests"] = {**limits, **container["resources"].get("requests", {})}
    cluster.charge(thing)


def template(spec: dict) -> None:
    spec.setdefault("template", {}).setdefault("metadata", {})
    pod_spec(spec["template"].setdefault("spec", {}))


def selected(kind, thing):
    spec = thing["spec"]
    labels = spec["template"].get("metadata", {}).get("labels", {})
    wanted = (spec.get("selector") or {}).get("matchLabels", {})
    if not wanted or not wanted.items() <= labels.items():
        raise invalid(kind, thing["metadata"]["name"], "spec.template.metadata.labels", labels,
                      f"Invalid value: {labels}: `selector` does not match template `labels`")


def strategy(kind, thing, name, rolling):
    value = thing["spec"].setdefault(name, {})
    fill(value, type="RollingUpdate")
    if value["type"] == "RollingUpdate":
        fill(value.setdefault("rollingUpdate", {}), **rolling)
    elif value.get("rollingUpdate"):
        raise invalid(kind, thing["metadata"]["name"], f"spec.{name}.rollingUpdate", None,
                      f"Forbidden: may not be specified when strategy `type` is '{value['type']}'")


def deployment(kind, thing, before, cluster):
    fill(thing["spec"], replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600)
    strategy(kind, thing, "strategy", {"maxSurge": "25%", "maxUnavailable": "25%"})
    template(thing["spec"])
    selected(kind, thing)
    unchanged(kind, thing, before, "spec.selector")
    thing["metadata"].setdefault("annotations", {}).setdefault("deployment.kubernetes.io/revision", "1")


def stateful_set(kind, thing, before, cluster):
    fill(thing["spec"], replicas=1, revisionHistoryLimit=10, podManagementPolicy="OrderedReady",
         persistentVolumeClaimRetentionPolicy={"whenDeleted": "Retain", "whenScaled": "Retain"})
    strategy(kind, thing, "updateStrategy", {"partition": 0})
    template(thing["spec"])
    selected(kind, thing)
    for claim in thing["spec"].get("volumeClaimTemplates", []):
        fill(claim, kind="PersistentVolumeClaim", apiVersion="v1", status={"phase": "Pending"})
        fill(claim["spec"], volumeMode="Filesystem")
    unchanged(kind, thing, before, "spec.selector", "spec.serviceName", "spec.podManagementPolicy")


def daemon_set(kind, thing, before, cluster):
    fill(thing["spec"], revisionHistoryLimit=10)
    strategy(kind, thing, "updateStrategy", {"maxSurge": 0, "maxUnavailable": 1})
    template(thing["spec"])
    selected(kind, thing)
    unchanged(kind, thing, before, "spec.selector")
    generation = str(thing["metadata"].get("generation", 1))
    thing["metadata"].setdefault("annotations", {})["deprecated.daemonset.template.generation"] = generation


def job_spec(spec):
    fill(spec, completions=1, parallelism=1, backoffLimit=6, completionMode="NonIndexed", suspend=False,
         podReplacementPolicy="TerminatingOrFailed")
    template(spec)


def job(kind, thing, before, cluster):
    spec = thing["spec"]
    job_spec(spec)
    if before is None and not spec.get("manualSelector"):
        uid, name = str(uuid.uuid4()), thing["metadata"]["name"]
        own = {"batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": name, "controller-uid": uid, "job-name": name}
        spec["selector"] = {"matchLabels": dict(list(own.items())[:1])}
        spec["template"]["metadata"].setdefault("labels", {}).update(own)
    unchanged(kind, thing, before, "spec.selector", "spec.template", "spec.completions")


def cron_job(kind, thing, before, cluster):
    fill(thing["spec"], concurrencyPolicy="Allow", suspend=False, successfulJobsHistoryLimit=3, failedJobsHistoryLimit=1)
    thing["spec"]["jobTemplate"].setdefault("metadata", {})
    spec = thing["spec"]["jobTemplate"]["spec"]
    template(spec)


# The others

def service(kind, thing, before, cluster):
    spec = thing["spec"]
    fill(spec, type="ClusterIP", sessionAffinity="None")
    if spec["type"] != "ExternalName":
        address = (before or {}).get("spec", {}).get("clusterIP") or cluster.address()
        fill(spec, clusterIP=address, clusterIPs=[spec.get("clusterIP") or address], ipFamilies=["IPv4"],
             ipFamilyPolicy="SingleStack", internalTrafficPolicy="Cluster")
    if spec["type"] in ("NodePort", "LoadBalancer"):
        fill(spec, externalTrafficPolicy="Cluster")
    if spec["type"] == "LoadBalancer":
        fill(spec, allocateLoadBalancerNodePorts=True)
    elif "allocateLoadBalancerNodePorts" in spec:
        raise invalid(kind, thing["metadata"]["name"], "spec.allocateLoadBalancerNodePorts", None,
                      "Forbidden: may only be used when `type` is 'LoadBalancer'")
    if spec["sessionAffinity"] == "ClientIP":
        fill(spec, sessionAffinityConfig={"clientIP": {"timeoutSeconds": 10800}})
    for port in spec.get("ports", []):
        fill(port, protocol="TCP", targetPort=port["port"])
        if spec["type"] in ("NodePort", "LoadBalancer"):
            fill(port, nodePort=cluster.port())
        elif "nodePort" in port:
            del port["nodePort"]
    if before and before["spec"].get("clusterIP") != spec.get("clusterIP") and spec["type"] != "ExternalName":
        raise invalid(kind, thing["metadata"]["name"], "spec.clusterIPs[0]", None, "Invalid value: may not change once set")
    thing.setdefault("status", {"loadBalancer": {}})


def ingress(kind, thing, before, cluster):
    for rule in thing["spec"].get("rules", []):
        for path in rule.get("http", {}).get("paths", []):
            if not path.get("pathType"):
                raise invalid(kind, thing["metadata"]["name"], "spec.rules[0].http.paths[0].pathType", None,
                              "Required value: pathType must be specified")
    thing.setdefault("status", {"loadBalancer": {}})


def claim(kind, thing, before, cluster):
    fill(thing["spec"], volumeMode="Filesystem")
    if before is None:
        fill(thing["spec"], storageClassName="standard")
        thing["metadata"].setdefault("finalizers", []).append("kubernetes.io/pvc-protection")
        thing["status"] = {"phase": "Pending"}
    for name in ("accessModes", "storageClassName", "volumeMode", "selector"):
        unchanged(kind, thing, before, f"spec.{name}")


def volume(kind, thing, before, cluster):
    fill(thing["spec"], volumeMode="Filesystem", persistentVolumeReclaimPolicy="Retain")
    if "hostPath" in thing["spec"]:
        fill(thing["spec"]["hostPath"], type="")
    if before is None:
        thing["metadata"].setdefault("finalizers", []).append("kubernetes.io/pv-protection")
        thing["status"] = {"phase": "Available"}


def namespace(kind, thing, before, cluster):
    thing["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = thing["metadata"]["name"]
    thing["spec"] = {"finalizers": ["kubernetes"]}
    thing.setdefault("status", {"phase": "Active"})


def constant(kind, thing, before, cluster):
    """A ConfigMap or Secret."""
    if before and before.get("immutable"):
        unchanged(kind, thing, before, "data", "binaryData", "immutable")
    if kind.name == "Secret":
        fill(thing, type="Opaque")
        if sum(len(base64.b64decode(one or "")) for one in (thing.get("data") or {}).values()) > 1 << 20:
            raise invalid(kind, thing["metadata"]["name"], "data", "", "Too long: must have at most 1048576 bytes")
        unchanged(kind, thing, before, "type")


def binding(kind, thing, before, cluster):
    for subject in thing.get("subjects", []):
        if subject["kind"] in ("User", "Group"):
            fill(subject, apiGroup="rbac.authorization.k8s.io")
    unchanged(kind, thing, before, "roleRef")


def storage_class(kind, thing, before, cluster):
    fill(thing, reclaimPolicy="Delete", volumeBindingMode="Immediate")
    unchanged(kind, thing, before, "provisioner", "parameters", "reclaimPolicy", "volumeBindingMode")


def priority_class(kind, thing, before, cluster):
    fill(thing, preemptionPolicy="PreemptLowerPriority")
    unchanged(kind, thing, before, "value", "preemptionPolicy")


def network_policy(kind, thing, before, cluster):
    spec = thing["spec"]
    fill(spec, policyTypes=["Ingress", "Egress"] if spec.get("egress") else ["Ingress"], podSelector={})
    for rule in [*spec.get("ingress", []), *spec.get("egress", [])]:
        for port in rule.get("ports", []):
            fill(port, protocol="TCP")


def autoscaler(kind, thing, before, cluster):
    fill(thing["spec"], minReplicas=1)


KINDS = {
    "Pod": pod, "Deployment": deployment, "StatefulSet": stateful_set, "DaemonSet": daemon_set, "Job": job,
    "CronJob": cron_job, "Service": service, "Ingress": ingress, "PersistentVolumeClaim": claim,
    "PersistentVolume": volume, "Namespace": namespace, "ConfigMap": constant, "Secret": constant,
    "RoleBinding": binding, "ClusterRoleBinding": binding, "StorageClass": storage_class,
    "PriorityClass": priority_class, "NetworkPolicy": network_policy, "HorizontalPodAutoscaler": autoscaler,
}
