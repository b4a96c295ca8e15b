import Glibc

/// A character encoding that the system knows by its IANA name.
struct TextEncoding {
  private let name: String

  /// Nil when the system does not know the name.
  init?(_ name: String) {
    let isWellFormed = name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }
    guard !name.isEmpty, isWellFormed, let converter = Self.open(from: "UTF-8", to: name) else { return nil }
    iconv_close(converter)
    self.name = name
  }

  /// The text's bytes; nil when the encoding lacks one of its characters.
  func encode(_ text: String) -> [UInt8]? { Self.convert(Array(text.utf8), from: "UTF-8", to: name) }

  /// The text; nil when the bytes are not well formed.
  func decode(_ bytes: [UInt8]) -> String? {
    Self.convert(bytes, from: name, to: "UTF-8").flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static func open(from source: String, to target: String) -> iconv_t? {
    let converter = iconv_open(target, source)
    return converter == iconv_t(bitPattern: -1) ? nil : converter
  }

  private static func convert(_ bytes: [UInt8], from source: String, to target: String) -> [UInt8]? {
    guard let converter = open(from: source, to: target) else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map(CChar.init(bitPattern:))
    // No encoding takes more than four bytes for what another takes one for, with a mark of byte order.
    var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
    let capacity = output.count
    let left: Int? = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        var (next, remaining) = (input.baseAddress, input.count)
        var (end, left) = (output.baseAddress, output.count)
        let isConverted = iconv(converter, &next, &remaining, &end, &left) != -1
        let isFlushed = isConverted && iconv(converter, nil, nil, &end, &left) != -1
        return isFlushed ? left : nil
      }
    }
    return left.map { output.prefix(capacity - $0).map(UInt8.init(bitPattern:)) }
  }
}
