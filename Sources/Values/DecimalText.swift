/// The parts of a number in decimal notation.
struct DecimalText {
  var isNegative: Bool
  /// Those before and after the point, in one.
  var digits: String
  /// The power of ten that the digits are multiplied by.
  var exponent: Int

  /// nil when the text is no decimal number, or longer or of a greater exponent than any number in range.
  init?(_ text: some StringProtocol) {
    var rest = Substring(text)
    let sign = rest.utf8.first
    isNegative = sign == UInt8(ascii: "-")
    if isNegative || sign == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = rest.takeDigits()
    var fraction = Substring()
    if rest.first == "." {
      rest.removeFirst()
      fraction = rest.takeDigits()
    }
    exponent = 0
    if let e = rest.first, e == "e" || e == "E" {
      guard let written = Int(rest.dropFirst()) else { return nil }
      exponent = written
      rest = Substring()
    }
    digits = String(whole + fraction)
    let limit = 2 * Number.maxOrder
    guard rest.isEmpty, !digits.isEmpty, digits.utf8.count <= limit, (-limit...limit).contains(exponent)
    else { return nil }
    exponent -= fraction.utf8.count
  }
}

extension Substring {
  /// Removes and returns the ASCII digits at the start.
  fileprivate mutating func takeDigits() -> Substring {
    let digits = Substring(utf8.prefix { (0x30...0x39).contains($0) })
    self = self[digits.endIndex...]
    return digits
  }
}
