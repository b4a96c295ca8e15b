public import KeyFormats

/// Asks for a certificate: who and what for, signed by the key that it is to be for (PKCS #10, RFC 2986).
public struct CertificateRequest: Sendable {
  public let der: DER
  public let subject: DistinguishedName
  public let names: SubjectNames
  /// SubjectPublicKeyInfo.
  let publicKey: PublicKey

  private static let extensionRequest = OID(1, 2, 840, 113_549, 1, 9, 14)

  public init(_ subject: DistinguishedName, _ names: SubjectNames, key: PrivateKey) throws(KeyFormatError) {
    let attributes =
      names.isEmpty
      ? []
      : [
        DER.sequence(
          .identifier(Self.extensionRequest),
          .set(.sequence(CertificateExtension.names(names, isCritical: subject.isEmpty))))
      ]
    let info = DER.sequence(.integer(0), subject.der, key.publicKey.der, DER(.explicit(0), attributes))
    der = .sequence(
      info, SignatureAlgorithm(for: key).identifier, .bits(try key.signature(of: info.bytes)))
    self.subject = subject
    self.names = names
    publicKey = key.publicKey
  }

  public var pem: String { PEM(label: "CERTIFICATE REQUEST", content: der.bytes).text }

  /// Reads a request. Whether its signature is right is not looked at: who signs it decides what for.
  public init(pem text: String) throws(KeyFormatError) {
    guard let pem = PEM(text) else { throw KeyFormatError("it is no text in PEM format") }
    guard pem.label.hasSuffix("CERTIFICATE REQUEST") else {
      throw KeyFormatError("it is no certificate request, but a \(pem.label)")
    }
    der = DER(bytes: pem.content)
    var outer = DERReader(pem.content)
    var request = try outer.enter(.sequence)
    var info = try request.enter(.sequence)
    _ = try info.read(.integer)
    subject = DistinguishedName(der: DER(bytes: try info.next().whole))
    publicKey = PublicKey(der: DER(bytes: try info.next().whole), ssh: nil)
    names = Self.names(in: try info.readIfPresent(.explicit(0)) ?? []) ?? SubjectNames(der: .sequence())
  }

  private static func names(in attributes: ArraySlice<UInt8>) -> SubjectNames? {
    var attributes = DERReader(attributes)
    while var attribute = try? attributes.enter(.sequence) {
      guard let name = try? attribute.readIdentifier() else { return nil }
      guard name == extensionRequest else { continue }
      guard var values = try? attribute.enter(.set), let list = try? values.read(.sequence),
        let found = CertificateExtension.find(CertificateExtension.subjectNames, in: list)
      else { return nil }
      return SubjectNames(der: DER(bytes: found))
    }
    return nil
  }
}
