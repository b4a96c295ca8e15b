internal import BigInt

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
    if let integer = a.int, integer != .min { return Number(-integer) }
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
    if a.isZero { return 0 }
    let (x, y, _) = aligned(a, b)
    let quotient = rounded(x.magnitude, over: y.magnitude)
    let coefficient = BigInt(quotient.coefficient)
    return Number(coefficient: x.sign == y.sign ? coefficient : -coefficient, exponent: quotient.exponent)
  }

  /// The remainder of the division truncated toward zero, with the sign of `a`; `a` when `b` is zero.
  public static func % (a: Number, b: Number) -> Number {
    guard !b.isZero else { return a }
    if case (.small(let x), .small(let y)) = (a.storage, b.storage) {
      return Number(y == -1 ? 0 : x % y)
    }
    let (x, y, exponent) = aligned(a, b)
    return Number(coefficient: x % y, exponent: exponent)
  }

  /// The integer part: rounded toward zero.
  public var truncated: Number {
    // A canonical coefficient with a negative exponent always has a fraction.
    guard case .decimal(let coefficient, let exponent) = storage, exponent < 0 else { return self }
    return Number(coefficient: coefficient / BigInt(10).power(-exponent), exponent: 0)
  }

  /// The greatest integer that is not above the number.
  public var floor: Number { isNegative && !isInteger ? truncated - 1 : truncated }

  /// The least integer that is not below the number.
  public var ceiling: Number { isNegative || isInteger ? truncated : truncated + 1 }

  var parts: (coefficient: BigInt, exponent: Int) {
    switch storage {
    case .small(let integer): (BigInt(integer), 0)
    case .decimal(let coefficient, let exponent): (coefficient, exponent)
    }
  }

  /// Both coefficients at the smaller of the two exponents.
  static func aligned(_ a: Number, _ b: Number) -> (BigInt, BigInt, Int) {
    let (x, y) = (a.parts, b.parts)
    let exponent = min(x.exponent, y.exponent)
    return (
      x.coefficient * BigInt(10).power(x.exponent - exponent),
      y.coefficient * BigInt(10).power(y.exponent - exponent), exponent
    )
  }
}
