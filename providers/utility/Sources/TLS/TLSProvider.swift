public import ProviderKit
import Values

/// `tls`: keys, certificates and requests for them, and what certificates say.
public struct TLSProvider: ProviderDeclaration {
  public static let name = "tls"
  public static let schema = ResourceSchema(
    "Keys and certificates.",
    .blocks(
      "proxy", .list,
      ResourceSchema(
        "How to reach hosts whose certificates are looked at.",
        .argument("url", .string, "The proxy."), .argument("username", .string, "Who to be for the proxy."),
        .argument("password", .string, .optional, sensitive: true, "The password for the proxy."),
        .argument(
          "from_env", .bool,
          "Whether the proxies of `HTTPS_PROXY` and `NO_PROXY` are used, as they are if unset.")), max: 1))
  public static var types: [ResourceType<TLSClient>] {
    [
      .managed(PrivateKeyResource.self), .managed(CertificateRequestResource.self),
      .managed(SelfSignedCertificateResource.self), .managed(LocallySignedCertificateResource.self),
      .ephemeral(PrivateKeyEphemeral.self), .ephemeral(PublicKeyEphemeral.self),
      .data(PublicKeyDataSource.self), .data(CertificateDataSource.self),
    ]
  }

  private let client: TLSClient

  public init(environment: [String: String]) {
    client = TLSClient(environment: environment, now: Timestamp.now)
  }

  init(client: TLSClient) { self.client = client }

  public struct Configuration: Codable, Sendable {
    var proxy: [Proxy]

    struct Proxy: Codable {
      var url: String?
      var username: String?
      var password: String?
      var fromEnv: Bool?
    }
  }

  public func makeClient(_ configuration: Configuration) -> TLSClient {
    var client = client
    client.proxy = configuration.proxy.first
    return client
  }
}

/// The time, and how to reach hosts.
public struct TLSClient: Sendable {
  var environment: [String: String]
  /// In UTC.
  var now: @Sendable () -> Timestamp
  var proxy: TLSProvider.Configuration.Proxy?
}
