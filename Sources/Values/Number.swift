internal import BigInt

/// A decimal number of any precision.
///
/// Integers of 64 bits take a fast path; everything else is an exact decimal, `coefficient × 10^exponent`.
/// Only a division that does not come out even is rounded, to ``divisionDigits`` significant digits.
public struct Number: Sendable {
  /// In canonical form: an integer that fits 64 bits is `small`; a coefficient never ends in zero.
  private enum Storage: Sendable {
    case small(Int)
    case exact(coefficient: BigInt, exponent: Int)
  }

  private let storage: Storage

  /// Significant digits of a quotient: those of a 512-bit binary fraction, the precision that
  /// Terraform computes with.
  public static let divisionDigits = 154

  /// The greatest magnitude of a decimal exponent that is accepted, so that no short text
  /// such as `1e999999999` can stand for a number that fills the memory.
  public static let maxExponent = 10_000

  public init(_ integer: Int) { storage = .small(integer) }

  private init(coefficient: BigInt, exponent: Int) {
    storage = Self.canonical(coefficient, exponent)
  }

  /// Reads `-12.5e3`; nil when the text is no decimal number or beyond ``maxExponent``.
  public init?(_ text: some StringProtocol) {
    if text.utf8.count < 19, let integer = Int(text), text.utf8.first != UInt8(ascii: "+") {
      self.init(integer)
      return
    }
    var mantissa = Substring(text)
    var exponent = 0
    if let e = mantissa.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      guard let written = Int(mantissa[mantissa.index(after: e)...]) else { return nil }
      exponent = written
      mantissa = mantissa[..<e]
    }
    if let point = mantissa.firstIndex(of: ".") {
      let fraction = mantissa[mantissa.index(after: point)...]
      guard !fraction.isEmpty, mantissa.startIndex < point else { return nil }
      exponent -= fraction.utf8.count
      mantissa = mantissa[..<point] + fraction
    }
    let digits = mantissa.first == "-" ? mantissa.dropFirst() : mantissa
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      abs(exponent) <= Self.maxExponent, digits.utf8.count <= Self.maxExponent,
      let coefficient = BigInt(mantissa, radix: 10)
    else { return nil }
    self.init(coefficient: coefficient, exponent: exponent)
  }

  /// The shortest decimal that reads back as `double`; nil when it is infinite or not a number.
  public init?(_ double: Double) {
    guard double.isFinite else { return nil }
    if let integer = Int(exactly: double) { self.init(integer) } else { self.init("\(double)") }
  }

  /// The number as a 64-bit integer; nil when it has a fraction or is too large.
  public var int: Int? {
    if case .small(let integer) = storage { integer } else { nil }
  }

  public var isInteger: Bool {
    switch storage {
    case .small: true
    case .exact(_, let exponent): exponent >= 0
    }
  }

  /// The nearest double; infinite when the number is too large.
  public var double: Double {
    switch storage {
    case .small(let integer): Double(integer)
    case .exact(let coefficient, let exponent): Double("\(coefficient)e\(exponent)") ?? .infinity
    }
  }

  public var isNegative: Bool {
    switch storage {
    case .small(let integer): integer < 0
    case .exact(let coefficient, _): coefficient.sign == .minus
    }
  }

  public var isZero: Bool { int == 0 }

  /// 1, 0 or -1.
  public var signum: Int { isZero ? 0 : isNegative ? -1 : 1 }
}

// MARK: Arithmetic

extension Number {
  public static func + (a: Number, b: Number) -> Number {
    if case (.small(let x), .small(let y)) = (a.storage, b.storage) {
      let (sum, overflow) = x.addingReportingOverflow(y)
      if !overflow { return Number(sum) }
    }
    let (x, y, exponent) = aligned(a, b)
    return Number(coefficient: x + y, exponent: exponent)
  }

  public static prefix func - (a: Number) -> Number {
    let (coefficient, exponent) = a.parts
    return Number(coefficient: -coefficient, exponent: exponent)
  }

  public static func - (a: Number, b: Number) -> Number { a + -b }

  public static func * (a: Number, b: Number) -> Number {
    if case (.small(let x), .small(let y)) = (a.storage, b.storage) {
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if !overflow { return Number(product) }
    }
    let (x, y) = (a.parts, b.parts)
    return Number(coefficient: x.coefficient * y.coefficient, exponent: x.exponent + y.exponent)
  }

