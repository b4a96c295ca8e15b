import Encodings
import ProviderKit
import Values

/// `random_bytes`: secret bytes that are stored nowhere.
struct RandomBytesEphemeral: DataSource {
  static let type = "random_bytes"
  static let schema = ResourceSchema(
    "Bytes that are secret and stored nowhere.",
    .argument("length", .number, .required, rules: [.integer(1...1_000_000)], "How many bytes."),
    .computed("base64", .string, sensitive: true, "The bytes in base 64."),
    .computed("hex", .string, sensitive: true, "The bytes in hexadecimal digits.")
  ).withoutID

  struct Object: Codable {
    var length: Int
    var base64: String?
    var hex: String?
  }

  init(client: RandomClient) {}

  func read(_ config: Object) -> DataResult<Object> {
    var source = RandomSource()
    let bytes = source.bytes(config.length)
    return DataResult(
      id: "none",
      Object(length: config.length, base64: Base64.standard.encode(bytes), hex: Hexadecimal.encode(bytes)))
  }
}
