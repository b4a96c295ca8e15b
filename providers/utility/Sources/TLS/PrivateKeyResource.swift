import Certificates
import ProviderAPI
import ProviderKit
import Values

/// `tls_private_key`: a key that is recorded. Its id is the SHA-1 digest of the public key.
struct PrivateKeyResource: RecordedResource {
  static let type = "tls_private_key"
  static let schema = ResourceSchema("A private key.", version: 1, members: KeyObject.members)

  init(client: TLSClient) {}

  func create(_ wanted: KeyObject, _ operation: Operation) throws -> Created<KeyObject> {
    let made = try wanted.made()
    return Created(id: made.id, made.object)
  }

  func importObject(id: String) throws -> Created<KeyObject>? {
    throw ProviderError(.invalid, "A private key cannot be imported.")
  }

  /// Version 0 lacked some forms of the key, all of which follow from the first.
  static func upgrade(version: Int, _ object: JSON) throws -> JSON {
    guard let text = object["private_key_pem"]?.asString else { return object }
    let key = try PrivateKey(text, argument: "private_key_pem")
    let forms = PublicKeyForms(key.publicKey)
    var object = object
    object["private_key_openssh"] = .string(key.openSSH ?? "")
    object["private_key_pem_pkcs8"] = .string(key.pkcs8PEM)
    object["public_key_fingerprint_sha256"] = .string(forms.sha256)
    return object
  }
}

/// `tls_private_key`: a key that is stored nowhere.
struct PrivateKeyEphemeral: DataSource {
  static let type = "tls_private_key"
  static let schema = ResourceSchema("A private key that is stored nowhere.", members: KeyObject.members)
    .withoutID

  init(client: TLSClient) {}

  func read(_ config: KeyObject) throws -> DataResult<KeyObject> {
    let made = try config.made()
    return DataResult(id: made.id, made.object)
  }
}
