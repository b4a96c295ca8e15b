import Encodings
import ProviderAPI
import ProviderKit
import Values

/// A resource that is a UUID, which is also its id and what it is imported by.
protocol RandomUUIDKind: RecordedResource where Client == RandomClient, Object == RandomUUIDObject {
  func make() -> UUID
}

struct RandomUUIDObject: Codable {
  var keepers: Keepers?
  var result: String?

  static func schema(_ summary: String) -> ResourceSchema {
    ResourceSchema(summary, .keepers, .computed("result", .string, "The identifier."))
  }
}

extension RandomUUIDKind {
  func create(_ wanted: RandomUUIDObject, _ operation: Operation) -> Created<RandomUUIDObject> {
    let id = make().description
    return Created(id: id, RandomUUIDObject(keepers: wanted.keepers, result: id))
  }

  func importObject(id: String) throws -> Created<RandomUUIDObject>? {
    guard let id = UUID(id)?.description else {
      throw ProviderError(.invalid, "A random UUID is imported by itself, and this is none.")
    }
    return Created(id: id, RandomUUIDObject(keepers: nil, result: id))
  }
}

/// `random_uuid`: a UUID of version 4.
struct RandomUUIDResource: RandomUUIDKind {
  static let type = "random_uuid"
  static let schema = RandomUUIDObject.schema("A universally unique identifier.")

  init(client: RandomClient) {}

  func make() -> UUID { .random() }
}

/// `random_uuid4`: a UUID of version 4.
struct RandomUUID4Resource: RandomUUIDKind {
  static let type = "random_uuid4"
  static let schema = RandomUUIDObject.schema("A universally unique identifier of version 4.")

  init(client: RandomClient) {}

  func make() -> UUID { .random() }
}

/// `random_uuid7`: a UUID of version 7, which begins with the time at which it was made (RFC 9562, section 5.7).
struct RandomUUID7Resource: RandomUUIDKind {
  static let type = "random_uuid7"
  static let schema = RandomUUIDObject.schema("A universally unique identifier that begins with the time.")

  let client: RandomClient

  func make() -> UUID {
    let time = withUnsafeBytes(of: UInt64(client.milliseconds()).bigEndian, Array.init).suffix(6)
    var source = RandomSource()
    return UUID(bytes: time + source.bytes(10), version: 7)
  }
}
