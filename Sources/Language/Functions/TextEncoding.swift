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
  func encode(_ text: String) -> [UInt8]? {
    let bytes = Self.convert(Array(text.utf8), from: "UTF-8", to: isUTF16 ? "UTF-16BE" : name)
    return isUTF16 ? bytes.map { Self.byteOrderMark + $0 } : bytes
  }

  /// The text; nil when the bytes are not well formed.
  func decode(_ bytes: [UInt8]) -> String? {
    let hasMark = bytes.starts(with: Self.byteOrderMark) || bytes.starts(with: Self.byteOrderMark.reversed())
    return Self.convert(bytes, from: isUTF16 && !hasMark ? "UTF-16BE" : name, to: "UTF-8")
      .flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// Whether the byte order is left open. RFC 2781 makes it big-endian then; the system takes its own.
  private var isUTF16: Bool { name.uppercased() == "UTF-16" }

  private static let byteOrderMark: [UInt8] = [0xFE, 0xFF]

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
