import Crypto
import FoundationEssentials
import KeyFormats

/// An ECDSA private key: a number, and the point that it makes.
struct EllipticKey: Sendable {
  let curve: Curve
  /// As many bytes as the curve's numbers have, the most significant first.
  let number: [UInt8]
  /// Uncompressed (SEC 1, section 2.3.3): 4, then both coordinates.
  let point: [UInt8]

  init(generatedOn curve: Curve) {
    let number =
      switch curve {
      case .p224: P224.randomNumber()
      case .p256: Array(P256.Signing.PrivateKey().rawRepresentation)
      case .p384: Array(P384.Signing.PrivateKey().rawRepresentation)
      case .p521: Array(P521.Signing.PrivateKey().rawRepresentation)
      }
    // What the libraries made they accept.
    self.init(curve, number, (try? Self.point(of: number, on: curve)) ?? [])
  }

  /// - Throws: when the number is none that keys on the curve have.
  init(_ curve: Curve, number: [UInt8]) throws(KeyFormatError) {
    let digits = Array(number.drop { $0 == 0 })
    guard digits.count <= curve.byteCount else { throw .damaged }
    let padded = [UInt8](repeating: 0, count: curve.byteCount - digits.count) + digits
    self.init(curve, padded, try Self.point(of: padded, on: curve))
  }

  private init(_ curve: Curve, _ number: [UInt8], _ point: [UInt8]) {
    self.curve = curve
    self.number = number
    self.point = point
  }

  private static func point(of number: [UInt8], on curve: Curve) throws(KeyFormatError) -> [UInt8] {
    do {
      switch curve {
      case .p224:
        guard let point = P224.point(of: number) else { throw KeyFormatError.damaged }
        return point
      case .p256:
        return Array(try P256.Signing.PrivateKey(rawRepresentation: number).publicKey.x963Representation)
      case .p384:
        return Array(try P384.Signing.PrivateKey(rawRepresentation: number).publicKey.x963Representation)
      case .p521:
        return Array(try P521.Signing.PrivateKey(rawRepresentation: number).publicKey.x963Representation)
      }
    } catch { throw .damaged }
  }

  /// The signature of a text, in DER.
  func signature(of text: [UInt8]) throws -> [UInt8] {
    switch curve {
    case .p224: P224.signature(of: Array(SHA256.hash(data: text)), by: number)
    case .p256:
      Array(try P256.Signing.PrivateKey(rawRepresentation: number).signature(for: text).derRepresentation)
    case .p384:
      Array(try P384.Signing.PrivateKey(rawRepresentation: number).signature(for: text).derRepresentation)
    case .p521:
      Array(try P521.Signing.PrivateKey(rawRepresentation: number).signature(for: text).derRepresentation)
    }
  }

  /// RFC 5915.
  ///
  /// - Parameter namesCurve: whether the curve is named, which PKCS #8 does elsewhere.
  func sec1(namesCurve: Bool) -> DER {
    let name = namesCurve ? [DER(.explicit(0), [.identifier(curve.identifier)])] : []
    return DER(.sequence, [.integer(1), .octets(number)] + name + [DER(.explicit(1), [.bits(point)])])
  }

  /// RFC 5480.
  var algorithm: DER {
    .sequence(.identifier(Algorithm.ellipticKey), .identifier(curve.identifier))
  }
}
