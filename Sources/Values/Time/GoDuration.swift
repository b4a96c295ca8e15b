/// The notation of Go's `time.ParseDuration`, in which configurations write durations: decimal numbers
/// with a unit each (`1h30m`, `-1.5h`, `300ms`), or `0`. The range is that of a 64-bit number of
/// nanoseconds; finer fractions are cut off.
extension Duration {
  /// nil when the text is no duration, or one out of range.
  public init?(goNotation text: String) {
    var parser = GoDurationParser(rest: text.utf8[...])
    guard let nanoseconds = parser.parse() else { return nil }
    self = .nanoseconds(nanoseconds)
  }

  /// `1h30m0s`, `1.5ms`, `0s`: how Go prints it. Fractions of nanoseconds are cut off.
  public var goNotation: String {
    let (seconds, attoseconds) = components
    let fraction = UInt64(attoseconds.magnitude / 1_000_000_000)
    let sign = seconds < 0 || attoseconds < 0 ? "-" : ""
    let whole = seconds.magnitude
    if whole == 0 { return fraction == 0 ? "0s" : sign + Self.subsecond(fraction) }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    let prefix = hours > 0 ? "\(hours)h\(minutes)m" : minutes > 0 ? "\(minutes)m" : ""
    return "\(sign)\(prefix)\(Self.decimal(whole % 60, fraction, digits: 9))s"
  }

  private static func subsecond(_ nanoseconds: UInt64) -> String {
    switch nanoseconds {
    case 1_000_000...: decimal(nanoseconds / 1_000_000, nanoseconds % 1_000_000, digits: 6) + "ms"
    case 1000...: decimal(nanoseconds / 1000, nanoseconds % 1000, digits: 3) + "µs"
    default: "\(nanoseconds)ns"
    }
  }

  /// A number whose fraction has `digits` digits, without the zeros at its end.
  private static func decimal(_ whole: UInt64, _ fraction: UInt64, digits: Int) -> String {
    if fraction == 0 { return "\(whole)" }
    let text = String(fraction)
    var padded = String(repeating: "0", count: digits - text.count) + text
    while padded.last == "0" { padded.removeLast() }
    return "\(whole).\(padded)"
  }
}

private struct GoDurationParser {
  /// Nanoseconds of each unit.
  static let units: [String: Int64] = [
    "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000,
    "m": 60_000_000_000, "h": 3_600_000_000_000,
  ]

  var rest: Substring.UTF8View

  mutating func parse() -> Int64? {
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.elementsEqual("0".utf8) { return 0 }
    guard !rest.isEmpty else { return nil }
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let part = takePart() else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      if overflow { return nil }
      total = sum
    }
    return isNegative ? -total : total
  }

  /// One number with its unit, in nanoseconds.
  private mutating func takePart() -> Int64? {
    let whole = takeDigits()
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = takeDigits()
    }
    guard !whole.isEmpty || !fraction.isEmpty, let unit = takeUnit() else { return nil }
    guard let count = whole.isEmpty ? 0 : Int64(Substring(whole)) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    let (sum, isTooLarge) = product.addingReportingOverflow(Self.part(fraction, of: unit))
    return isTooLarge ? nil : sum
  }

  private mutating func takeDigits() -> Substring.UTF8View {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest[digits.endIndex...]
    return digits
  }

  private mutating func takeUnit() -> Int64? {
    let name = rest.prefix {
      $0 != UInt8(ascii: ".") && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    rest = rest[name.endIndex...]
    return Self.units[String(Substring(name))]
  }

  /// What the digits behind a decimal point make of a unit, exact to a nanosecond.
  private static func part(_ digits: Substring.UTF8View, of unit: Int64) -> Int64 {
    var remaining = unit
    return digits.reduce(into: 0) { total, digit in
      total += remaining / 10 * Int64(digit - UInt8(ascii: "0"))
      remaining /= 10
    }
  }
}
