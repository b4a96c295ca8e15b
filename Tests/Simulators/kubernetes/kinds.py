"""The kinds that the simulator knows, and what the API machinery has to know of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """`version` is `v1` or `group/version`; `subresources` are served by the same objects."""

    version: str
    name: str
    plural: str
    namespaced: bool = True
    subresources: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return self.version.rpartition("/")[0]

    @property
    def qualified(self) -> str:
        """`deployments.apps`, as messages have it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


def of(version: str, *kinds: str) -> list[Kind]:
    """`Kind/plural[/cluster][+subresource]...`"""
    found = []
    for text in kinds:
        head, *subresources = text.split("+")
        name, plural, *flags = head.split("/")
        found.append(Kind(version, name, plural, "cluster" not in flags, tuple(subresources)))
    return found


BUILT_IN = [
    *of("v1", "Namespace/namespaces/cluster+status", "Node/nodes/cluster+status", "Pod/pods+log+exec+portforward+status",
        "Service/services+status", "ServiceAccount/serviceaccounts+token", "ConfigMap/configmaps", "Secret/secrets",
        "PersistentVolume/persistentvolumes/cluster+status", "PersistentVolumeClaim/persistentvolumeclaims+status",
        "ResourceQuota/resourcequotas+status", "LimitRange/limitranges", "Event/events", "Endpoints/endpoints"),
    *of("apps/v1", "Deployment/deployments+status+scale", "StatefulSet/statefulsets+status+scale",
        "DaemonSet/daemonsets+status", "ReplicaSet/replicasets+status+scale"),
    *of("batch/v1", "Job/jobs+status", "CronJob/cronjobs+status"),
    *of("networking.k8s.io/v1", "Ingress/ingresses+status", "IngressClass/ingressclasses/cluster",
        "NetworkPolicy/networkpolicies"),
    *of("storage.k8s.io/v1", "StorageClass/storageclasses/cluster"),
    *of("rbac.authorization.k8s.io/v1", "Role/roles", "RoleBinding/rolebindings", "ClusterRole/clusterroles/cluster",
        "ClusterRoleBinding/clusterrolebindings/cluster"),
    *of("policy/v1", "PodDisruptionBudget/poddisruptionbudgets+status"),
    *of("autoscaling/v2", "HorizontalPodAutoscaler/horizontalpodautoscalers+status"),
    *of("autoscaling/v1", "HorizontalPodAutoscaler/horizontalpodautoscalers+status"),
    *of("scheduling.k8s.io/v1", "PriorityClass/priorityclasses/cluster"),
    *of("coordination.k8s.io/v1", "Lease/leases"),
    *of("apiextensions.k8s.io/v1", "CustomResourceDefinition/customresourcedefinitions/cluster+status"),
]

# What kubectl lets its users write.
SHORT = {
    "namespaces": ["ns"], "nodes": ["no"], "pods": ["po"], "services": ["svc"], "serviceaccounts": ["sa"],
    "configmaps": ["cm"], "persistentvolumes": ["pv"], "persistentvolumeclaims": ["pvc"], "resourcequotas": ["quota"],
    "limitranges": ["limits"], "events": ["ev"], "deployments": ["deploy"], "statefulsets": ["sts"],
    "daemonsets": ["ds"], "cronjobs": ["cj"], "ingresses": ["ing"], "networkpolicies": ["netpol"],
    "storageclasses": ["sc"], "poddisruptionbudgets": ["pdb"], "horizontalpodautoscalers": ["hpa"],
    "customresourcedefinitions": ["crd"], "priorityclasses": ["pc"],
}

# What tells the objects in a list apart (x-kubernetes-patch-merge-key), by the name of the list.
MERGE_KEYS = {
    "containers": "name", "initContainers": "name", "volumes": "name", "env": "name", "volumeMounts": "mountPath",
    "volumeDevices": "devicePath", "imagePullSecrets": "name", "hostAliases": "ip", "conditions": "type",
    "secrets": "name", "topologySpreadConstraints": "topologyKey",
}


def merge_key(path: tuple[str, ...], items: list) -> str | None:
    """The key for the list at a path; nil for lists that are replaced as a whole."""
    name = path[-1] if path else ""
    if name == "ports":
        return "containerPort" if "containers" in path or "initContainers" in path else "port"
    key = MERGE_KEYS.get(name)
    return key if key and all(isinstance(item, dict) and key in item for item in items) else None


@dataclass
class Kinds:
    """All kinds, those of custom resources included."""

    known: list[Kind] = field(default_factory=lambda: list(BUILT_IN))

    def find(self, version: str, plural: str) -> Kind | None:
        return next((kind for kind in self.known if kind.version == version and kind.plural == plural), None)

    def named(self, version: str, name: str) -> Kind | None:
        return next((kind for kind in self.known if kind.version == version and kind.name == name), None)

    def versions(self) -> list[str]:
        return list(dict.fromkeys(kind.version for kind in self.known))
