/// The form in which values travel in Terraform's plugin protocol.
///
/// MessagePack (github.com/msgpack/msgpack, spec.md) of the value, with its type known to both sides: objects
/// and maps as maps, lists, sets and tuples as arrays. A number that is no 64-bit integer is a string. A value
/// that is not known yet is an extension: type 0 of one zero byte, or type 12 holding a map of what is known of
/// it. Where the type says `any`, an array of the value's own type, in JSON, and the value. (The form of
/// go-cty 1.16, which Terraform and the provider SDKs write.)
public enum MessagePack {
  /// The value, which must be of the type; marks are dropped.
  public static func encode(_ value: Value, as type: ValueType) -> [UInt8] {
    var writer = MessagePackWriter()
    writer.write(value, as: type)
    return writer.bytes
  }

  /// - Throws: When the bytes are no value of the type.
  public static func decode(
    _ bytes: some Collection<UInt8>, as type: ValueType
  ) throws(ConversionError) -> Value {
    var reader = MessagePackReader(Array(bytes))
    let value = try reader.value(type, depth: 0)
    guard reader.isAtEnd else { throw ConversionError("nothing more is expected after the value") }
    return value
  }

  /// Extension types.
  static let unknown: UInt8 = 0
  static let refinedUnknown: UInt8 = 12

  /// What is known of an unknown value, by its key in the extension's map.
  enum RefinementKey: Int {
    case isNull = 1
    case prefix = 2
    case numberMin = 3
    case numberMax = 4
    case minLength = 5
    case maxLength = 6
  }

  /// The greatest length of a prefix in bytes, so that the peers' limit of 1 KiB for an extension holds.
  static let maxPrefixLength = 256
}
