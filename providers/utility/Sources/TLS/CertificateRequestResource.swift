import Certificates
import Encodings
import Hashing
import KeyFormats
import ProviderAPI
import ProviderKit
import Values

/// `tls_cert_request`: asks an authority for a certificate. Its id is the SHA-1 digest of the request.
struct CertificateRequestResource: RecordedResource {
  static let type = "tls_cert_request"
  static let schema = ResourceSchema(
    "A request for a certificate.",
    members: SubjectArguments.members + [.computed("cert_request_pem", .string, "The request in PEM.")])

  struct Object: Codable {
    var subject: [SubjectArguments]
    var dnsNames: [String]?
    var ipAddresses: [String]?
    var uris: [String]?
    var privateKeyPem: String
    var keyAlgorithm: String?
    var certRequestPem: String?
  }

  init(client: TLSClient) {}

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let key = try PrivateKey(wanted.privateKeyPem, argument: "private_key_pem")
    let request = try CertificateRequest(
      wanted.subject.first?.name ?? DistinguishedName([:]),
      try SubjectNames(wanted.dnsNames, wanted.ipAddresses, wanted.uris), key: key)
    var object = wanted
    object.keyAlgorithm = key.algorithm
    object.certRequestPem = request.pem
    return Created(
      id: Hexadecimal.encode(DigestAlgorithm.sha1.digest(of: request.der.bytes)), object)
  }

  func importObject(id: String) throws -> Created<Object>? {
    throw ProviderError(.invalid, "A request for a certificate cannot be imported.")
  }
}
