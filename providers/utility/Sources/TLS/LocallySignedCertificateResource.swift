import Certificates
import KeyFormats
import ProviderAPI
import ProviderKit
import Values

/// `tls_locally_signed_cert`: a certificate that the key of an authority signs. Its id is its serial number.
struct LocallySignedCertificateResource: RecordedResource {
  static let type = "tls_locally_signed_cert"
  static let isAsRecorded = false
  static let schema = ResourceSchema(
    "A certificate that the key of an authority signs.",
    members: [
      .argument(
        "cert_request_pem", .string, .required, requiresReplace: true, "What is asked for, in PEM."),
      .argument(
        "ca_cert_pem", .string, .required, requiresReplace: true, "The authority's certificate, in PEM."),
      .argument(
        "ca_private_key_pem", .string, .required, requiresReplace: true, sensitive: true,
        "The authority's key, in PEM."),
      .computed("ca_key_algorithm", .string, "`RSA`, `ECDSA` or `ED25519`."),
    ] + ResourceSchema.Member.issuing)

  struct Object: IssuedCertificate {
    var certRequestPem: String
    var caCertPem: String
    var caPrivateKeyPem: String
    var caKeyAlgorithm: String?
    var validityPeriodHours: Int
    var earlyRenewalHours: Int
    var isCaCertificate: Bool
    var maxPathLength: Int?
    var setSubjectKeyId: Bool
    var allowedUses: [String]
    var validityStartTime: String?
    var validityEndTime: String?
    var readyForRenewal: Bool?
    var certPem: String?
  }

  let client: TLSClient

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let key = try PrivateKey(wanted.caPrivateKeyPem, argument: "ca_private_key_pem")
    let (request, issuer) = try (request(wanted), authority(wanted))
    guard issuer.publicKey.der == key.publicKey.der else {
      throw ProviderError(
        .invalid, "The authority's key is not the key that its certificate is for.",
        attribute: AttributePath("ca_private_key_pem"))
    }
    let start = client.now()
    var content = CertificateContent(request, start: start, end: wanted.end(from: start))
    wanted.complete(&content)
    var object = wanted
    object.caKeyAlgorithm = key.algorithm
    return object.issued(try Certificate(content, signedBy: key, of: issuer))
  }

  private func request(_ wanted: Object) throws(ProviderError) -> CertificateRequest {
    do { return try CertificateRequest(pem: wanted.certRequestPem) } catch {
      throw ProviderError(
        .invalid, "The request cannot be used: \(error.message).",
        attribute: AttributePath("cert_request_pem"))
    }
  }

  private func authority(_ wanted: Object) throws(ProviderError) -> Certificate {
    do { return try Certificate(pem: wanted.caCertPem) } catch {
      throw ProviderError(
        .invalid, "The authority's certificate cannot be used: \(error.message).",
        attribute: AttributePath("ca_cert_pem"))
    }
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
