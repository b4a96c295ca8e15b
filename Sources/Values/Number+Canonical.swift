internal import BigInt

extension Number {
  /// Binary digits of the fractions that stand for numbers with more decimal ones than ``exactBits`` hold.
  private static let precision = 512

  /// The length up to which a coefficient is kept as it is: every decimal of 153 digits, which is as long as
  /// two different ones never share a binary fraction of ``precision``.
  private static let exactBits = 508

  /// Makes the canonical form of `coefficient × 10^exponent`: rounded to ``precision``, zero when too small,
  /// out of range when too large.
  init(coefficient: BigInt, exponent: Int) {
    var (magnitude, exponent) = Self.withoutTrailingZeros(coefficient.magnitude, exponent)
    if magnitude.bitWidth > Self.exactBits {
      (magnitude, exponent) = Self.rounded(magnitude, exponent)
    }
    let order = Self.order(of: magnitude, exponent)
    if magnitude.isZero || order < -Self.maxOrder {
      self.init(0)
    } else if order > Self.maxOrder {
      self.init(
        storage: .decimal(
          coefficient: BigInt(sign: coefficient.sign, magnitude: 1), exponent: Self.maxOrder + 1))
    } else {
      self.init(canonical: BigInt(sign: coefficient.sign, magnitude: magnitude), exponent)
    }
  }

  /// Makes `coefficient × 10^exponent` without any large arithmetic; for the parsers.
  init(coefficient: Int, exponent: Int) {
    var (coefficient, exponent) = (coefficient, exponent)
    while exponent < 0, coefficient % 10 == 0, coefficient != 0 {
      coefficient /= 10
      exponent += 1
    }
    if coefficient == 0 || exponent == 0 {
      self.init(coefficient)
    } else {
      self.init(coefficient: BigInt(coefficient), exponent: exponent)
    }
  }

  private init(canonical coefficient: BigInt, _ exponent: Int) {
    if (0...18).contains(exponent), let integer = Int(exactly: coefficient * BigInt(10).power(exponent)) {
      self.init(integer)
    } else {
      self.init(storage: .decimal(coefficient: coefficient, exponent: exponent))
    }
  }

  /// The power of ten just below the number, give or take one for large coefficients.
  static func order(of magnitude: BigUInt, _ exponent: Int) -> Int {
    // 1233 / 4096 is the logarithm of two to base ten.
    (magnitude.bitWidth - 1) * 1233 / 4096 + exponent
  }

  private static func withoutTrailingZeros(_ magnitude: BigUInt, _ exponent: Int) -> (BigUInt, Int) {
    guard !magnitude.isZero else { return (0, 0) }
    var (magnitude, exponent) = (magnitude, exponent)
    for zeros in [1024, 64, 16, 4, 1] where magnitude.bitWidth > 3 * zeros {
      let power = BigUInt(10).power(zeros)
      while magnitude >= power {
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: power)
        guard remainder.isZero else { break }
        magnitude = quotient
        exponent += zeros
      }
    }
    return (magnitude, exponent)
  }

  private static func rounded(_ magnitude: BigUInt, _ exponent: Int) -> (BigUInt, Int) {
    let power = BigUInt(10).power(abs(exponent))
    return exponent < 0 ? rounded(magnitude, over: power) : rounded(magnitude * power, over: 1)
  }
}

// MARK: Binary rounding

extension Number {
  /// The shortest decimal that the binary fraction of ``precision`` nearest to `numerator / denominator` can
  /// be told from its neighbours by. Neither may be zero.
  static func rounded(
    _ numerator: BigUInt, over denominator: BigUInt, precision: Int = Self.precision
  ) -> (coefficient: BigUInt, exponent: Int) {
    let (mantissa, shift) = binaryFraction(numerator, over: denominator, precision)
    // In units of half the distance to a neighbour, over a common denominator.
    let unit = shift + 1 < 0 ? BigUInt(1) << -(shift + 1) : 1
    let interval = Interval(
      value: mantissa * 2 * unit, radius: unit, isClosed: mantissa.isEven,
      denominator: shift + 1 > 0 ? BigUInt(1) << (shift + 1) : 1)
    return interval.shortestDecimal(order: (mantissa.bitWidth - 1 - shift) * 1233 / 4096)
  }

