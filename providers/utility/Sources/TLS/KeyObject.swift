import Certificates
import KeyFormats
import ProviderAPI
import ProviderKit
import Values

/// The arguments that say which key to make, and the forms in which a key is shown.
struct KeyObject: Codable {
  var algorithm: String
  var rsaBits: Int
  var ecdsaCurve: String
  var privateKeyPem: String?
  var privateKeyPemPkcs8: String?
  var privateKeyOpenssh: String?
  var publicKeyPem: String?
  var publicKeyOpenssh: String?
  var publicKeyFingerprintMd5: String?
  var publicKeyFingerprintSha256: String?

  static let members: [ResourceSchema.Member] =
    [
      .argument(
        "algorithm", .string, .required, requiresReplace: true, rules: [.oneOf(["RSA", "ECDSA", "ED25519"])],
        "`RSA`, `ECDSA` or `ED25519`."),
      .argument(
        "rsa_bits", .number, .defaulted(.number(2048)), requiresReplace: true,
        rules: [.integer(1024...16_384)], "The size of an RSA key, in bits."),
      .argument(
        "ecdsa_curve", .string, .defaulted(.string("P224")), requiresReplace: true,
        rules: [.oneOf(Curve.allCases.map(\.rawValue))], "The curve of an ECDSA key."),
      .computed(
        "private_key_pem", .string, sensitive: true,
        "The key in PEM: PKCS #1 for RSA, SEC 1 for ECDSA, PKCS #8 for Ed25519."),
      .computed("private_key_pem_pkcs8", .string, sensitive: true, "The key in PEM as PKCS #8."),
      .computed(
        "private_key_openssh", .string, sensitive: true,
        "The key in OpenSSH's format; empty on the curve P224, which SSH does not know."),
    ] + PublicKeyForms.members

  /// The object with a new key.
  func made() throws -> (id: String, object: KeyObject) {
    let key = try made(recipe)
    let forms = PublicKeyForms(key.publicKey)
    var object = self
    object.privateKeyPem = key.pem
    object.privateKeyPemPkcs8 = key.pkcs8PEM
    object.privateKeyOpenssh = key.openSSH ?? ""
    (object.publicKeyPem, object.publicKeyOpenssh) = (forms.pem, forms.openSSH)
    (object.publicKeyFingerprintMd5, object.publicKeyFingerprintSha256) = (forms.md5, forms.sha256)
    return (key.publicKey.id, object)
  }

  private var recipe: PrivateKey.Recipe {
    switch algorithm {
    case "RSA": .rsa(bits: rsaBits)
    case "ECDSA": .ecdsa(Curve(rawValue: ecdsaCurve) ?? .p224)
    default: .ed25519
    }
  }

  private func made(_ recipe: PrivateKey.Recipe) throws(ProviderError) -> PrivateKey {
    do { return try PrivateKey(recipe) } catch {
      throw ProviderError(
        .invalid, "No key was made: \(error.message).", attribute: AttributePath("rsa_bits"))
    }
  }
}

/// The forms in which a public key is shown.
struct PublicKeyForms {
  let pem: String
  /// Empty where SSH has no such keys.
  let openSSH: String
  let md5: String
  let sha256: String

  init(_ key: PublicKey) {
    pem = key.pem
    openSSH = key.authorizedKey ?? ""
    md5 = key.md5Fingerprint ?? ""
    sha256 = key.sha256Fingerprint ?? ""
  }

  static let members: [ResourceSchema.Member] = [
    .computed("public_key_pem", .string, "The public key in PEM."),
    .computed("public_key_openssh", .string, "The public key as a line of `authorized_keys`."),
    .computed("public_key_fingerprint_md5", .string, "Its MD5 fingerprint as OpenSSH shows it."),
    .computed("public_key_fingerprint_sha256", .string, "Its SHA-256 fingerprint as OpenSSH shows it."),
  ]
}

extension PrivateKey {
  /// The key that an argument holds.
  init(_ text: String, argument: String) throws(ProviderError) {
    do { try self.init(pem: text) } catch {
      throw ProviderError(
        .invalid, "The private key cannot be used: \(error.message).", attribute: AttributePath(argument))
    }
  }
}
