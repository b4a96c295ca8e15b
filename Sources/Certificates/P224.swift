internal import BigInt
import KeyFormats

/// ECDSA on the curve P-224 (NIST SP 800-186), which the library in use does not have.
///
/// How long it takes depends on the key. That is harmless where keys are made and used once, as certificates are.
enum P224 {
  static let size = 28
  static let prime: BigUInt = (BigUInt(1) << 224) - (BigUInt(1) << 96) + 1
  static let order = BigUInt("ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d", radix: 16) ?? 0
  static let base = P224Point(
    x: BigUInt("b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21", radix: 16) ?? 0,
    y: BigUInt("bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34", radix: 16) ?? 0, z: 1)

  static func randomNumber() -> [UInt8] { (random()).bytes(count: size) }

  /// The public key; nil when no key has the number.
  static func point(of number: [UInt8]) -> [UInt8]? {
    let number = BigUInt(bytes: number)
    guard number > 0, number < order, let (x, y) = (base * number).affine else { return nil }
    return [4] + x.bytes(count: size) + y.bytes(count: size)
  }

  /// FIPS 186-5, section 6.4.1, in DER.
  ///
  /// - Parameter digest: at least as long as the order.
  static func signature(of digest: [UInt8], by number: [UInt8]) -> [UInt8] {
    let (key, text) = (BigUInt(bytes: number), BigUInt(bytes: digest.prefix(size)))
    while true {
      let once = random()
      guard let r = (base * once).affine.map({ $0.x % order }), r > 0, let inverse = once.inverse(order)
      else { continue }
      let s = inverse * (text + r * key) % order
      if s > 0 { return DER.sequence(.integer(r.bytes(count: size)), .integer(s.bytes(count: size))).bytes }
    }
  }

  /// FIPS 186-5, section 6.4.2.
  static func isValid(_ signature: [UInt8], of digest: [UInt8], by point: [UInt8]) -> Bool {
    var outer = DERReader(signature)
    guard var pair = try? outer.enter(.sequence), let r = try? pair.read(.integer),
      let s = try? pair.read(.integer), let key = P224Point(uncompressed: point)
    else { return false }
    let (first, second) = (BigUInt(bytes: r), BigUInt(bytes: s))
    guard first > 0, first < order, second > 0, second < order, let inverse = second.inverse(order) else {
      return false
    }
    let text = BigUInt(bytes: digest.prefix(size))
    let sum = base * (text * inverse % order) + key * (first * inverse % order)
    return sum.affine.map { $0.x % order } == first
  }

  /// From 1 to the order less 1.
  private static func random() -> BigUInt {
    while true {
      let number = BigUInt.randomInteger(lessThan: order)
      if number > 0 { return number }
    }
  }
}

/// A point in Jacobian coordinates: x / z², y / z³; the neutral element has z = 0.
struct P224Point {
  var x: BigUInt
  var y: BigUInt
  var z: BigUInt

  private static let neutral = P224Point(x: 1, y: 1, z: 0)
  private static let prime = P224.prime

  init(x: BigUInt, y: BigUInt, z: BigUInt) { (self.x, self.y, self.z) = (x, y, z) }

  /// nil when the bytes are no point of the curve.
  init?(uncompressed bytes: [UInt8]) {
    guard bytes.count == 1 + 2 * P224.size, bytes[0] == 4 else { return nil }
    x = BigUInt(bytes: bytes[1...P224.size])
    y = BigUInt(bytes: bytes[(1 + P224.size)...])
    z = 1
    let b = BigUInt("b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4", radix: 16) ?? 0
    let minusThree = Self.prime - 3
    guard x < Self.prime, y < Self.prime else { return nil }
    guard y * y % Self.prime == (x * x * x + minusThree * x + b) % Self.prime else { return nil }
  }

  var affine: (x: BigUInt, y: BigUInt)? {
    guard z != 0, let inverse = z.inverse(Self.prime) else { return nil }
    let square = inverse * inverse % Self.prime
    return (x * square % Self.prime, y * square * inverse % Self.prime)
  }

  private func minus(_ a: BigUInt, _ b: BigUInt) -> BigUInt { a >= b ? a - b : a + Self.prime - b }

  /// For curves with a = -3.
  private var doubled: P224Point {
    let p = Self.prime
    let delta = z * z % p
    let gamma = y * y % p
    let beta = x * gamma % p
    let alpha = 3 * (minus(x, delta) * ((x + delta) % p)) % p
    let newX = minus(alpha * alpha % p, 8 * beta % p)
    let newY = minus(alpha * minus(4 * beta % p, newX) % p, 8 * gamma * gamma % p)
    return P224Point(x: newX, y: newY, z: 2 * y * z % p)
  }

  static func + (a: P224Point, b: P224Point) -> P224Point {
    if a.z == 0 { return b }
    if b.z == 0 { return a }
    let (az, bz) = (a.z * a.z % prime, b.z * b.z % prime)
    let (ax, bx) = (a.x * bz % prime, b.x * az % prime)
    let (ay, by) = (a.y * b.z % prime * bz % prime, b.y * a.z % prime * az % prime)
    if ax == bx { return ay == by ? a.doubled : neutral }
    let (h, r) = (a.minus(bx, ax), a.minus(by, ay))
    let square = h * h % prime
    let (cube, v) = (square * h % prime, ax * square % prime)
    let x = a.minus(a.minus(r * r % prime, cube), 2 * v % prime)
    let y = a.minus(r * a.minus(v, x) % prime, ay * cube % prime)
    return P224Point(x: x, y: y, z: a.z * b.z % prime * h % prime)
  }

  static func * (point: P224Point, number: BigUInt) -> P224Point {
    var result = neutral
    for bit in (0..<number.bitWidth).reversed() {
      result = result.doubled
      if (number >> bit) & 1 == 1 { result = result + point }
    }
    return result
  }
}

extension BigUInt {
  /// - Parameter bytes: the most significant first.
  init(bytes: some Sequence<UInt8>) {
    self = bytes.reduce(0) { $0 << 8 | BigUInt($1) }
  }

  func bytes(count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: UInt((self >> (8 * $0)) & 0xFF)) }
  }
}
