import ProviderAPI
import ProviderKit
import Values

/// How the arguments of a resource make its id, and the id gives them back.
enum Address: Sendable {
  /// In the subscription: a resource group.
  case subscription
  /// In a resource group: `Microsoft.Storage/storageAccounts`.
  case group(String)
  /// In another resource of the same group, which an argument names: `virtual_network_name`,
  /// `Microsoft.Network/virtualNetworks`, `subnets`.
  case member(of: String, String, String)
  /// In another resource, whose id is an argument; the path from there is fixed but for the name:
  /// `storage_account_id`, `fileServices/default/shares`.
  case child(of: String, String)

  /// The arguments that make the id, besides `name`.
  var arguments: [String] {
    switch self {
    case .subscription: []
    case .group: ["resource_group_name"]
    case .member(let name, _, _): ["resource_group_name", name]
    case .child(let name, _): [name]
    }
  }

  var fields: [Field] {
    switch self {
    case .subscription: []
    case .group: [Self.group]
    case .member(let name, _, _):
      [Self.group, .text(name, "What it is in.", .required, .fixed, .local)]
    case .child(let name, _):
      [.text(name, "The id of what it is in.", .required, .fixed, .local, .anyCase)]
    }
  }

  private static let group = Field.text(
    "resource_group_name", "The resource group.", .required, .fixed, .local, .anyCase)

  /// - Throws: `.invalid` when an argument is missing, or an id in it is none.
  func id(_ object: Value, _ client: AzureClient) async throws -> ResourceID {
    let argument = { (name: String) throws -> String in
      guard let text = object.keyedElements?[name]?.asString?.nonEmpty else {
        throw ProviderError(.invalid, "The argument \"\(name)\" is empty.", attribute: AttributePath(name))
      }
      return text
    }
    let name = try argument("name")
    switch self {
    case .subscription: return try await client.group(name)
    case .group(let type):
      return try await client.group(try argument("resource_group_name")).appending("providers", type, name)
    case .member(let parent, let type, let kind):
      return try await client.group(try argument("resource_group_name"))
        .appending("providers", type, try argument(parent), kind, name)
    case .child(let parent, let path): return try ResourceID(try argument(parent)).appending(path, name)
    }
  }

  /// The arguments as an id says them.
  func attributes(of id: ResourceID) -> KeyedValues {
    var found: KeyedValues = ["name": .string(id.name)]
    switch self {
    case .subscription: break
    case .group: found["resource_group_name"] = id.resourceGroup.map { .string($0) }
    case .member(let parent, _, _):
      found["resource_group_name"] = id.resourceGroup.map { .string($0) }
      found[parent] = id.parent().map { .string($0.name) }
    case .child(let parent, let path):
      let pairs = (path.split(separator: "/").count + 1) / 2
      found[parent] = id.parent(pairs).map { .string($0.text) }
    }
    return found
  }

  /// Whether an id is one of these.
  func fits(_ id: ResourceID) -> Bool {
    switch self {
    case .subscription: id.type == "resourceGroups"
    case .group(let type): id.type.lowercased() == type.lowercased()
    case .member(_, let type, let kind): id.type.lowercased() == "\(type)/\(kind)".lowercased()
    case .child(_, let path):
      id.text.lowercased().contains("/\(path)/".lowercased())
        && id.collection.lowercased().hasSuffix("/\(path.lowercased())")
    }
  }

  /// What an id of these looks like.
  var form: String {
    let group = "/subscriptions/ID/resourceGroups/GROUP"
    return switch self {
    case .subscription: group
    case .group(let type): "\(group)/providers/\(type)/NAME"
    case .member(_, let type, let kind): "\(group)/providers/\(type)/NAME/\(kind)/NAME"
    case .child(_, let path): "\(group)/providers/…/\(path)/NAME"
    }
  }
}
