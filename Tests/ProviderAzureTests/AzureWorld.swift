import Glibc
import ProviderAPI
import ProviderKit
import ProviderTestKit
import Values

@testable import ProviderAzure

/// Where the tests' resources live: a simulator of their own, or, with `RCW_LIVE_AZURE=1`, the subscription that `ARM_…`
/// names, of which nothing is left but what was there before.
struct AzureWorld: Sendable {
  static let isLive = variable("RCW_LIVE_AZURE") == "1"
  /// As the simulator knows them.
  static let subscription = "11111111-2222-3333-4444-555555555555"
  static let tenant = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
  static let client = "cccccccc-0000-0000-0000-000000000001"
  static let secret = "azure-client-secret"

  /// nil for the real thing.
  let simulator: Simulator?
  let provider: BuiltInProvider<AzureProvider>
  /// A resource group, which is there while `body` of ``with(_:_:)`` runs.
  let group: String
  /// Letters and digits that nobody else has.
  let tag: String
  let location = "West Europe"

  /// Runs `body` in a world with a resource group in it.
  static func with(_ flags: [String] = [], _ body: (AzureWorld) async throws -> Void) async throws {
    let world = try await AzureWorld(flags)
    let config: KeyedValues = ["name": .string(world.group), "location": .string(world.location)]
    let object = try await world.provider.create("azurerm_resource_group", config)
    do { try await body(world) } catch {
      try? await world.delete("azurerm_resource_group", object)
      throw error
    }
    try await world.delete("azurerm_resource_group", object)
  }

  /// A simulator in any case, for worlds that have to fail.
  init(_ flags: [String] = [], simulated: Bool = !isLive) async throws {
    tag = String(UInt32.random(in: 0 ... .max), radix: 36)
    group = "rcw-test-\(tag)"
    guard simulated else {
      simulator = nil
      provider = try await .configured(AzureProvider(environment: Self.liveEnvironment), Self.features)
      return
    }
    let simulator = try await Simulator("azure", ["--pace", "0.02"] + flags)
    self.simulator = simulator
    provider = try await Self.provider(of: simulator)
  }

  /// A provider that has been told nothing of what others have changed.
  static func provider(
    of simulator: Simulator, _ more: [String: String] = [:], _ config: KeyedValues = features
  ) async throws -> BuiltInProvider<AzureProvider> {
    try await .configured(
      AzureProvider(environment: environment(of: simulator).merging(more) { $1 }), config)
  }

  static func environment(of simulator: Simulator) -> [String: String] {
    [
      "ARM_METADATA_HOSTNAME": simulator.url, "ARM_SUBSCRIPTION_ID": subscription, "ARM_TENANT_ID": tenant,
      "ARM_CLIENT_ID": client, "ARM_CLIENT_SECRET": secret,
    ]
  }

  /// A group of the tests may have anything left in it.
  static let features: KeyedValues = {
    let schema = AzureConfiguration.schema.schema.block
    guard let features = schema.blocks["features"], let groups = features.block.blocks["resource_group"]
    else {
      return [:]
    }
    let habit = groups.block.config(["prevent_deletion_if_contains_resources": .bool(false)])
    let block = features.block.config(["resource_group": .list([habit], of: habit.type)])
    return ["features": .list([block], of: block.type)]
  }()

  private static var liveEnvironment: [String: String] {
    let names = [
      "ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_USE_OIDC",
      "ARM_USE_MSI",
      "ARM_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_CERTIFICATE_PASSWORD", "HOME", "PATH", "https_proxy",
      "HTTPS_PROXY",
    ]
    return Dictionary(uniqueKeysWithValues: names.compactMap { name in variable(name).map { (name, $0) } })
  }

  func delete(_ type: String, _ object: Value) async throws {
    guard let schema = try await provider.schema(of: .managed, type) else { return }
    let none = Value.null(schema.block.impliedType)
    _ = try await provider.apply(
      ApplyRequest(type: type, prior: object, planned: none, config: none), Operation(id: "delete"))
  }

  func read(_ type: String, _ object: Value) async throws -> ReadResponse {
    try await provider.read(ReadRequest(type: type, current: object))
  }

  /// What every resource in the group says.
  func placed(_ more: KeyedValues) -> KeyedValues {
    var config: KeyedValues = ["resource_group_name": .string(group), "location": .string(location)]
    for (name, value) in more { config[name] = value }
    return config
  }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension BuiltInProvider<AzureProvider> {
  /// Blocks of a type as a template writes them: what is not said is null.
  func blocks(_ path: String, of type: String, _ written: KeyedValues...) async throws -> Value {
    guard var block = try await schema(of: .managed, type)?.block else { return .null(.dynamic) }
    var nesting = NestedBlockSchema.Nesting.list
    for name in path.split(separator: ".") {
      guard let nested = block.blocks[String(name)] else { return .null(.dynamic) }
      (block, nesting) = (nested.block, nested.nesting)
    }
    let elements = written.map { block.config($0) }
    return nesting == .set ? .set(elements, of: block.impliedType) : .list(elements, of: block.impliedType)
  }
}

extension KeyedValues {
  func setting(_ name: String, _ value: Value) -> KeyedValues {
    var changed = self
    changed[name] = value
    return changed
  }
}

func map(_ pairs: [String: String]) -> Value {
  .map(KeyedValues(pairs.map { ($0.key, .string($0.value)) }), of: .string)
}
