import Values

/// Reads timestamps as YAML 1.1 writes them: `2001-12-14`, `2001-12-14 21:59:43.1` or
/// `2001-12-14T21:59:43-05:00`, months to seconds with one digit or two.
struct YAMLTimestamp {
  private var rest: Substring.UTF8View

  /// The timestamp in the form of RFC 3339, to the second; nil when the text is none.
  static func normalised(_ text: String) -> String? {
    var reader = YAMLTimestamp(rest: text[...].utf8)
    return reader.read().flatMap { try? Timestamp($0) }?.description
  }

  private mutating func read() -> String? {
    guard let year = digits(4...4), take("-"), let month = digits(1...2), take("-"), let day = digits(1...2)
    else { return nil }
    let date = "\(year)-\(month)-\(day)"
    if rest.isEmpty { return "\(date)T00:00:00Z" }
    let hasZone = !take(" ")
    guard !hasZone || take("T") || take("t"), let time = time() else { return nil }
    guard hasZone || rest.isEmpty else { return nil }
    return "\(date)T\(time)\(hasZone ? String(rest) ?? "" : "Z")"
  }

  /// Without the fraction of the second.
  private mutating func time() -> String? {
    guard let hour = digits(1...2), take(":"), let minute = digits(1...2), take(":"),
      let second = digits(1...2)
    else { return nil }
    guard !take(".") || digits(1...30) != nil else { return nil }
    return "\(hour):\(minute):\(second)"
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// The next digits, with a zero before a single one.
  private mutating func digits(_ counts: ClosedRange<Int>) -> String? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard counts.contains(digits.count), let text = String(digits) else { return nil }
    rest.removeFirst(digits.count)
    return text.utf8.count == 1 ? "0\(text)" : text
  }
}
