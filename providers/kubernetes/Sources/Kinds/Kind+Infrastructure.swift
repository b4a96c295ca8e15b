import Values

/// Network, storage, configuration, access and limits.
extension Kind {
  static let network = [service, ingress, ingressClass, networkPolicy]
  static let storage = [claim, volume, storageClass]
  static let configuration = [namespace, configMap, secret, serviceAccount]
  static let access = [role, roleBinding, clusterRole, clusterRoleBinding]
  static let limits = [resourceQuota, limitRange, disruptionBudget, priorityClass]

  static let all = workloads + network + storage + configuration + access + limits

  private static let balancer = "Whether to wait until a load balancer has its address."

  // MARK: Network

  static let service = Kind(
    types: ["service", "service_v1"], apiVersion: "v1", kind: "Service", plural: "services",
    definition: "Service", summary: "A name and an address for what pods serve.",
    fixed: [
      "spec.cluster_ip", "spec.cluster_ips", "spec.load_balancer_class", "spec.health_check_node_port",
    ], arguments: [flag("wait_for_load_balancer", true, balancer)], wait: .loadBalancer, schemaVersion: 1)

  static let ingress = Kind(
    types: ["ingress", "ingress_v1"], apiVersion: "networking.k8s.io/v1", kind: "Ingress",
    plural: "ingresses", definition: "networking.v1.Ingress",
    summary: "Hosts and paths that lead from outside to services.",
    arguments: [Field("wait_for_load_balancer", .bool, balancer)], wait: .loadBalancer,
    patience: Patience(create: 20, update: 20, delete: 20), schemaVersions: ["ingress": 1])

  static let ingressClass = Kind(
    types: ["ingress_class", "ingress_class_v1"], apiVersion: "networking.k8s.io/v1", kind: "IngressClass",
    plural: "ingressclasses", definition: "networking.v1.IngressClass",
    summary: "A controller that ingresses can choose.", isNamespaced: false, fixed: ["spec.controller"])

  static let networkPolicy = Kind(
    types: ["network_policy", "network_policy_v1"], apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy", plural: "networkpolicies", definition: "networking.v1.NetworkPolicy",
    summary: "Who may talk to pods, and to whom they may talk.")

  // MARK: Storage

  static let claim = Kind(
    types: ["persistent_volume_claim", "persistent_volume_claim_v1"], apiVersion: "v1",
    kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims", definition: "PersistentVolumeClaim",
    summary: "Storage that outlasts the pods that use it.",
    fixed: [
      "spec.access_modes", "spec.resources.limits", "spec.selector", "spec.volume_name",
      "spec.storage_class_name", "spec.volume_mode", "spec.data_source", "spec.data_source_ref",
    ],
    arguments: [
      flag(
        "wait_until_bound", true,
        "Whether to wait until the claim has its volume. One that binds to its first pod is not waited for.")
    ], wait: .bound, patience: Patience(create: 5))

  static let volume = Kind(
    types: ["persistent_volume", "persistent_volume_v1"], apiVersion: "v1", kind: "PersistentVolume",
    plural: "persistentvolumes", definition: "PersistentVolume",
    summary: "A piece of storage that claims can have.", isNamespaced: false,
    fixed: ["spec.volume_mode", "spec.persistent_volume_source"], patience: Patience(create: 5))

  static let storageClass = Kind(
    types: ["storage_class", "storage_class_v1"], apiVersion: "storage.k8s.io/v1", kind: "StorageClass",
    plural: "storageclasses", definition: "storage.v1.StorageClass",
    summary: "How volumes are made for claims.", isNamespaced: false,
    fixed: [
      "parameters", "storage_provisioner", "reclaim_policy", "volume_binding_mode", "mount_options",
      "allowed_topologies",
    ])

  // MARK: Configuration

  static let namespace = Kind(
    types: ["namespace", "namespace_v1"], apiVersion: "v1", kind: "Namespace", plural: "namespaces",
    definition: "Namespace", summary: "A space of names, with rights and limits of its own.",
    isNamespaced: false,
    arguments: [
      flag(
        "wait_for_default_service_account", false,
        "Whether to wait until the namespace has its default service account.")
    ], wait: .defaultAccount, patience: Patience(delete: 5))

  static let configMap = Kind(
    types: ["config_map", "config_map_v1"], apiVersion: "v1", kind: "ConfigMap", plural: "configmaps",
    definition: "ConfigMap", summary: "Texts that pods read.")

  static let secret = Kind(
    types: ["secret", "secret_v1"], apiVersion: "v1", kind: "Secret", plural: "secrets",
    definition: "Secret", summary: "Texts that pods read and few people may.", fixed: ["type"],
    arguments: [
      flag(
        "wait_for_service_account_token", true,
        "Whether to wait for the token, in a secret of type `kubernetes.io/service-account-token`.")
    ] + SecretContent.arguments, wait: .accountToken, patience: Patience(create: 1))

  static let serviceAccount = Kind(
    types: ["service_account", "service_account_v1"], apiVersion: "v1", kind: "ServiceAccount",
    plural: "serviceaccounts", definition: "ServiceAccount", summary: "Who pods are to the cluster.",
    arguments: [defaultSecret], patience: Patience(create: 1))

  private static var defaultSecret: Field {
    var field = Field(
      "default_secret_name", .string, "Empty: since Kubernetes 1.24 accounts have no secrets.")
    field.origin = .computed
    return field
  }

  // MARK: Access

  static let role = Kind(
    types: ["role", "role_v1"], apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", plural: "roles",
    definition: "rbac.v1.Role", summary: "What may be done in a namespace.")

  static let roleBinding = Kind(
    types: ["role_binding", "role_binding_v1"], apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding", plural: "rolebindings", definition: "rbac.v1.RoleBinding",
    summary: "Who has a role in a namespace.", fixed: ["role_ref"])

  static let clusterRole = Kind(
    types: ["cluster_role", "cluster_role_v1"], apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole", plural: "clusterroles", definition: "rbac.v1.ClusterRole",
    summary: "What may be done in all namespaces.", isNamespaced: false)

  static let clusterRoleBinding = Kind(
    types: ["cluster_role_binding", "cluster_role_binding_v1"], apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding", plural: "clusterrolebindings", definition: "rbac.v1.ClusterRoleBinding",
    summary: "Who has a role in all namespaces.", isNamespaced: false, fixed: ["role_ref"])

  // MARK: Limits

  static let resourceQuota = Kind(
    types: ["resource_quota", "resource_quota_v1"], apiVersion: "v1", kind: "ResourceQuota",
    plural: "resourcequotas", definition: "ResourceQuota",
    summary: "How much all that is in a namespace may take.", fixed: ["spec.scopes"])

  static let limitRange = Kind(
    types: ["limit_range", "limit_range_v1"], apiVersion: "v1", kind: "LimitRange", plural: "limitranges",
    definition: "LimitRange",
    summary: "How much each thing in a namespace may take, and takes if it says nothing.")

  static let disruptionBudget = Kind(
    types: ["pod_disruption_budget", "pod_disruption_budget_v1"], apiVersion: "policy/v1",
    kind: "PodDisruptionBudget", plural: "poddisruptionbudgets", definition: "policy.v1.PodDisruptionBudget",
    summary: "How many pods may be down at once when nodes are emptied.")

  static let priorityClass = Kind(
    types: ["priority_class", "priority_class_v1"], apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass", plural: "priorityclasses", definition: "scheduling.v1.PriorityClass",
    summary: "Which pods go first where there is no room for all.", isNamespaced: false,
    fixed: ["value", "preemption_policy"])
}
