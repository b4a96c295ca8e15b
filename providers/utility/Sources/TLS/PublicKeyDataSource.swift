import Certificates
import ProviderAPI
import ProviderKit
import Values

/// `tls_public_key`: the public half of a private key. Its id is the SHA-1 digest of the public key.
struct PublicKeyDataSource: DataSource {
  static let type = "tls_public_key"
  static let schema = ResourceSchema(
    "The public half of a private key.", members: PublicKeyObject.members)

  init(client: TLSClient) {}

  func read(_ config: PublicKeyObject) throws -> DataResult<PublicKeyObject> { try config.read() }
}

/// The same, stored nowhere.
struct PublicKeyEphemeral: DataSource {
  static let type = "tls_public_key"
  static let schema = ResourceSchema(
    "The public half of a private key, stored nowhere.", members: PublicKeyObject.members)

  init(client: TLSClient) {}

  func read(_ config: PublicKeyObject) throws -> DataResult<PublicKeyObject> { try config.read() }
}

/// What both have in common.
struct PublicKeyObject: Codable {
  var privateKeyPem: String?
  var privateKeyOpenssh: String?
  var algorithm: String?
  var publicKeyPem: String?
  var publicKeyOpenssh: String?
  var publicKeyFingerprintMd5: String?
  var publicKeyFingerprintSha256: String?

  static let members: [ResourceSchema.Member] =
    [
      .argument("private_key_pem", .string, .optional, sensitive: true, "The private key in PEM."),
      .argument(
        "private_key_openssh", .string, .optional, sensitive: true, "The private key in OpenSSH's format."),
      .rule("private_key_pem", .exactlyOneOf(["private_key_openssh"])),
      .computed("algorithm", .string, "`RSA`, `ECDSA` or `ED25519`."),
    ] + PublicKeyForms.members

  func read() throws -> DataResult<PublicKeyObject> {
    let key = try PrivateKey(
      privateKeyPem ?? privateKeyOpenssh ?? "",
      argument: privateKeyPem == nil ? "private_key_openssh" : "private_key_pem")
    let forms = PublicKeyForms(key.publicKey)
    var object = self
    object.algorithm = key.algorithm
    (object.publicKeyPem, object.publicKeyOpenssh) = (forms.pem, forms.openSSH)
    (object.publicKeyFingerprintMd5, object.publicKeyFingerprintSha256) = (forms.md5, forms.sha256)
    return DataResult(id: key.publicKey.id, object)
  }
}
