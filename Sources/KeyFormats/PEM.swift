import Encodings

/// One block of a PEM text (RFC 7468, and RFC 1421 for the headers).
struct PEM {
  /// What the block says that it holds: `RSA PRIVATE KEY`.
  let label: String
  let headers: [String]
  let content: [UInt8]

  /// The first block of a text, whatever stands before it; nil when there is none.
  init?(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
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
  }
}
