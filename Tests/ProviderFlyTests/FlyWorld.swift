import Glibc
import ProviderAPI
import ProviderKit
import ProviderTestKit
import Values

@testable import ProviderFly

/// Where the tests' resources live: a simulator of their own, or, with `RCW_LIVE_FLY=1`, the organisation that
/// `FLY_API_TOKEN` and `FLY_ORG` name, of which nothing is left but what was there before.
struct FlyWorld: Sendable {
  static let isLive = variable("RCW_LIVE_FLY") == "1"
  static let token = "fly-token"

  /// nil for the real thing.
  let simulator: Simulator?
  let provider: BuiltInProvider<FlyProvider>
  /// An app, which is there while `body` of ``with(_:_:)`` runs.
  let app: String

  /// Runs `body` in a world with an app in it.
  static func with(_ flags: [String] = [], _ body: (FlyWorld) async throws -> Void) async throws {
    let world = try await FlyWorld(flags)
    let object = try await world.provider.create("fly_app", ["name": .string(world.app)])
    do { try await body(world) } catch {
      try? await world.delete("fly_app", object)
      throw error
    }
    try await world.delete("fly_app", object)
  }

  /// A simulator in any case, for worlds that have to fail.
  init(_ flags: [String] = [], simulated: Bool = !isLive) async throws {
    app = "rcw-test-\(UInt32.random(in: 0 ... .max))"
    guard simulated else {
      simulator = nil
      provider = try await .configured(FlyProvider(environment: Self.liveEnvironment))
      return
    }
    let simulator = try await Simulator("fly", flags)
    self.simulator = simulator
    provider = try await Self.provider(of: simulator)
  }

  /// A provider that has been told nothing of what others have changed.
  static func provider(of simulator: Simulator) async throws -> BuiltInProvider<FlyProvider> {
    let environment = [
      "FLY_FLAPS_BASE_URL": simulator.url, "FLY_API_BASE_URL": simulator.url, "FLY_API_TOKEN": token,
    ]
    return try await .configured(FlyProvider(environment: environment), ["rate_limit": .number(0)])
  }

  private static var liveEnvironment: [String: String] {
    let names = ["FLY_API_TOKEN", "FLY_ACCESS_TOKEN", "FLY_ORG", "HOME", "https_proxy", "HTTPS_PROXY"]
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

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// The shortest machine that runs.
func machine(_ app: String, _ more: KeyedValues = [:]) -> KeyedValues {
  var config: KeyedValues = [
    "app": .string(app), "region": .string("ams"), "image": .string("docker.io/library/nginx:1"),
  ]
  for (name, value) in more { config[name] = value }
  return config
}

extension BuiltInProvider<FlyProvider> {
  /// The value of an argument as a template writes it: what is not said is null.
  func value(_ name: String, of type: String = "fly_machine", _ written: Value) async throws -> Value {
    guard let schema = try await schema(of: .managed, type), let attribute = schema.block.attributes[name]
    else {
      return written
    }
    return try written.converted(to: attribute.optionalType)
  }
}

extension AttributeSchema {
  /// The type that a configuration is converted to: what need not be said is optional.
  var optionalType: ValueType {
    guard let nested else { return type }
    let object = ValueType.object(
      ObjectType(
        nested.attributes.mapValues(\.optionalType),
        optional: Set(nested.attributes.filter { !$0.value.isRequired }.keys)))
    return switch nested.nesting {
    case .single: object
    case .list: .list(object)
    case .set: .set(object)
    case .map: .map(object)
    }
  }
}
