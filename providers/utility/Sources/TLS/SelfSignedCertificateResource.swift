import Certificates
import ProviderAPI
import ProviderKit
import Values

/// `tls_self_signed_cert`: a certificate that its own key signs. Its id is its serial number.
struct SelfSignedCertificateResource: RecordedResource {
  static let type = "tls_self_signed_cert"
  static let isAsRecorded = false
  static let schema = ResourceSchema(
    "A certificate that its own key signs.",
    members: SubjectArguments.members + ResourceSchema.Member.issuing + [
      .argument(
        "set_authority_key_id", .bool, .defaulted(.bool(false)), requiresReplace: true,
        "Whether it names the key that signed it, which is its own.")
    ])

  struct Object: IssuedCertificate {
    var subject: [SubjectArguments]
    var dnsNames: [String]?
    var ipAddresses: [String]?
    var uris: [String]?
    var privateKeyPem: String
    var keyAlgorithm: String?
    var validityPeriodHours: Int
    var earlyRenewalHours: Int
    var isCaCertificate: Bool
    var maxPathLength: Int?
    var setSubjectKeyId: Bool
    var setAuthorityKeyId: Bool
    var allowedUses: [String]
    var validityStartTime: String?
    var validityEndTime: String?
    var readyForRenewal: Bool?
    var certPem: String?
  }

  let client: TLSClient

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let key = try PrivateKey(wanted.privateKeyPem, argument: "private_key_pem")
    let start = client.now()
    var content = CertificateContent(
      wanted.subject.first?.name ?? DistinguishedName([:]),
      try SubjectNames(wanted.dnsNames, wanted.ipAddresses, wanted.uris), key.publicKey, start: start,
      end: wanted.end(from: start))
    wanted.complete(&content)
    content.namesSigningKey = wanted.setAuthorityKeyId
    var object = wanted
    object.keyAlgorithm = key.algorithm
    return object.issued(try Certificate(content, signedBy: key))
  }

  func read(id: String, prior: Object?) -> Object? {
    prior.flatMap { $0.isOver(at: client.now()) ? nil : $0 }
  }

  /// Only the time of renewal can change.
  func update(id: String, from prior: Object, to wanted: Object, _ operation: Operation) -> Object { wanted }

  func importObject(id: String) throws -> Created<Object>? {
    throw ProviderError(.invalid, "A certificate cannot be imported.")
  }
}
