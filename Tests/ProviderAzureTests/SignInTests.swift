import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderAzure

/// Each way to sign in, as the directory and the metadata services take it.
@Suite(.timeLimit(.minutes(5))) struct SignInTests {
  /// What a provider with this environment says of who it is; the secret is not among it.
  private func clientConfig(
    _ simulator: Simulator, _ more: [String: String], without names: [String] = ["ARM_CLIENT_SECRET"]
  ) async throws -> Value {
    var environment = AzureWorld.environment(of: simulator).merging(more) { $1 }
    for name in names { environment[name] = nil }
    let provider = try await BuiltInProvider.configured(AzureProvider(environment: environment))
    return try await provider.readData("azurerm_client_config", [:]).object
  }

  @Test(arguments: [
    ["ARM_CLIENT_SECRET": "azure-client-secret"], ["AZURE_CLIENT_SECRET": "azure-client-secret"],
    ["ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "federated-token"],
    [
      "ARM_USE_OIDC": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": "$URL/oidc/token",
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "pipeline-token",
    ],
    [
      "ARM_USE_OIDC": "true", "SYSTEM_OIDCREQUESTURI": "$URL/oidc/token",
      "SYSTEM_ACCESSTOKEN": "pipeline-token",
      "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID": "connection",
    ],
    ["ARM_USE_MSI": "true", "AZURE_POD_IDENTITY_AUTHORITY_HOST": "$URL"],
    ["ARM_USE_MSI": "true", "ARM_MSI_ENDPOINT": "$URL/metadata/identity/oauth2/token"],
    ["ARM_USE_MSI": "true", "IDENTITY_ENDPOINT": "$URL/msi/token", "IDENTITY_HEADER": "identity-header"],
  ])
  func `who has a secret, a token or an identity is let in`(_ variables: [String: String]) async throws {
    let simulator = try await Simulator("azure")
    let more = variables.mapValues { value in
      value.hasPrefix("$URL") ? simulator.url + value.dropFirst(4) : value
    }
    var without: [String] = ["ARM_CLIENT_SECRET"]
    if variables["ARM_CLIENT_SECRET"] != nil { without = [] }
    let found = try await clientConfig(simulator, more, without: without)
    #expect(found.keyedElements?["client_id"]?.asString == AzureWorld.client)
    #expect(found.keyedElements?["subscription_id"]?.asString == AzureWorld.subscription)
    #expect(found.keyedElements?["tenant_id"]?.asString == AzureWorld.tenant)
  }

  @Test func `a wrong secret is refused without being shown`() async throws {
    let simulator = try await Simulator("azure")
    await #expect(throws: ProviderError(.denied, "")) {
      try await clientConfig(simulator, ["ARM_CLIENT_SECRET": "another-secret"], without: [])
    }
    do {
      _ = try await clientConfig(simulator, ["ARM_CLIENT_SECRET": "another-secret"], without: [])
    } catch {
      #expect(!"\(error)".contains("another-secret"))
      #expect("\(error)".contains("AADSTS7000215"))
    }
  }

  @Test func `hundreds of calls take one token, and a new one when it is taken back`() async throws {
    let world = try await AzureWorld(simulated: true)
    let simulator = try #require(world.simulator)
    let object = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string("westeurope")])
    for _ in 1...20 {
      _ = try await world.provider.read(ReadRequest(type: "azurerm_resource_group", current: object))
    }
    #expect(try await simulator.count("POST", "*/oauth2/v2.0/token") == 1)
    try await simulator.control(.post, "expire")
    try await world.delete("azurerm_resource_group", object)
    #expect(try await simulator.count("POST", "*/oauth2/v2.0/token") == 2)
  }

  @Test func `tokens go to nobody else`() async throws {
    #expect(throws: ProviderError(.invalid, "")) { try AzureCloud.address("http://metadata.example.com") }
    #expect(try AzureCloud.address("metadata.example.com").isSecure)
    #expect(try !AzureCloud.address("http://vault.localhost:1").isSecure)
  }
}
