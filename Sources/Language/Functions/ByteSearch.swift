/// Texts taken apart by the bytes of their UTF-8. The language compares strings code point by code point,
/// where Swift's own operations look at whole grapheme clusters: `\r\n` ends in `\n` here.
extension String {
  func hasBytes(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

  func endsInBytes(_ suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }

  func containsBytes(_ other: String) -> Bool { other.isEmpty || ranges(ofBytes: other).first != nil }

  /// The places where `needle`, which is not empty, stands, none overlapping the one before.
  func ranges(ofBytes needle: String) -> [Range<String.Index>] {
    let (text, wanted) = (Array(utf8), Array(needle.utf8))
    guard let first = wanted.first else { return [] }
    var ranges: [Range<String.Index>] = []
    var offset = 0
    while offset + wanted.count <= text.count {
      if text[offset] == first, text[offset..<(offset + wanted.count)].elementsEqual(wanted) {
        let start = utf8.index(startIndex, offsetBy: offset)
        ranges.append(start..<utf8.index(start, offsetBy: wanted.count))
        offset += wanted.count
      } else {
        offset += 1
      }
    }
    return ranges
  }

  /// The parts between the places where `separator`, which is not empty, stands.
  func split(atBytes separator: String) -> [String] {
    var parts: [String] = []
    var start = startIndex
    for range in ranges(ofBytes: separator) {
      parts.append(String(self[start..<range.lowerBound]))
      start = range.upperBound
    }
    return parts + [String(self[start...])]
  }

  /// The text with every `old`, which is not empty, replaced.
  func replacingBytes(of old: String, with new: String) -> String {
    split(atBytes: old).joined(separator: new)
  }

  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    for scalar in scalars { view.append(scalar) }
    self.init(view)
  }
}
