import BigInt
import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `random_id`: bytes that are no secret, in several notations. Its id is their URL-safe base 64; it is
/// imported by that, after the prefix and a comma if it has one.
struct RandomIDResource: RecordedResource {
  static let type = "random_id"
  static let schema = ResourceSchema(
    "A number that nobody else will draw, to make names unique.",
    .argument(
      "byte_length", .number, .required, requiresReplace: true, rules: [.integer(1...1_000_000)],
      "How many bytes."),
    .argument(
      "prefix", .string, .optional, requiresReplace: true, "Stands before every notation but the id."),
    .keepers,
    .computed("b64_std", .string, "The bytes in base 64."),
    .computed("b64_url", .string, "The bytes in the base 64 that can stand in URLs, without padding."),
    .computed("dec", .string, "The bytes as one decimal number."),
    .computed("hex", .string, "The bytes in hexadecimal digits."))

  struct Object: Codable {
    var byteLength: Int
    var prefix: String?
    var keepers: Keepers?
    var b64Std: String?
    var b64Url: String?
    var dec: String?
    var hex: String?
  }

  init(client: RandomClient) {}

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    var source = RandomSource()
    let bytes = source.bytes(wanted.byteLength)
    return Created(
      id: Base64.rawURLSafe.encode(bytes), Object(bytes, prefix: wanted.prefix, keepers: wanted.keepers))
  }

  func importObject(id: String) throws -> Created<Object>? {
    let comma = id.lastIndex(of: ",")
    let digits = String(comma.map { id[id.index(after: $0)...] } ?? id[...])
    guard let bytes = Base64.rawURLSafe.decode(digits), !bytes.isEmpty else {
      throw ProviderError(
        .invalid,
        "A random id is imported by its b64_url, or by its prefix, a comma and that. This is neither.")
    }
    return Created(id: digits, Object(bytes, prefix: comma.map { String(id[..<$0]) }, keepers: nil))
  }
}

extension RandomIDResource.Object {
  fileprivate init(_ bytes: [UInt8], prefix: String?, keepers: Keepers?) {
    let start = prefix ?? ""
    let hex = Hexadecimal.encode(bytes)
    self.init(
      byteLength: bytes.count, prefix: prefix, keepers: keepers,
      b64Std: start + Base64.standard.encode(bytes),
      b64Url: start + Base64.rawURLSafe.encode(bytes),
      dec: start + (BigUInt(hex, radix: 16) ?? 0).description,
      hex: start + hex)
  }
}
