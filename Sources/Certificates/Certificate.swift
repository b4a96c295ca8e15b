internal import BigInt
public import KeyFormats
public import Values

/// What a new certificate says (RFC 5280, section 4.1).
public struct CertificateContent: Sendable {
  public var subject: DistinguishedName
  public var names: SubjectNames
  public var publicKey: PublicKey
  public var start: Timestamp
  public var end: Timestamp
  /// By the names in ``KeyUse/names``.
  public var uses: [String] = []
  public var isAuthority = false
  /// How many certificates of authorities may follow; nil for any number. Only of an authority.
  public var maxPathLength: Int?
  /// Whether it names its own key, which that of an authority always does.
  public var namesItsKey = false
  /// Whether it names the key that signed it.
  public var namesSigningKey = false

  public init(
    _ subject: DistinguishedName, _ names: SubjectNames, _ publicKey: PublicKey, start: Timestamp,
    end: Timestamp
  ) {
    (self.subject, self.names, self.publicKey) = (subject, names, publicKey)
    (self.start, self.end) = (start, end)
  }

  public init(_ request: CertificateRequest, start: Timestamp, end: Timestamp) {
    self.init(request.subject, request.names, request.publicKey, start: start, end: end)
  }
}

extension Certificate {
  /// Makes a certificate.
  ///
  /// - Parameter issuer: whose key signs it; nil for itself.
  public init(
    _ content: CertificateContent, signedBy key: PrivateKey, of issuer: Certificate? = nil
  ) throws(KeyFormatError) {
    var serial = (0..<16).map { _ in UInt8.random(in: 0...255) }
    serial[0] = serial[0] & 0x7F | 0x40
    let algorithm = SignatureAlgorithm(for: key).identifier
    let info = DER.sequence(
      DER(.explicit(0), [.integer(2)]), .integer(serial), algorithm,
      issuer?.subject.der ?? content.subject.der, .sequence(content.start.der, content.end.der),
      content.subject.der, content.publicKey.der,
      DER(.explicit(3), [DER(.sequence, content.extensions(issuer: issuer, key))]))
    try self.init(
      der: DER.sequence(info, algorithm, .bits(try key.signature(of: info.bytes))).bytes)
  }
}

extension CertificateContent {
  /// In the order in which Go's tools write them.
  fileprivate func extensions(issuer: Certificate?, _ key: PrivateKey) -> [DER] {
    var list = KeyUse.extensions(uses)
    let length = maxPathLength.map { [DER.integer(withUnsafeBytes(of: $0.bigEndian, Array.init))] } ?? []
    list.append(
      CertificateExtension.make(
        CertificateExtension.basicConstraints, isCritical: true,
        DER(.sequence, isAuthority ? [.yes] + length : [])))
    if namesItsKey || isAuthority {
      list.append(
        CertificateExtension.make(
          CertificateExtension.subjectKeyIdentifier, .octets(publicKey.identifier)))
    }
    if let signing = issuer?.keyIdentifier ?? (namesSigningKey ? key.publicKey.identifier : nil) {
      list.append(
        CertificateExtension.make(
          CertificateExtension.authorityKeyIdentifier, .sequence(DER(.implicit(0), signing))))
    }
    if !names.isEmpty { list.append(CertificateExtension.names(names, isCritical: subject.isEmpty)) }
    return list
  }
}

extension Timestamp {
  /// RFC 5280, section 4.1.2.5: in two digits until 2049.
  fileprivate var der: DER {
    let parts = Timestamp(seconds: seconds).components
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    let rest = [parts.month, parts.day, parts.hour, parts.minute, parts.second].map(two).joined() + "Z"
    return (1950..<2050).contains(parts.year)
      ? DER(.utcTime, Array((two(parts.year % 100) + rest).utf8))
      : DER(.generalizedTime, Array(("\(parts.year)" + rest).utf8))
  }
}