  /// The decimal for a power of two, as Terraform writes it: taken from an interval that is as wide below as
  /// above, where the numbers below lie closer together, it may be shorter than Swift's.
  static func decimal(ofPowerOfTwo double: Double) -> Number {
    let exponent = Int(double.exponent)
    let power = BigUInt(1) << abs(exponent)
    let (numerator, denominator) = exponent < 0 ? (1, power) : (power, 1)
    let decimal = rounded(numerator, over: denominator, precision: Double.significandBitCount + 1)
    let coefficient = BigInt(sign: double < 0 ? .minus : .plus, magnitude: decimal.coefficient)
    return Number(coefficient: coefficient, exponent: decimal.exponent)
  }

  /// `mantissa × 2^-shift`, rounded half to even.
  private static func binaryFraction(
    _ numerator: BigUInt, over denominator: BigUInt, _ precision: Int
  ) -> (mantissa: BigUInt, shift: Int) {
    var shift = precision - (numerator.bitWidth - denominator.bitWidth)
    var (quotient, remainder, divisor) = divide(numerator, by: denominator, shift)
    if quotient.bitWidth > precision {
      shift -= 1
      (quotient, remainder, divisor) = divide(numerator, by: denominator, shift)
    }
    let twice = remainder * 2
    let isRoundedUp = twice > divisor || (twice == divisor && !quotient.isEven)
    return (isRoundedUp ? quotient + 1 : quotient, shift)
  }

  private static func divide(
    _ numerator: BigUInt, by denominator: BigUInt, _ shift: Int
  ) -> (quotient: BigUInt, remainder: BigUInt, divisor: BigUInt) {
    let dividend = shift > 0 ? numerator << shift : numerator
    let divisor = shift < 0 ? denominator << -shift : denominator
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return (quotient, remainder, divisor)
  }
}

/// The numbers that round to one binary fraction: those nearer than `radius` to `value`, all over
/// `denominator`.
private struct Interval {
  var value: BigUInt
  var radius: BigUInt
  /// Whether the ends belong to it.
  var isClosed: Bool
  var denominator: BigUInt

  /// Drops decimal digits, from more than enough, as long as a decimal remains in the interval.
  func shortestDecimal(order: Int) -> (coefficient: BigUInt, exponent: Int) {
    var exponent = order - 158
    let power = BigUInt(10).power(abs(exponent))
    var scaled = self
    if exponent < 0 {
      scaled.value *= power
      scaled.radius *= power
    } else {
      scaled.denominator *= power
    }
    var shortest = (coefficient: scaled.value / scaled.denominator, exponent: exponent)
    while let coefficient = scaled.nearestInteger() {
      shortest = (coefficient, exponent)
      scaled.denominator *= 10
      exponent += 1
    }
    return shortest
  }

  /// The integer in the interval that is nearest to its middle; nil when it holds none.
  private func nearestInteger() -> BigUInt? {
    let (below, remainder) = value.quotientAndRemainder(dividingBy: denominator)
    let rest = denominator - remainder
    let isBelowInside = remainder < radius || (isClosed && remainder == radius)
    let isAboveInside = rest < radius || (isClosed && rest == radius)
    switch (isBelowInside, isAboveInside) {
    case (true, true): return remainder < rest || (remainder == rest && below.isEven) ? below : below + 1
    case (true, false): return below
    case (false, true): return below + 1
    case (false, false): return nil
    }
  }
}

extension BigUInt {
  fileprivate var isEven: Bool { self[bitAt: 0] == false }
}
