internal import BigInt
import KeyFormats

/// The numbers of an RSA private key, the most significant byte first.
struct RSAParts {
  var modulus: [UInt8]
  var publicExponent: [UInt8]
  var privateExponent: [UInt8]
  var primes: ([UInt8], [UInt8])
  /// The inverse of the second prime modulo the first.
  var coefficient: [UInt8]

  /// nil when the bytes are no key.
  init?(pkcs1 bytes: [UInt8]) {
    var outer = DERReader(bytes)
    guard var key = try? outer.enter(.sequence) else { return nil }
    var numbers: [[UInt8]] = []
    while let number = try? key.read(.integer) { numbers.append(Array(number)) }
    guard numbers.count >= 9 else { return nil }
    (modulus, publicExponent, privateExponent) = (numbers[1], numbers[2], numbers[3])
    primes = (numbers[4], numbers[5])
    coefficient = numbers[8]
  }

  /// - Parameter fields: those of a key of OpenSSH's, six at least.
  init(openSSH fields: [[UInt8]]) {
    (modulus, publicExponent, privateExponent) = (fields[0], fields[1], fields[2])
    coefficient = fields[3]
    primes = (fields[4], fields[5])
  }

  /// RFC 8017, appendix A.1.2.
  var pkcs1: [UInt8] {
    let numbers = [
      [0], modulus, publicExponent, privateExponent, primes.0, primes.1, exponent(primes.0),
      exponent(primes.1), coefficient,
    ]
    return DER(.sequence, numbers.map { DER.integer($0) }).bytes
  }

  /// The private exponent modulo a prime less 1.
  private func exponent(_ prime: [UInt8]) -> [UInt8] {
    let prime = BigUInt(bytes: prime)
    guard prime > 1 else { return [0] }
    return (BigUInt(bytes: privateExponent) % (prime - 1)).bytes(count: (prime.bitWidth + 7) / 8)
  }
}
