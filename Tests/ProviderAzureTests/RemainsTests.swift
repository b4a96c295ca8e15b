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

  @Test func `what rcw has made in the subscription is listed, and nothing else`() async throws {
    let world = try await AzureWorld(simulated: true)
    let group = try await world.provider.create(
      "azurerm_resource_group",
      ["name": .string(world.group), "location": .string(world.location), "tags": map(["a": "b"])])
    let box = try await world.provider.create("azurerm_container_group", try await world.containerGroup())
    // What others have made has no tag of ours.
    let environment = AzureWorld.environment(of: try #require(world.simulator))
    let client = try await AzureProvider(environment: environment).makeClient(AzureConfiguration())
    let other = try ResourceID("\(group.keyedElements?["id"]?.asString ?? "")-2")
    _ = try await client.manager.begin(.put, other, "2021-04-01", ["location": "westeurope"])
    let found = try await world.provider.markedObjects() ?? []
    #expect(
      found.map(\.id) == [group, box].compactMap { $0.keyedElements?["id"]?.asString })
    #expect(found.map(\.type) == ["azurerm_resource_group", "azurerm_container_group"])
    #expect(found.map(\.place) == ["", world.group])
    #expect(found.last?.created.isEmpty == false)
  }

  @Test(
    .enabled(
      if: AzureWorld.isLive,
      "these tests ran on the simulator: RCW_LIVE_AZURE=1 and the variables ARM_… run them on Azure itself"))
  func `the tests leave nothing in the subscription`() async throws {
    let world = try await AzureWorld()
    let left = try await world.provider.markedObjects() ?? []
    #expect(left.filter { $0.name.hasPrefix("rcw-test-") } == [])
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
