/// A text to search, as UTF-8. Places are offsets in bytes and always at the start of a scalar.
struct Input {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  var count: Int { bytes.count }

  /// The scalar at a place and its width in bytes; nil at the end.
  func scalar(at offset: Int) -> (value: UInt32, width: Int)? {
    guard offset < bytes.count else { return nil }
    let first = UInt32(bytes[offset])
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 { return ((first & 0x1F) << 6 | continuation(offset + 1), 2) }
    if first < 0xF0 {
      return ((first & 0x0F) << 12 | continuation(offset + 1) << 6 | continuation(offset + 2), 3)
    }
    let high = (first & 0x07) << 18 | continuation(offset + 1) << 12
    return (high | continuation(offset + 2) << 6 | continuation(offset + 3), 4)
  }

  /// A String's UTF-8 is well formed, so that the byte is there.
  private func continuation(_ offset: Int) -> UInt32 { UInt32(bytes[offset] & 0x3F) }

  func holds(_ assertion: Assertion, at offset: Int) -> Bool {
    switch assertion {
    case .textStart: offset == 0
    case .textEnd: offset == count
    case .lineStart: offset == 0 || bytes[offset - 1] == UInt8(ascii: "\n")
    case .lineEnd: offset == count || bytes[offset] == UInt8(ascii: "\n")
    case .wordBoundary: isWord(offset - 1) != isWord(offset)
    case .noWordBoundary: isWord(offset - 1) == isWord(offset)
    }
  }

  private func isWord(_ offset: Int) -> Bool {
    guard bytes.indices.contains(offset) else { return false }
    return switch bytes[offset] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The first place from `start` on where `needle` stands.
  func firstOffset(of needle: [UInt8], from start: Int) -> Int? {
    var offset = start
    while offset + needle.count <= count {
      if bytes[offset] == needle[0], bytes[offset..<(offset + needle.count)].elementsEqual(needle) {
        return offset
      }
      offset += 1
    }
    return nil
  }
}
