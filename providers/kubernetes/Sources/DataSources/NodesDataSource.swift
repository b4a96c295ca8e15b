import KubernetesAPI
import ProviderKit
import Values

/// `data.kubernetes_nodes`: the machines of the cluster.
struct NodesDataSource: DescribedDataSource {
  let type = "kubernetes_nodes"

  var schema: ResourceSchema {
    ResourceSchema(
      "The machines of the cluster.",
      .blocks("metadata", .list, Self.choice, max: 1),
      .computed("nodes", .list(Self.node.objectType), "In the order of their names."))
  }

  private static let choice = ResourceSchema(
    "Which nodes; all unless set.",
    .argument("labels", .map(.string), "The labels that they must have."))

  func read(_ config: Value, _ cluster: KubernetesCluster) async throws -> Value {
    var attributes = config.keyedElements ?? [:]
    let metadata = attributes["metadata"]?.elements?.first?.keyedElements
    let labels = metadata?["labels"]?.keyedElements ?? [:]
    let selector = labels.map { "\($0.key)=\($0.value.asString ?? "")" }.joined(separator: ",")
    let found = try await cluster.client.list(
      ObjectPath("v1", "nodes"), labels: selector.isEmpty ? nil : selector)
    let items = found.items.sorted { ObjectID($0).name < ObjectID($1).name }
    let reader = ObjectReader()
    attributes["nodes"] = .list(
      items.map { reader.object($0, Self.node, prior: nil) }, of: Self.node.objectType)
    attributes["id"] = .string(items.map { ObjectID($0).name }.joined(separator: ","))
    return .object(attributes)
  }

  // MARK: What is said of a node (core/v1 `Node`)

  private static let node = Shape(fields: [
    Field("metadata", .block(Metadata.shape(.clusterWide)), "Its name and labels."),
    Field("spec", .block(spec), "How it is set up."), Field("status", .block(status), "What it is and has."),
  ])

  private static let spec = Shape(fields: [
    Field("pod_cidr", .string, "The addresses of its pods.", api: "podCIDR"),
    Field("provider_id", .string, "What its cloud calls it.", api: "providerID"),
    Field("taints", .blocks(taint), "What keeps pods away."),
    Field("unschedulable", .bool, "Whether no new pods get there."),
  ])

  private static let taint = Shape(fields: [
    Field("effect", .string, "What becomes of pods."), Field("key", .string, "Its name."),
    Field("time_added", .string, "Since when."), Field("value", .string, "Its value."),
  ])

  private static let status = Shape(fields: [
    Field("addresses", .blocks(address), "Where it is reached."),
    Field("allocatable", .map, "What it has for pods."), Field("capacity", .map, "What it has."),
    Field("node_info", .block(info), "What runs on it."),
  ])

  private static let address = Shape(fields: [
    Field("address", .string, "The address."), Field("type", .string, "Such as `InternalIP`."),
  ])

  private static let info = Shape(
    fields: [
      ("architecture", "architecture"), ("boot_id", "bootID"),
      ("container_runtime_version", "containerRuntimeVersion"), ("kernel_version", "kernelVersion"),
      ("kube_proxy_version", "kubeProxyVersion"), ("kubelet_version", "kubeletVersion"),
      ("machine_id", "machineID"), ("operating_system", "operatingSystem"), ("os_image", "osImage"),
      ("system_uuid", "systemUUID"),
    ].map { Field($0.0, .string, "Field `\($0.1)` of core/v1 NodeSystemInfo.", api: $0.1) })
}
