extension SourceRange {
  /// What names the block that the range is the header of: its text, or in a JSON file the keys that lead to it,
  /// joined by dots.
  public var caption: String {
    guard file.name.hasSuffix(".json") else { return text }
    var finder = JSONKeyFinder(bytes: file.bytes[..<min(bytes.upperBound, file.bytes.count)])
    return finder.keys().joined(separator: ".")
  }
}

/// Finds the keys around the end of some JSON, as far as it is well-formed.
private struct JSONKeyFinder {
  let bytes: ArraySlice<UInt8>
  private var offset = 0
  /// For each open object its current key; nil for each open array.
  private var open: [String?] = []
  private var lastString = ""

  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  mutating func keys() -> [String] {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(nil)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
      case UInt8(ascii: ":"): if !open.isEmpty { open[open.count - 1] = lastString }
      case UInt8(ascii: "\""): skipString()
      default: break
      }
      offset += 1
    }
    return open.dropLast().compactMap(\.self) + [lastString]
  }

  /// Leaves the offset at the closing quote.
  private mutating func skipString() {
    let start = offset + 1
    offset = start
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    lastString = String(decoding: bytes[start..<min(offset, bytes.count)], as: UTF8.self)
  }
}
