import Certificates
import Encodings
import Hashing
import KeyFormats
import ProviderAPI
import ProviderKit
import Values

/// An application's certificate and its key, which sign what proves to the directory who asks.
struct ClientCertificate: Sendable {
  private let certificate: [UInt8]
  private let key: PrivateKey

  /// nil when none is configured.
  init?(_ configuration: AzureConfiguration, _ environment: AzureEnvironment) throws {
    let password =
      configuration.clientCertificatePassword
      ?? environment.text("ARM_CLIENT_CERTIFICATE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD") ?? ""
    if let text = configuration.clientCertificate ?? environment.text("ARM_CLIENT_CERTIFICATE") {
      guard let bytes = Base64.standard.decode(text.trimmed) else {
        throw ProviderError(.invalid, "The \"client_certificate\" is no PFX bundle in base 64.")
      }
      try self.init(bytes, password: password)
      return
    }
    let path =
      configuration.clientCertificatePath
      ?? environment.text("ARM_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH")
    guard let path = path?.nonEmpty else { return nil }
    guard let bytes = try TextFile.read(path) else {
      throw ProviderError(.invalid, "There is no certificate in \(path).")
    }
    try self.init(bytes, password: password)
  }

  /// Reads PEM or a PFX bundle.
  init(_ bytes: [UInt8], password: String) throws {
    let blocks = PEM.all(in: String(decoding: bytes, as: UTF8.self))
    do {
      if blocks.isEmpty {
        let bundle = try PFXBundle(bytes, password: password)
        (certificate, key) = (bundle.certificate, bundle.key)
      } else {
        guard let own = blocks.first(where: { $0.label == "CERTIFICATE" }),
          let secret = blocks.first(where: { $0.label.hasSuffix("PRIVATE KEY") })
        else {
          throw ProviderError(
            .invalid, "The client certificate needs both a CERTIFICATE and a PRIVATE KEY in it.")
        }
        certificate = own.content
        key = try PrivateKey(pem: secret.text)
      }
    } catch let error as KeyFormatError {
      throw ProviderError(
        .invalid, "The client certificate cannot be used: \(error).", cause: error)
    }
    guard key.algorithm == "RSA" else {
      throw ProviderError(
        .invalid, "The key of a client certificate has to be one of RSA, not \(key.algorithm).")
    }
  }

  /// A JSON web token that says: this is the application `client`, asking `audience`.
  ///
  /// Protocol: learn.microsoft.com "Microsoft identity platform application authentication certificate credentials";
  /// RFC 7515, RS256.
  func assertion(client: String, audience: String, now: Timestamp = .now()) throws -> String {
    let base64 = Base64.rawURLSafe
    let header: JSON = [
      "alg": "RS256", "typ": "JWT",
      "x5t": .string(base64.encode(DigestAlgorithm.sha1.digest(of: certificate))),
    ]
    let claims: JSON = [
      "aud": .string(audience), "iss": .string(client), "sub": .string(client),
      "jti": .string(UUID.random().description), "nbf": .number(Number(now.seconds - 60)),
      "exp": .number(Number(now.seconds + 600)),
    ]
    let text = "\(base64.encode(header.bytes())).\(base64.encode(claims.bytes()))"
    do {
      return "\(text).\(base64.encode(try key.signature(of: Array(text.utf8))))"
    } catch {
      throw ProviderError(.invalid, "The client certificate cannot sign: \(error).", cause: error)
    }
  }
}

extension ClientCertificate: CustomStringConvertible, CustomReflectable {
  var description: String { "a client certificate" }
  var customMirror: Mirror { Mirror(reflecting: description) }
}
