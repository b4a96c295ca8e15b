public import Addresses
public import StateStorage
import Values

/// What a workspace consists of, as its state records it: agents with their apps, and everything else.
public struct WorkspaceContents: Sendable {
  /// By address.
  public let agents: [Agent]
  /// The managed objects that are none of the coder provider's, by address.
  public let resources: [Resource]

  /// What runs in a machine of the workspace and lets people in.
  public struct Agent: Hashable, Sendable, Identifiable {
    public let id: String
    /// `main`
    public let name: String
    /// `linux`, `amd64`
    public let system: String
    public let architecture: String
    /// The folder that sessions begin in; nil for the home.
    public let directory: String?
    /// By order and name.
    public let apps: [App]
    /// The object that it runs in; nil when none is recorded.
    public let machine: ResourceInstanceAddress?
  }

  /// A way into the workspace: a page that it serves, a command, or a link elsewhere.
  public struct App: Hashable, Sendable {
    public let slug: String
    public let displayName: String
    /// As the inside of the workspace sees it, unless the app is external.
    public let url: String?
    public let command: String?
    public let isExternal: Bool
    public let isHidden: Bool
    let order: Int
  }

  public struct Resource: Hashable, Sendable {
    public let address: ResourceInstanceAddress
    public let id: String
    /// What `coder_metadata` says of it, without what it keeps secret.
    public let facts: [Fact]
    public let isHidden: Bool
  }

  public struct Fact: Hashable, Sendable {
    public let key: String
    public let value: String
    public let isSensitive: Bool
  }

  /// - Throws: nothing; what does not look as the coder provider writes it is left out.
  public init(_ state: StateSnapshot) {
    let objects = RecordedObjects(state)
    resources = objects.others.map { Resource($0, objects) }
    agents = objects.all(ofType: "coder_agent").compactMap { Agent($0, objects) }
  }

  public subscript(agent name: String) -> Agent? { agents.first { $0.name == name } }
}

/// The current objects of a state, in the order of their addresses.
private struct RecordedObjects {
  struct Item {
    var address: ResourceInstanceAddress
    var attributes: JSON
  }

  private let items: [Item]

  init(_ state: StateSnapshot) {
    items = state.resources.sorted { $0.key < $1.key }.filter { $0.key.resource.mode == .managed }
      .flatMap { key, resource in
        resource.instances.sorted { $0.key < $1.key }.compactMap { instance, objects in
          objects.current.map { Item(address: key.instance(instance), attributes: $0.attributes) }
        }
      }
  }

  func all(ofType type: String) -> [Item] { items.filter { $0.address.resource.type == type } }
  var others: [Item] { items.filter { !$0.address.resource.type.hasPrefix("coder_") } }

  /// The object that one of the texts stands in, which are an agent's: a container rather than a file or a secret, and
  /// the first text rather than the next.
  func machine(holding texts: [String]) -> ResourceInstanceAddress? {
    let holders = texts.flatMap { text in others.filter { $0.attributes.contains(text) }.map(\.address) }
    return holders.first { Self.machines.contains($0.resource.type) } ?? holders.first
  }

  private static let machines: Set<String> = [
    "docker_container", "fly_machine", "azurerm_container_group", "kubernetes_pod", "kubernetes_pod_v1",
    "kubernetes_deployment", "kubernetes_deployment_v1", "kubernetes_stateful_set",
    "kubernetes_stateful_set_v1", "kubernetes_job", "kubernetes_job_v1",
  ]
}

extension WorkspaceContents.Agent {
  fileprivate init?(_ item: RecordedObjects.Item, _ objects: RecordedObjects) {
    guard let id = item.attributes["id"]?.asString else { return nil }
    self.id = id
    name = item.address.resource.name
    system = item.attributes["os"]?.asString ?? ""
    architecture = item.attributes["arch"]?.asString ?? ""
    directory = item.attributes["dir"]?.nonEmpty
    apps = objects.all(ofType: "coder_app").filter { $0.attributes["agent_id"]?.asString == id }
      .map { WorkspaceContents.App($0.attributes) }
      .sorted { ($0.order, $0.slug) < ($1.order, $1.slug) }
    // The token is in the environment, the id in the init script; a machine has one of them at least.
    machine = objects.machine(holding: [item.attributes["token"]?.nonEmpty, id].compactMap(\.self))
  }
}

extension WorkspaceContents.App {
  fileprivate init(_ attributes: JSON) {
    slug = attributes["slug"]?.asString ?? ""
    displayName = attributes["display_name"]?.nonEmpty ?? slug
    url = attributes["url"]?.nonEmpty
    command = attributes["command"]?.nonEmpty
    isExternal = attributes["external"]?.asBool ?? false
    isHidden = attributes["hidden"]?.asBool ?? false
    order = attributes["order"]?.asInt ?? 0
  }
}

extension WorkspaceContents.Resource {
  fileprivate init(_ item: RecordedObjects.Item, _ objects: RecordedObjects) {
    address = item.address
    let id = item.attributes["id"]?.asString ?? ""
    self.id = id
    let metadata = objects.all(ofType: "coder_metadata").filter {
      !id.isEmpty && $0.attributes["resource_id"]?.asString == id
    }
    isHidden = metadata.contains { $0.attributes["hide"]?.asBool == true }
    facts = metadata.flatMap { $0.attributes["item"]?.elements ?? [] }.map { item in
      let isSensitive = item["sensitive"]?.asBool ?? false
      return WorkspaceContents.Fact(
        key: item["key"]?.asString ?? "", value: isSensitive ? "" : item["value"]?.asString ?? "",
        isSensitive: isSensitive)
    }
  }
}

extension JSON {
  fileprivate var nonEmpty: String? { asString.flatMap { $0.isEmpty ? nil : $0 } }

  /// Whether the text is part of any string in the tree.
  fileprivate func contains(_ text: String) -> Bool {
    switch self {
    case .null, .bool, .number: false
    case .string(let string): string.contains(text)
    case .array(let elements): elements.contains { $0.contains(text) }
    case .object(let members): members.contains { $0.value.contains(text) }
    }
  }
}
