import Encodings

/// One block of a PEM text (RFC 7468, and RFC 1421 for the headers).
public struct PEM: Hashable, Sendable {
  /// What the block says that it holds: `RSA PRIVATE KEY`.
  public let label: String
  public let headers: [String]
  public let content: [UInt8]

  public init(label: String, content: [UInt8]) {
    self.label = label
    headers = []
    self.content = content
  }

  /// The block as a text that ends with a line break.
  public var text: String {
    let digits = Array(Base64.standard.encode(content).utf8)
    let lines = stride(from: 0, to: digits.count, by: 64).map {
      String(decoding: digits[$0..<min($0 + 64, digits.count)], as: UTF8.self)
    }
    return (["-----BEGIN \(label)-----"] + lines + ["-----END \(label)-----", ""]).joined(separator: "\n")
  }

  /// All blocks of a text.
  public static func all(in text: String) -> [PEM] {
    var blocks: [PEM] = []
    var lines = text.split(whereSeparator: \.isNewline).map(String.init)[...]
    while let block = PEM(&lines) { blocks.append(block) }
    return blocks
  }

  /// The first block of a text, whatever stands before it; nil when there is none.
  public init?(_ text: String) {
    var lines = text.split(whereSeparator: \.isNewline).map(String.init)[...]
    self.init(&lines)
  }

  /// The first block of some lines, which are left at what follows it.
  private init?(_ lines: inout ArraySlice<String>) {
    guard let start = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("-----") }) else {
      return nil
    }
    label = String(lines[start].dropFirst(11).dropLast(5))
    let ending = "-----END \(label)-----"
    guard let end = lines[start...].firstIndex(of: ending) else { return nil }
    let inside = lines[start + 1..<end]
    headers = inside.filter { $0.contains(":") }
    guard let content = Base64.standard.decode(inside.filter { !$0.contains(":") }.joined()) else {
      return nil
    }
    self.content = content
    lines = lines[(end + 1)...]
  }
}
