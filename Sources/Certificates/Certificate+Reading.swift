internal import BigInt
import Encodings
import Hashing
public import KeyFormats
public import Values

/// A certificate (X.509, RFC 5280).
public struct Certificate: Sendable {
  public let der: [UInt8]
  public let version: Int
  /// In decimal digits.
  public let serialNumber: String
  /// What Go's tools call it, such as `SHA256-RSA`.
  public let signatureAlgorithm: String
  public let issuer: DistinguishedName
  public let subject: DistinguishedName
  public let start: Timestamp
  public let end: Timestamp
  public let publicKey: PublicKey
  public let isAuthority: Bool
  /// How many certificates of authorities may follow; nil for any number.
  public let maxPathLength: Int?
  /// The name of its key in its extension; nil without one.
  let keyIdentifier: [UInt8]?

  /// Reads a certificate; who signed it is not looked at.
  public init(der: [UInt8]) throws(KeyFormatError) {
    self.der = der
    var outer = DERReader(der)
    var certificate = try outer.enter(.sequence)
    var info = try certificate.enter(.sequence)
    version = Int(try info.readIfPresent(.explicit(0))?.last ?? 0) + 1
    serialNumber = "\(BigUInt(bytes: try info.read(.integer)))"
    var algorithm = try info.enter(.sequence)
    let name = try algorithm.readIdentifier()
    signatureAlgorithm = Algorithm.signatureNames[name] ?? "\(name)"
    issuer = DistinguishedName(der: DER(bytes: try info.next().whole))
    var validity = try info.enter(.sequence)
    start = try Self.time(try validity.next())
    end = try Self.time(try validity.next())
    subject = DistinguishedName(der: DER(bytes: try info.next().whole))
    publicKey = PublicKey(der: DER(bytes: try info.next().whole), ssh: nil)
    _ = try info.readIfPresent(.implicit(1))
    _ = try info.readIfPresent(.implicit(2))
    var wrapped = DERReader(try info.readIfPresent(.explicit(3)) ?? [])
    let extensions = try wrapped.readIfPresent(.sequence) ?? []
    (isAuthority, maxPathLength) = Self.constraints(in: extensions)
    keyIdentifier = CertificateExtension.find(CertificateExtension.subjectKeyIdentifier, in: extensions)
      .flatMap { value in
        var value = DERReader(value)
        return (try? value.read(.octetString)).map(Array.init)
      }
  }

  public init(pem text: String) throws(KeyFormatError) {
    guard let pem = PEM(text) else { throw KeyFormatError("it is no text in PEM format") }
    guard pem.label == "CERTIFICATE" else {
      throw KeyFormatError("it is no certificate, but a \(pem.label)")
    }
    try self.init(der: pem.content)
  }

  public var pem: String { PEM(label: "CERTIFICATE", content: der).text }
  public var sha1Fingerprint: String { Hexadecimal.encode(DigestAlgorithm.sha1.digest(of: der)) }

  private static func constraints(in extensions: ArraySlice<UInt8>) -> (Bool, Int?) {
    guard let value = CertificateExtension.find(CertificateExtension.basicConstraints, in: extensions) else {
      return (false, nil)
    }
    var outer = DERReader(value)
    guard var content = try? outer.enter(.sequence) else { return (false, nil) }
    let isAuthority = (try? content.readIfPresent(.boolean))?.first ?? 0 != 0
    let length = (try? content.readIfPresent(.integer)).map { $0.suffix(7).reduce(0) { $0 << 8 | Int($1) } }
    return (isAuthority, length)
  }

  private static func time(_ element: DERReader.Element) throws(KeyFormatError) -> Timestamp {
    var digits = String(decoding: element.content, as: UTF8.self)
    if element.tag == .utcTime { digits = (digits.prefix(2) < "50" ? "20" : "19") + digits }
    guard digits.count == 15, digits.last == "Z" else { throw .damaged }
    let parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { range in
      String(digits.dropFirst(range.lowerBound).prefix(range.count))
    }
    let text = "\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])Z"
    guard let time = try? Timestamp(text) else { throw .damaged }
    return time
  }
}