  /// The quotient; nil when `b` is zero.
  public static func / (a: Number, b: Number) -> Number? {
    guard !b.isZero else { return nil }
    if case (.small(let x), .small(let y)) = (a.storage, b.storage), y != -1, x % y == 0 {
      return Number(x / y)
    }
    let (x, y) = (a.parts, b.parts)
    let digits = "\(y.coefficient.magnitude)".utf8.count - "\(x.coefficient.magnitude)".utf8.count
    let shift = max(0, divisionDigits + digits)
    let scaled = x.coefficient * BigInt(10).power(shift)
    let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: y.coefficient)
    let isRoundedUp = remainder.magnitude * 2 >= y.coefficient.magnitude
    let away: BigInt = x.coefficient.sign == y.coefficient.sign ? 1 : -1
    return Number(
      coefficient: isRoundedUp ? quotient + away : quotient, exponent: x.exponent - y.exponent - shift)
  }

  /// The remainder of the division truncated toward zero, with the sign of `a`; nil when `b` is zero.
  public static func % (a: Number, b: Number) -> Number? {
    guard !b.isZero else { return nil }
    if case (.small(let x), .small(let y)) = (a.storage, b.storage) {
      return Number(y == -1 ? 0 : x % y)
    }
    let (x, y, exponent) = aligned(a, b)
    return Number(coefficient: x % y, exponent: exponent)
  }

  /// The integer part: rounded toward zero.
  public var truncated: Number {
    // A canonical coefficient with a negative exponent always has a fraction.
    guard case .exact(let coefficient, let exponent) = storage, exponent < 0 else { return self }
    return Number(coefficient: coefficient / BigInt(10).power(-exponent), exponent: 0)
  }

  /// The greatest integer that is not above the number.
  public var floor: Number { isNegative && !isInteger ? truncated - 1 : truncated }

  /// The least integer that is not below the number.
  public var ceiling: Number { isNegative || isInteger ? truncated : truncated + 1 }

  private var parts: (coefficient: BigInt, exponent: Int) {
    switch storage {
    case .small(let integer): (BigInt(integer), 0)
    case .exact(let coefficient, let exponent): (coefficient, exponent)
    }
  }

  /// Both coefficients at the smaller of the two exponents.
  private static func aligned(_ a: Number, _ b: Number) -> (BigInt, BigInt, Int) {
    let (x, y) = (a.parts, b.parts)
    let exponent = min(x.exponent, y.exponent)
    return (
      x.coefficient * BigInt(10).power(x.exponent - exponent),
      y.coefficient * BigInt(10).power(y.exponent - exponent), exponent
    )
  }

  private static func canonical(_ coefficient: BigInt, _ exponent: Int) -> Storage {
    if coefficient.isZero { return .small(0) }
    var (coefficient, exponent) = (coefficient, exponent)
    if exponent >= 0, exponent <= 18, let integer = Int(exactly: coefficient * BigInt(10).power(exponent)) {
      return .small(integer)
    }
    while true {
      let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: 10)
      guard remainder.isZero else { break }
      coefficient = quotient
      exponent += 1
    }
    if exponent >= 0, exponent <= 18, let integer = Int(exactly: coefficient * BigInt(10).power(exponent)) {
      return .small(integer)
    }
    return .exact(coefficient: coefficient, exponent: exponent)
  }
}

// MARK: Comparing and showing

extension Number: Comparable, Hashable {
  public static func == (a: Number, b: Number) -> Bool {
    switch (a.storage, b.storage) {
    case (.small(let x), .small(let y)): x == y
    case (.exact(let x, let p), .exact(let y, let q)): p == q && x == y
    case (.small, .exact), (.exact, .small): false
    }
  }

  public static func < (a: Number, b: Number) -> Bool {
    if case (.small(let x), .small(let y)) = (a.storage, b.storage) { return x < y }
    let (x, y, _) = aligned(a, b)
    return x < y
  }

  public func hash(into hasher: inout Hasher) {
    switch storage {
    case .small(let integer): hasher.combine(integer)
    case .exact(let coefficient, let exponent):
      hasher.combine(coefficient)
      hasher.combine(exponent)
    }
  }
}

extension Number: CustomStringConvertible {
  /// All digits, without an exponent: `12500`, `-0.25`.
  public var description: String {
    switch storage {
    case .small(let integer): return String(integer)
    case .exact(let coefficient, let exponent):
      let sign = coefficient.sign == .minus ? "-" : ""
      let digits = String(coefficient.magnitude)
      if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
      let places = -exponent
      let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
      let point = padded.index(padded.endIndex, offsetBy: -places)
      return sign + padded[..<point] + "." + padded[point...]
    }
  }
}

extension Number: ExpressibleByIntegerLiteral {
  public init(integerLiteral integer: Int) { self.init(integer) }
}
