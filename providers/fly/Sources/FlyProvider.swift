public import ProviderAPI
public import ProviderKit

/// The provider `fly`: what it manages, and how its block becomes a client.
public struct FlyProvider: ProviderDeclaration {
  public static let name = "fly"
  public static var schema: ResourceSchema { FlyConfiguration.schema }

  public static let types: [ResourceType<FlyClient>] = [
    .managed(AppResource.self), .managed(CertificateResource.self), .managed(IPResource.self),
    .managed(MachineResource.self), .managed(SecretResource.self), .managed(VolumeResource.self),
    .data(AppDataSource.self), .data(AppsDataSource.self), .data(CertificateDataSource.self),
    .data(IPDataSource.self), .data(MachineDataSource.self), .data(MachinesDataSource.self),
    .data(OrganizationDataSource.self), .data(RegionsDataSource.self), .data(VolumeDataSource.self),
    .ephemeral(DeployTokenSource.self), .ephemeral(OIDCTokenSource.self),
    .action(MachineAction.self), .action(VolumeSnapshotAction.self),
  ]

  private let environment: [String: String]
  private let http: HTTPClient.Configuration

  /// - Parameters:
  ///   - environment: the program's, for `FLY_API_TOKEN` and its kin.
  ///   - http: logging and patience; proxies are taken from the environment.
  public init(environment: [String: String], http: HTTPClient.Configuration = HTTPClient.Configuration()) {
    self.environment = environment
    self.http = http
  }

  public func makeClient(_ configuration: FlyConfiguration) async throws -> FlyClient {
    let token = try FlyToken(configuration: configuration, environment: environment)
    let places = try FlyPlaces(configuration: configuration, environment: environment)
    var http = http
    if http.proxy == .none { http.proxy = try proxies() }
    http.retry.maxAttempts = 6
    return FlyClient(
      MachinesAPI(
        HTTPClient(http), at: places.machines, token, rate: configuration.rateLimit ?? 1, http.clock),
      platform: PlatformAPI(HTTPClient(http), at: places.platform, token),
      organization: environment["FLY_ORG"]?.nonEmpty ?? "personal")
  }

  /// The machines of the organisation; nothing else on Fly can be marked.
  public func markedObjects(_ client: FlyClient) async throws -> [MarkedObject]? {
    try await OrganizationMachines(client: client).marked()
  }

  private func proxies() throws -> ProxyRules {
    do {
      return try ProxyRules(environment: environment)
    } catch {
      throw ProviderError(.invalid, error.message, cause: error)
    }
  }
}
