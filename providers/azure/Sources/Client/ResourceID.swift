import ProviderAPI
import ProviderKit

/// What names a resource to Azure Resource Manager:
/// `/subscriptions/ID/resourceGroups/NAME/providers/NAMESPACE/TYPE/NAME/SUBTYPE/NAME…`.
///
/// Resource Manager takes ids in any case, and may answer them in another one: ids are the same when their ``key`` is.
struct ResourceID: Sendable {
  let text: String
  private let segments: [String]

  /// - Throws: `.invalid` when the text is no id.
  init(_ text: String) throws(ProviderError) {
    let segments = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard segments.count >= 3, segments[0].isEmpty, !segments.dropFirst().contains("") else {
      throw ProviderError(
        .invalid,
        "\"\(text)\" is no id of a resource, such as /subscriptions/ID/resourceGroups/NAME/providers/TYPE/NAME."
      )
    }
    self.text = text
    self.segments = Array(segments.dropFirst())
  }

  /// The id of a resource below this one: `appending("subnets", "default")`.
  func appending(_ parts: String...) throws(ProviderError) -> ResourceID {
    try ResourceID(([text] + parts).joined(separator: "/"))
  }

  /// For comparing.
  var key: String { text.lowercased() }
  var name: String { segments.last ?? "" }
  var subscription: String? { value(after: "subscriptions") }
  var resourceGroup: String? { value(after: "resourceGroups") }

  /// `Microsoft.Storage/storageAccounts/fileServices/shares`; `resourceGroups` for a group.
  var type: String {
    guard let start = segments.lastIndex(where: { $0.lowercased() == "providers" }),
      segments.count > start + 1
    else { return segments.count == 4 ? "resourceGroups" : "subscriptions" }
    let rest = segments[(start + 2)...]
    let types = rest.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    return ([segments[start + 1]] + types).joined(separator: "/")
  }

  /// `Microsoft.Storage`; nil for groups and subscriptions.
  var namespace: String? { value(after: "providers") }

  /// Without the last `count` pairs of type and name; nil when nothing is left.
  func parent(_ count: Int = 1) -> ResourceID? {
    try? ResourceID("/" + segments.dropLast(2 * count).joined(separator: "/"))
  }

  /// What lists the resources beside this one: the id without its name.
  var collection: String { "/" + segments.dropLast().joined(separator: "/") }

  /// Everything that this is in, the nearest first.
  var ancestors: [ResourceID] {
    var found: [ResourceID] = []
    var rest = segments
    while rest.count > 4 {
      rest.removeLast(rest.count >= 3 && rest[rest.count - 4].lowercased() == "providers" ? 4 : 2)
      if let id = try? ResourceID("/" + rest.joined(separator: "/")) { found.append(id) }
    }
    return found
  }

  /// The segment after the first of that name.
  func value(after name: String) -> String? {
    guard let index = segments.firstIndex(where: { $0.lowercased() == name.lowercased() }),
      segments.indices.contains(index + 1)
    else { return nil }
    return segments[index + 1]
  }

  /// Percent-encoded, as a path to be called.
  var path: APIPath { "/\(path: String(text.dropFirst()))" }
}

extension ResourceID: Hashable {
  static func == (one: ResourceID, other: ResourceID) -> Bool { one.key == other.key }
  func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension ResourceID: CustomStringConvertible {
  var description: String { text }
}
