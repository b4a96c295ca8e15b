import ProviderAPI
import ProviderKit
import Values

/// `null_resource`: nothing, made anew whenever its triggers change. Its id is a random number.
struct NullResource: RecordedResource {
  static let type = "null_resource"
  static let schema = ResourceSchema(
    "Nothing, with the life of a resource: provisioners and dependencies hang on it.",
    .argument(
      "triggers", .map(.string), requiresReplace: true,
      "Any values; when one changes, the resource is replaced and its provisioners run again."))

  struct Object: Codable {
    var triggers: [String: String?]?
  }

  init(client: NoClient) {}

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    Created(id: String(Int.random(in: 1 ... .max)), wanted)
  }

  func read(id: String, prior: Object?) -> Object? { prior ?? Object() }
}
