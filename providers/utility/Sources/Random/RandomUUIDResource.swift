import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `random_uuid`: a UUID of version 4, which is also its id and what it is imported by.
struct RandomUUIDResource: RecordedResource {
  static let type = "random_uuid"
  static let schema = ResourceSchema(
    "A universally unique identifier.", .keepers, .computed("result", .string, "The identifier."))

  struct Object: Codable {
    var keepers: Keepers?
    var result: String?
  }

  init(client: RandomClient) {}

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    let id = UUID.random().description
    return Created(id: id, Object(keepers: wanted.keepers, result: id))
  }

  func importObject(id: String) throws -> Created<Object>? {
    guard let id = UUID(id)?.description else {
      throw ProviderError(.invalid, "A random UUID is imported by itself, and this is none.")
    }
    return Created(id: id, Object(keepers: nil, result: id))
  }
}
