internal import BigInt

/// A decimal number.
///
/// Integers of 64 bits take a fast path; everything else is a decimal, `coefficient × 10^exponent`. It is
/// exact up to 153 significant digits. Beyond that, and for a quotient that does not come out even, it is
/// the shortest decimal that stands for the nearest binary fraction of 512 digits, which is what Terraform
/// computes with and writes.
public struct Number: Sendable {
  /// In canonical form: an integer that fits 64 bits is `small`; a coefficient never ends in zero.
  enum Storage: Sendable {
    case small(Int)
    indirect case decimal(coefficient: BigInt, exponent: Int)
  }

  let storage: Storage

  /// The greatest decimal order of magnitude that is accepted, so that no short text such as `1e999999999`
  /// can stand for a number that fills the memory.
  public static let maxOrder = 10_000

  public init(_ integer: Int) { storage = .small(integer) }

  public init(_ integer: UInt64) {
    if let integer = Int(exactly: integer) {
      self.init(integer)
    } else {
      self.init(coefficient: BigInt(integer), exponent: 0)
    }
  }

  init(storage: Storage) { self.storage = storage }

  /// Reads a number as the language converts it from a string: `-12.5e3`, `+7`, `.5`, `5.`; nil when the
  /// text is no such number or its order is beyond ``maxOrder``.
  public init?(_ text: some StringProtocol) {
    if let integer = text.utf8.withContiguousStorageIfAvailable(Self.plainInteger) ?? nil {
      self.init(integer)
      return
    }
    guard let parts = DecimalText(text), let coefficient = BigInt(parts.digits, radix: 10) else { return nil }
    self.init(coefficient: parts.isNegative ? -coefficient : coefficient, exponent: parts.exponent)
    if isOutOfRange { return nil }
  }

  /// What up to 18 digits say, which is how nearly all numbers are written.
  private static func plainInteger(_ digits: UnsafeBufferPointer<UInt8>) -> Int? {
    guard (1...18).contains(digits.count) else { return nil }
    var integer = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      integer = integer * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return integer
  }

  /// The shortest decimal that stands for `double`; nil when it is infinite or not a number.
  public init?(_ double: Double) {
    guard double.isFinite else { return nil }
    if let integer = Int(exactly: double) {
      self.init(integer)
    } else if double.significand == 1 {
      self = Self.decimal(ofPowerOfTwo: double)
    } else {
      self.init("\(double)")
    }
  }
}

// MARK: Asking numbers

extension Number {
  /// The number as a 64-bit integer; nil when it has a fraction or is too large.
  public var int: Int? {
    if case .small(let integer) = storage { integer } else { nil }
  }

  public var isInteger: Bool {
    switch storage {
    case .small: true
    case .decimal(_, let exponent): exponent >= 0
    }
  }

  /// The nearest double; infinite when the number is too large.
  public var double: Double {
    switch storage {
    case .small(let integer): Double(integer)
    case .decimal(let coefficient, let exponent): Double("\(coefficient)e\(exponent)") ?? .infinity
    }
  }

  public var isNegative: Bool {
    switch storage {
    case .small(let integer): integer < 0
    case .decimal(let coefficient, _): coefficient.sign == .minus
    }
  }

  public var isZero: Bool { int == 0 }

  /// 1, 0 or -1.
  public var signum: Int { isZero ? 0 : isNegative ? -1 : 1 }

  /// Whether the number came out of a computation that went beyond ``maxOrder``. Its value then says nothing.
  public var isOutOfRange: Bool {
    switch storage {
    case .small: false
    case .decimal(let coefficient, let exponent):
      Self.order(of: coefficient.magnitude, exponent) > Self.maxOrder
    }
  }
}

// MARK: Comparing and showing

extension Number: Comparable, Hashable {
  public static func == (a: Number, b: Number) -> Bool {
    switch (a.storage, b.storage) {
    case (.small(let x), .small(let y)): x == y
    case (.decimal(let x, let p), .decimal(let y, let q)): p == q && x == y
    case (.small, .decimal), (.decimal, .small): false
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
    case .decimal(let coefficient, let exponent):
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
    case .decimal(let coefficient, let exponent):
      let sign = coefficient.sign == .minus ? "-" : ""
      let digits = String(coefficient.magnitude)
      if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
      let places = -exponent
      let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
      return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
    }
  }
}

extension Number: ExpressibleByIntegerLiteral {
  public init(integerLiteral integer: Int) { self.init(integer) }
}
