import Values

/// Writes numbers as a verb of `format` asks for.
struct FormattedNumber {
  private let verb: FormatString.Verb

  init(_ verb: FormatString.Verb) { self.verb = verb }

  /// For `%b`, `%d`, `%o`, `%x`, `%X`. The precision is the least number of digits.
  func integer(_ number: Number) -> String {
    let (radix, prefix): (Int, String) =
      switch verb.letter {
      case "b": (2, "0b")
      case "o": (8, "0")
      case "x": (16, "0x")
      case "X": (16, "0X")
      default: (10, "")
      }
    var digits = Self.digits(of: number.isNegative ? -number : number, radix: radix)
    if verb.letter == "X" { digits = digits.uppercased() }
    if let precision = verb.precision {
      if precision == 0, number.isZero { digits = "" }
      digits = String(repeating: "0", count: max(0, precision - digits.utf8.count)) + digits
    }
    let start = sign(number) + (verb.isAlternate ? prefix : "")
    return padded(start, digits, withZeros: verb.isZeroPadded && verb.precision == nil)
  }

  /// For `%e`, `%f`, `%g` and their capitals.
  func decimal(_ number: Number) -> String {
    let decimal = Decimal(number)
    let text =
      switch verb.letter {
      case "f": decimal.fixed(places: verb.precision ?? 6)
      case "e", "E": decimal.scientific(places: verb.precision ?? 6)
      default: decimal.general(digits: verb.precision)
      }
    let isCapital = verb.letter == "E" || verb.letter == "G"
    return padded(sign(number), isCapital ? text.uppercased() : text, withZeros: verb.isZeroPadded)
  }

  /// For `%v`: the shortest text, with an exponent from a million on.
  func general(_ number: Number) -> String {
    (number.isNegative ? "-" : "") + Decimal(number).general(digits: nil)
  }

  private func sign(_ number: Number) -> String {
    number.isNegative ? "-" : verb.hasPlus ? "+" : verb.hasSpace ? " " : ""
  }

  private func padded(_ start: String, _ digits: String, withZeros: Bool) -> String {
    let missing = max(0, verb.width - start.utf8.count - digits.utf8.count)
    if verb.isLeftAligned { return start + digits + String(repeating: " ", count: missing) }
    if withZeros { return start + String(repeating: "0", count: missing) + digits }
    return String(repeating: " ", count: missing) + start + digits
  }

  /// The digits of a number that is not negative.
  private static func digits(of number: Number, radix: Int) -> String {
    if let integer = number.int { return String(integer, radix: radix) }
    if radix == 10 { return number.description }
    var rest = number
    var digits: [String] = []
    while !rest.isZero {
      digits.append(String((rest % Number(radix)).int ?? 0, radix: radix))
      rest = (rest / Number(radix))?.truncated ?? 0
    }
    return digits.reversed().joined()
  }
}

/// The digits of a number without its sign: `0.d₁d₂d₃… × 10^point`.
private struct Decimal {
  private var digits: [UInt8]
  private var point: Int
  /// On which side of the decimal the binary fraction lies that Terraform holds for it: 1 when above, -1 when
  /// below, 0 when they are one. It decides how a five at the end is rounded.
  private let binarySide: Int

  init(_ number: Number) {
    let magnitude = number.isNegative ? -number : number
    let parts = magnitude.description.split(separator: ".", omittingEmptySubsequences: false)
    let text = parts.joined().utf8
    let leadingZeros = text.prefix { $0 == UInt8(ascii: "0") }.count
    digits = text.dropFirst(leadingZeros).map { $0 - UInt8(ascii: "0") }
    point = (parts.first?.utf8.count ?? 0) - leadingZeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
    let places = digits.count - point
    binarySide = digits.last == 5 ? Self.binarySide(of: digits, places: places, near: magnitude.double) : 0
  }

  func fixed(places: Int) -> String {
    let rounded = rounded(to: point + places)
    let whole = rounded.point > 0 ? rounded.text(0..<rounded.point) : "0"
    guard places > 0 else { return whole }
    return whole + "." + rounded.text(rounded.point..<(rounded.point + places))
  }

  func scientific(places: Int) -> String {
    let rounded = rounded(to: places + 1)
    let fraction = places > 0 ? "." + rounded.text(1..<(places + 1)) : ""
    let exponent = rounded.digits.isEmpty ? 0 : rounded.point - 1
    let size = String(exponent.magnitude)
    return rounded.text(0..<1) + fraction + "e" + (exponent < 0 ? "-" : "+") + (size.count < 2 ? "0" : "")
      + size
  }

  /// - Parameter digits: how many significant digits; nil for all there are.
  func general(digits count: Int?) -> String {
    let rounded = count.map { self.rounded(to: max(1, $0)) } ?? self
    let significant = rounded.digits.count
    var limit = count.map { max(1, $0) } ?? 6
    if count != nil, limit > significant, significant >= rounded.point { limit = significant }
    let exponent = rounded.digits.isEmpty ? 0 : rounded.point - 1
    if exponent < -4 || exponent >= limit { return rounded.scientific(places: max(0, significant - 1)) }
    return rounded.fixed(places: max(0, significant - rounded.point))
  }

  /// The digits at some places after the point of the notation, with zeros where there are none.
  private func text(_ places: Range<Int>) -> String {
    let bytes = places.map {
      digits.indices.contains($0) ? digits[$0] + UInt8(ascii: "0") : UInt8(ascii: "0")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func rounded(to count: Int) -> Decimal {
    guard count < digits.count else { return self }
    var result = self
    guard count >= 0 else {
      result.digits = []
      result.point = 0
      return result
    }
    result.digits = Array(digits.prefix(count))
    if roundsUp(at: count) { result.increment() }
    while result.digits.last == 0 { result.digits.removeLast() }
    if result.digits.isEmpty { result.point = 0 }
    return result
  }

  private func roundsUp(at index: Int) -> Bool {
    if digits[index] != 5 || index + 1 < digits.count { return digits[index] >= 5 }
    if binarySide != 0 { return binarySide > 0 }
    return index > 0 && digits[index - 1] % 2 == 1
  }

  private mutating func increment() {
    for index in digits.indices.reversed() {
      digits[index] += 1
      if digits[index] < 10 { return }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
    point += 1
  }

  /// Terraform holds `c / 10^places` as a binary fraction of 512 digits, `m / 2^k`. Whether `m` was rounded
  /// up follows from the remainder of `c × 2^(k - places)` divided by `5^places`.
  private static func binarySide(of digits: [UInt8], places: Int, near magnitude: Double) -> Int {
    // Beyond 27 places the power of five needs more than 64 bits. Nobody rounds there.
    guard (1...27).contains(places), magnitude.isFinite, magnitude > 0 else { return 0 }
    let divisor = (0..<places).reduce(UInt128(1)) { power, _ in power * 5 }
    var remainder = digits.reduce(UInt128(0)) { ($0 * 10 + UInt128($1)) % divisor }
    let doublings = 511 - Int(magnitude.exponent) - places
    for _ in 0..<max(0, doublings) { remainder = remainder * 2 % divisor }
    return remainder == 0 ? 0 : remainder * 2 > divisor ? 1 : -1
  }
}
