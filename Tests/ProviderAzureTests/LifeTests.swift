import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderAzure

/// What becomes of objects that are there: by others' hands, by themselves, and by a new value.
@Suite(.timeLimit(.minutes(5))) struct LifeTests {
  @Test func `a container group that others have stopped is seen, and started again`() async throws {
    let world = try await AzureWorld(simulated: true)
    let simulator = try #require(world.simulator)
    let type = "azurerm_container_group"
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    let config = try await world.containerGroup().setting("desired_state", .string("running"))
    let made = try await world.provider.create(type, config)
    try await simulator.control(.post, "power", ["box": "Stopped"])
    let seen = try await world.read(type, made).object
    #expect(seen.keyedElements?["desired_state"] == .string("stopped"))
    let plan = try await world.provider.plan(type, config, prior: seen)
    #expect(plan.requiresReplace == [])
    let schema = try #require(try await world.provider.schema(of: .managed, type))
    _ = try await world.provider.apply(
      ApplyRequest(type: type, prior: seen, planned: plan.planned, config: schema.block.config(config)),
      Operation(id: "start"))
    #expect(try await simulator.count("POST", "*/start") == 1)
    #expect(try await world.read(type, made).object.keyedElements?["desired_state"] == .string("running"))
  }

  @Test func `a secret's id has its version, and a new value has a new id`() async throws {
    let world = try await AzureWorld(simulated: true)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    let type = "azurerm_key_vault_secret"
    let vault = try await world.provider.create("azurerm_key_vault", try await TrialTests().vault(world))
    let config: KeyedValues = [
      "name": .string("token"), "value": .string("correct horse"),
      "key_vault_id": vault.keyedElements?["id"] ?? .null(.string),
    ]
    let made = try await world.provider.create(type, config)
    let first = made.keyedElements ?? [:]
    let whole = first["versionless_id"]?.asString ?? ""
    #expect(first["id"]?.asString == "\(whole)/\(first["version"]?.asString ?? "")")
    #expect(whole.hasSuffix("/secrets/token"))
    let changed = config.setting("value", .string("battery staple"))
    let plan = try await world.provider.plan(type, changed, prior: made)
    #expect(plan.planned.keyedElements?["id"]?.isKnown == false)
    let schema = try #require(try await world.provider.schema(of: .managed, type))
    let second =
      try await world.provider.apply(
        ApplyRequest(type: type, prior: made, planned: plan.planned, config: schema.block.config(changed)),
        Operation(id: "change")
      ).object.keyedElements ?? [:]
    #expect(second["id"] != first["id"])
    #expect(second["id"]?.asString == "\(whole)/\(second["version"]?.asString ?? "")")
    #expect(try await world.read(type, .object(second)).object == .object(second))
  }

  @Test func `a job that has ended is not run twice`() async throws {
    let world = try await AzureWorld(["--ended"], simulated: true)
    let simulator = try #require(world.simulator)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    let config = try await world.containerGroup().setting("desired_state", .string("running"))
      .setting("restart_policy", .string("Never"))
    let made = try await world.provider.create("azurerm_container_group", config)
    #expect(try await simulator.count("POST", "*/start") == 0)
    let seen = try await world.read("azurerm_container_group", made).object
    #expect(seen.keyedElements?["desired_state"] == .string("running"))
  }
}
