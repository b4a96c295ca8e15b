import Certificates
import Encodings
import Hashing
import KeyFormats
import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// `tls_certificate`: what certificates say, those that a host shows or those of a text. The root comes first.
struct CertificateDataSource: DataSource {
  static let type = "tls_certificate"
  static let schema = ResourceSchema(
    "What certificates say.",
    .argument("url", .string, "The host that shows them: `https://…` or `tls://HOST:PORT`."),
    .argument("content", .string, "Certificates in PEM."),
    .argument(
      "verify_chain", .bool, .optional, rules: [.conflictsWith(["content"])],
      "Whether the host must prove who it is, as it must if unset."),
    .rule("url", .exactlyOneOf(["content"])),
    .computed("certificates", .list(.object(Shown.types)), "The certificates, the root of the chain first."))

  struct Object: Codable {
    var url: String?
    var content: String?
    var verifyChain: Bool?
    var certificates: [Shown]?
  }

  let client: TLSClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let chain =
      if let url = config.url {
        try await shown(by: url, verifies: config.verifyChain ?? true).reversed().map(\.self)
      } else {
        PEM.all(in: config.content ?? "")
      }
    guard !chain.isEmpty else {
      throw ProviderError(
        .invalid, "There is no certificate in PEM format.", attribute: AttributePath("content"))
    }
    var object = config
    object.certificates = try chain.map(certificate).map(Shown.init)
    let id = Hexadecimal.encode(DigestAlgorithm.sha1.digest(of: chain.flatMap(\.content)))
    return DataResult(id: id, object)
  }

  private func certificate(_ block: PEM) throws(ProviderError) -> Certificate {
    do { return try Certificate(pem: block.text) } catch {
      throw ProviderError(.invalid, "A certificate cannot be read: \(error.message).")
    }
  }

  // MARK: From a host

  private func shown(by url: String, verifies: Bool) async throws -> [PEM] {
    let parts = url.split(separator: "://", maxSplits: 1)
    guard parts.count == 2, parts[0] == "https" || parts[0] == "tls" else {
      throw ProviderError(
        .invalid, "The URL must begin with https:// or tls://.", attribute: AttributePath("url"))
    }
    let chain = Mutex<String>("")
    do {
      var request = HTTPRequest(.head, try HTTPURL("https://\(parts[1])"))
      request.takesCertificates = { text in chain.withLock { $0 = text } }
      _ = try await HTTPClient(try configuration(verifies: verifies)).send(request)
    } catch let error as HTTPError {
      // There is no response; but there are certificates if the host has proved who it is.
      if error.code == .tls || chain.withLock(\.isEmpty) { throw ProviderError(error, url) }
    }
    return chain.withLock { PEM.all(in: $0) }
  }

  private func configuration(verifies: Bool) throws -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.tls.verifiesServer = verifies
    configuration.retry = .never
    if let url = client.proxy?.url {
      guard var server = ProxyServer(url) else {
        throw ProviderError(.invalid, "The proxy's URL is none.")
      }
      if let user = client.proxy?.username {
        server.credentials = .init(user: user, password: client.proxy?.password ?? "")
      }
      configuration.proxy = ProxyRules(plain: server, secure: server)
    } else if client.proxy?.fromEnv != false {
      configuration.proxy = try ProxyRules(environment: client.environment)
    }
    return configuration
  }
}

/// A certificate as the data source shows it.
struct Shown: Codable {
  var isCa: Bool
  /// -1 for any number, and of what is no authority.
  var maxPathLength: Int
  var issuer: String
  var notAfter: String
  var notBefore: String
  var publicKeyAlgorithm: String
  var serialNumber: String
  var sha1Fingerprint: String
  var signatureAlgorithm: String
  var subject: String
  var version: Int
  var certPem: String

  static let types: [String: ValueType] = [
    "is_ca": .bool, "max_path_length": .number, "issuer": .string, "not_after": .string,
    "not_before": .string, "public_key_algorithm": .string, "serial_number": .string,
    "sha1_fingerprint": .string, "signature_algorithm": .string, "subject": .string, "version": .number,
    "cert_pem": .string,
  ]

  init(_ certificate: Certificate) {
    isCa = certificate.isAuthority
    maxPathLength = certificate.isAuthority ? certificate.maxPathLength ?? -1 : -1
    issuer = certificate.issuer.description
    notAfter = certificate.end.description
    notBefore = certificate.start.description
    publicKeyAlgorithm = certificate.publicKey.algorithmName
    serialNumber = certificate.serialNumber
    sha1Fingerprint = certificate.sha1Fingerprint
    signatureAlgorithm = certificate.signatureAlgorithm
    subject = certificate.subject.description
    version = certificate.version
    certPem = certificate.pem
  }
}
