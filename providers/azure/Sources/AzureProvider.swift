public import ProviderAPI
public import ProviderKit

/// The provider `azurerm`: what it manages, and how its block becomes a client.
public struct AzureProvider: ProviderDeclaration {
  public static let name = "azurerm"
  public static var schema: ResourceSchema { AzureConfiguration.schema }

  static let tables: [ARMType] = [
    .resourceGroup, .containerGroup, .storageAccount, .storageShare, .keyVault, .userAssignedIdentity,
    .roleAssignment,
    .containerRegistry, .workspace, .virtualNetwork, .subnet, .publicIP,
  ]

  public static let types: [ResourceType<AzureClient>] =
    tables.flatMap { table in [.managed(ARMResource(table)), .data(ARMDataSource(table))] } + [
      .managed(SecretResource.self), .data(SecretDataSource.self), .ephemeral(SecretDataSource.self),
      .managed(AccessPolicyResource.self), .managed(ShareFileResource.self),
      .managed(ShareDirectoryResource.self), .data(ClientConfigDataSource.self),
      .data(SubscriptionDataSource.self),
      .action(ContainerGroupAction.self),
    ]

  private let environment: [String: String]
  private let http: HTTPClient.Configuration

  /// - Parameters:
  ///   - environment: the program's, for the variables that begin with `ARM_` and `AZURE_`.
  ///   - http: logging and patience; proxies are taken from the environment.
  public init(environment: [String: String], http: HTTPClient.Configuration = HTTPClient.Configuration()) {
    self.environment = environment
    self.http = http
  }

  public func markedObjects(_ client: AzureClient) async throws -> [MarkedObject]? {
    try await SubscriptionMarks(client: client).objects()
  }

  public func makeClient(_ configuration: AzureConfiguration) async throws -> AzureClient {
    let settings = try AzureSettings(configuration, environment: environment)
    var http = http
    if http.proxy == .none { http.proxy = try proxies() }
    return AzureClient(settings, http)
  }

  /// Those of the environment, but for the machine's own service of identities, whose addresses (RFC 3927) mean something
  /// else to a proxy.
  func proxies() throws -> ProxyRules {
    do {
      return try ProxyRules(environment: environment).excepting("169.254.0.0/16")
    } catch {
      throw ProviderError(.invalid, error.message, cause: error)
    }
  }
}
