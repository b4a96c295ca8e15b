import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `random_bytes`: secret bytes. Imported by their base 64.
struct RandomBytesResource: RecordedResource {
  static let type = "random_bytes"
  static let schema = ResourceSchema(
    "Bytes that are secret, such as a key.",
    .argument(
      "length", .number, .required, requiresReplace: true, rules: [.integer(1...1_000_000)], "How many bytes."
    ),
    .keepers,
    .computed("base64", .string, sensitive: true, "The bytes in base 64."),
    .computed("hex", .string, sensitive: true, "The bytes in hexadecimal digits."))

  struct Object: Codable {
    var length: Int
    var keepers: Keepers?
    var base64: String?
    var hex: String?
  }

  init(client: RandomClient) {}

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    var source = RandomSource()
    return Created(id: "none", Object(source.bytes(wanted.length), wanted.keepers))
  }

  func importObject(id: String) throws -> Created<Object>? {
    guard let bytes = Base64.standard.decode(id) else {
      throw ProviderError(.invalid, "Random bytes are imported by their base 64, which this is not.")
    }
    return Created(id: "none", Object(bytes, nil))
  }
}

extension RandomBytesResource.Object {
  fileprivate init(_ bytes: [UInt8], _ keepers: Keepers?) {
    self.init(
      length: bytes.count, keepers: keepers, base64: Base64.standard.encode(bytes),
      hex: Hexadecimal.encode(bytes))
  }
}
