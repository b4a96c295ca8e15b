import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderAzure

/// What is there, and whose it is.
@Suite(.timeLimit(.minutes(5))) struct RemainsTests {
  @Test func `a subscription that is not found makes nothing gone`() async throws {
    let world = try await AzureWorld(simulated: true)
    let simulator = try #require(world.simulator)
    let group = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    try await simulator.control(
      .post, "faults",
      [
        "method": "GET", "path": "/subscriptions/*", "times": .null, "status": 404,
        "body": [
          "error": ["code": "SubscriptionNotFound", "message": "The subscription could not be found."]
        ],
      ])
    let error = await #expect(throws: ProviderError.self) {
      try await world.read("azurerm_resource_group", group)
    }
    #expect(error?.code == .denied)
    #expect(error?.message.contains("ARM_SUBSCRIPTION_ID") == true)
  }

  @Test func `a share that others made is not what a crash has left`() async throws {
    let world = try await AzureWorld(simulated: true)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    let account = try await world.account()
    let config: KeyedValues = [
      "name": .string("home"), "storage_account_id": account.keyedElements?["id"] ?? .null(.string),
      "quota": .number(5), "metadata": map(["a": "b"]),
    ]
    let made = try await world.provider.create("azurerm_storage_share", config)
    #expect(made.keyedElements?["metadata"] == map(["a": "b"]))
    guard case .found = try await locate("azurerm_storage_share", config, "test", world) else {
      Issue.record("What the operation has made is not found.")
      return
    }
    guard case .absent = try await locate("azurerm_storage_share", config, "other", world) else {
      Issue.record("What another operation has made is found.")
      return
    }
  }

  private func locate(
    _ type: String, _ config: KeyedValues, _ operation: String, _ world: AzureWorld
  ) async throws -> LocateResponse {
    let schema = try #require(try await world.provider.schema(of: .managed, type))
    let planned = try await world.provider.plan(type, config, prior: .null(schema.block.impliedType)).planned
    return try await world.provider.locate(
      LocateRequest(
        type: type, operation: operation, planned: planned, config: schema.block.config(config)))
  }
}
