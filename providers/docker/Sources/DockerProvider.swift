public import ProviderAPI
public import ProviderKit

/// The provider `docker`: what it manages, and how its block becomes a client.
public struct DockerProvider: ProviderDeclaration {
  public static let name = "docker"
  public static var schema: ResourceSchema { DockerConfiguration.schema }

  public static let types: [ResourceType<DockerClient>] = [
    .managed(ContainerResource.self), .managed(ImageResource.self), .managed(NetworkResource.self),
    .managed(RegistryImageResource.self), .managed(TagResource.self), .managed(VolumeResource.self),
    .data(ImageDataSource.self), .data(LogsDataSource.self), .data(NetworkDataSource.self),
    .data(RegistryImageDataSource.self),
  ]

  private let environment: [String: String]
  private let http: HTTPClient.Configuration

  /// - Parameters:
  ///   - environment: the program's, for `DOCKER_HOST` and its kin.
  ///   - http: proxies, logging and patience; TLS is the provider's own business.
  public init(environment: [String: String], http: HTTPClient.Configuration = HTTPClient.Configuration()) {
    self.environment = environment
    self.http = http
  }

  public func makeClient(_ configuration: DockerConfiguration) async throws -> DockerClient {
    let files = DockerFiles(environment: environment)
    let endpoint = try EngineLocation(configuration: configuration, environment: environment, files: files)
      .endpoint()
    let fixed = environment["DOCKER_API_VERSION"].flatMap { EngineVersion($0) }
    let http = try proxied()
    let sources = try RegistrySources(configuration.registryAuth ?? [], environment, files)
    return DockerClient(
      engine: DockerEngine(endpoint, fixedVersion: fixed, http),
      registry: RegistryClient(http, plain: sources.plain),
      credentials: CredentialStore(
        sources: sources.sources, configFile: files.configPath,
        askHelper: CredentialHelper(environment: environment).ask, readFile: LocalFile.read))
  }

  public func markedObjects(_ client: DockerClient) async throws -> [MarkedObject]? {
    try await EngineMarks(engine: client.engine).objects()
  }

  /// With the environment's proxies, unless others are set.
  private func proxied() throws -> HTTPClient.Configuration {
    guard http.proxy == .none else { return http }
    var configuration = http
    do {
      configuration.proxy = try ProxyRules(environment: environment)
    } catch {
      throw ProviderError(.invalid, error.message, cause: error)
    }
    return configuration
  }
}
