import Encodings
import Values

/// How a state that is too large for one Secret is laid into several: `NAME` holds its first mebibyte, `NAME-part-1`
/// the next, and so on, all with the labels of the first.
///
/// The layout is that of Terraform, as its release 1.11 writes it.
struct StateParts {
  /// Of the first Secret.
  let name: String

  static let key = "tfstate"
  /// In bytes, compressed: as much as Kubernetes lets a Secret hold.
  private static let capacity = 1 << 20

  func name(_ part: Int) -> String { part == 0 ? name : "\(name)-part-\(part)" }

  static func isNameOfPart(_ name: String) -> Bool {
    let number = name.reversed().prefix { $0.isASCII && $0.isNumber }
    return !number.isEmpty && name.dropLast(number.count).hasSuffix("-part-")
  }

  /// At least one.
  static func chunks(of bytes: [UInt8]) -> [[UInt8]] {
    stride(from: 0, to: max(bytes.count, 1), by: capacity).map {
      Array(bytes[$0..<min($0 + capacity, bytes.count)])
    }
  }

  /// Whether a Secret holds so much that another may follow it.
  static func isFull(_ secret: JSON) -> Bool { (bytes(of: secret)?.count ?? 0) >= capacity }

  /// nil when one of the Secrets holds no part.
  static func joined(_ secrets: [JSON]) -> [UInt8]? {
    var whole: [UInt8] = []
    for secret in secrets {
      guard let part = bytes(of: secret) else { return nil }
      whole += part
    }
    return whole
  }

  private static func bytes(of secret: JSON) -> [UInt8]? {
    secret["data"]?[key]?.asString.flatMap(Base64.standard.decode)
  }
}
