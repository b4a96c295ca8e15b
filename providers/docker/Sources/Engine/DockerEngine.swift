import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// One Docker engine: the Docker Engine API (moby `api/docs/v1.41.yaml` to `v1.55.yaml`) over one connection
/// pool. Every failure that leaves it is a ``ProviderError`` in the engine's own words.
struct DockerEngine: Sendable {
  let endpoint: EngineEndpoint
  private let http: HTTPClient
  private let agreed: AgreedVersion

  /// - Parameter fixedVersion: the version to speak without asking; nil to agree on the newest that both know.
  init(
    _ endpoint: EngineEndpoint, fixedVersion: EngineVersion? = nil, _ configuration: HTTPClient.Configuration
  ) {
    self.endpoint = endpoint
    var configuration = configuration
    configuration.tls = endpoint.tls
    configuration.timeouts = Self.timeouts
    http = HTTPClient(configuration)
    agreed = AgreedVersion(fixedVersion)
  }

  /// An engine under load may take minutes to create or remove a container; twenty are what the public
  /// provider allows.
  private static let timeouts = HTTPTimeouts(idle: .seconds(1200), total: .seconds(1200))

  /// The API in the version that both sides know.
  var api: APIClient {
    get async throws { client(at: "/v\(try await version())") }
  }

  private func client(at path: String) -> APIClient {
    var base = endpoint.url
    base.path = base.path.hasSuffix("/") ? base.path.dropLast() + path : base.path + path
    let endpoint = endpoint
    return APIClient(
      http, at: base, keys: .pascalCase,
      failures: APIFailures(
        answered: { EngineFailure.error(status: $0.status, body: $0.body) },
        unanswered: { EngineFailure.error($0, at: endpoint) }))
  }

  // MARK: The API's version

  /// The version that is spoken with this engine: the newest that both know.
  func version() async throws -> EngineVersion {
    if let version = agreed.current { return version }
    let unversioned = client(at: "")
    var request = try unversioned.request(.get, "/_ping")
    request.timeouts = .standard
    let offered = try await unversioned.send(request).headers["Api-Version"]
    let version = try agree(on: offered.flatMap { EngineVersion($0) })
    agreed.settle(on: version)
    return version
  }

  private func agree(on offered: EngineVersion?) throws -> EngineVersion {
    guard let offered else {
      throw ProviderError(
        .protocolViolation,
        "What answers at \(endpoint.name) does not say which version of the Docker API it speaks.")
    }
    guard offered >= .oldest else {
      throw ProviderError(
        .invalid,
        """
        The Docker engine at \(endpoint.name) speaks version \(offered) of the API; \(EngineVersion.oldest) (Docker \
        20.10) or newer is needed. Update the engine.
        """)
    }
    return min(offered, .newest)
  }
}

/// The version that an engine and this client agreed on, shared by the copies of a client. Agreeing twice
/// at the same time does no harm.
private final class AgreedVersion: Sendable {
  private let version: Mutex<EngineVersion?>

  init(_ fixed: EngineVersion?) { version = Mutex(fixed) }

  var current: EngineVersion? { version.withLock { $0 } }
  func settle(on agreed: EngineVersion) { version.withLock { $0 = agreed } }
}
