import PluginWire
import ProviderAPI
import ProviderKit
import ProviderServer
import Testing
import Values

/// What tells the objects of a served provider apart.
@Suite struct IdentityServingTests {
  private static let type = ValueType.object(["name": .string])
  private static let one = Value.object(["name": .string("one")])

  private static func serving(
    _ version: String, _ body: @escaping @Sendable (GRPCChannel, PluginProtocol) async throws -> Void
  ) async throws {
    let identity = PluginIdentity()
    try await ServedHost.serving(NamedProvider(), versions: version, identity: identity) { host in
      try await body(try host.channel(identity), host.version)
    }
  }

  @Test(arguments: ["5", "6"])
  func `identities come with objects, and lead to them`(versions: String) async throws {
    try await Self.serving(versions) { channel, version in
      let schemas = try await channel.call(version, .identitySchemas)
      #expect(try schemas.map(Fields.IdentitySchemasResponse.schemas).keys.sorted() == ["named_thing"])
      let plan = try await channel.call(version, .plan) {
        $0.text(Fields.Plan.type, "named_thing")
        $0.value(Fields.Plan.prior, .null(Self.type), as: Self.type)
        $0.value(Fields.Plan.proposed, Self.one, as: Self.type)
        $0.value(Fields.Plan.config, Self.one, as: Self.type)
      }
      #expect(try plan.identity(Fields.Plan.plannedIdentity, as: NamedProvider.identity) == Self.one)
      let made = try await channel.call(version, .apply) {
        $0.text(Fields.Apply.type, "named_thing")
        $0.value(Fields.Apply.prior, .null(Self.type), as: Self.type)
        $0.value(Fields.Apply.planned, Self.one, as: Self.type)
        $0.value(Fields.Apply.config, Self.one, as: Self.type)
        $0.identity(Fields.Apply.identity, Self.one, as: NamedProvider.identity)
      }
      #expect(try made.identity(Fields.Apply.newIdentity, as: NamedProvider.identity) == Self.one)
      let read = try await channel.call(version, .read) {
        $0.text(Fields.Read.type, "named_thing")
        $0.value(Fields.Read.current, Self.one, as: Self.type)
        $0.identity(Fields.Read.identity, Self.one, as: NamedProvider.identity)
      }
      #expect(try read.identity(Fields.Read.newIdentity, as: NamedProvider.identity) == Self.one)
      let imported = try await channel.call(version, .importState) {
        $0.text(Fields.Import.type, "named_thing")
        $0.identity(Fields.Import.identity, Self.one, as: NamedProvider.identity)
      }
      let object = try #require(try imported.messages(Fields.Import.objects).first)
      #expect(try object.value(Fields.Import.object, as: Self.type) == Self.one)
      #expect(try object.identity(Fields.Import.objectIdentity, as: NamedProvider.identity) == Self.one)
    }
  }

  @Test func `an identity of old is brought up to date, or refused with a reason`() async throws {
    try await Self.serving("6") { channel, version in
      func upgrade(_ from: Int) async throws -> WireMessage {
        try await channel.call(version, .upgradeIdentity) {
          $0.text(Fields.Upgrade.type, "named_thing")
          $0.integer(Fields.Upgrade.version, from)
          $0.message(Fields.Upgrade.rawState) {
            $0.bytes(Fields.RawState.json, Array(#"{"title": "one"}"#.utf8))
          }
        }
      }
      let upgraded = try await upgrade(1)
      #expect(try upgraded.identity(Fields.Upgrade.object, as: NamedProvider.identity) == Self.one)
      let refused = try await upgrade(2)
      #expect(try refused.diagnostics(Fields.Upgrade.diagnostics).map(\.isWarning) == [false])
    }
  }
}

/// Things that have a name, which tells them apart, and nothing else.
private struct NamedProvider: Provider {
  static let identity = IdentitySchema(version: 3, attributes: ["name": .init(.string, isRequired: true)])

  func configurationSchema() async throws -> Schema { Schema(block: BlockSchema()) }
  func schema(of kind: ResourceKind, _ type: String) async throws -> Schema? {
    guard kind == .managed, type == "named_thing" else { return nil }
    return Schema(
      block: BlockSchema(attributes: ["name": AttributeSchema(.string, .required)]), identity: Self.identity)
  }
  func typeNames(of kind: ResourceKind) async throws -> [String] { kind == .managed ? ["named_thing"] : [] }
  func validateConfiguration(_ config: Value) async throws -> [ProviderDiagnostic] { [] }
  func validate(_ kind: ResourceKind, _ type: String, _ config: Value) async throws -> [ProviderDiagnostic] {
    []
  }
  func configure(_ config: Value) async throws -> [ProviderDiagnostic] { [] }
  func upgrade(_ type: String, version: Int, _ object: JSON) async throws -> Value { Value(implied: object) }

  /// The name was a title in the first version, and nobody knows what it was in the second.
  func upgrade(_ type: String, _ identity: RecordedIdentity) async throws -> Value {
    guard identity.version == 1 else { throw ProviderError(.invalid, "There is no way from that version.") }
    return .object(["name": .string(identity.attributes["title"]?.asString ?? "")])
  }

  func read(_ request: ReadRequest) async throws -> ReadResponse {
    ReadResponse(object: request.current, identity: request.identity)
  }
  func plan(_ request: PlanRequest) async throws -> PlanResponse {
    PlanResponse(planned: request.proposed, identity: request.proposed)
  }
  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    ApplyResponse(object: request.planned, identity: request.identity)
  }
  func readData(_ request: DataRequest) async throws -> DataResponse { DataResponse(object: request.config) }
  func importObjects(_ type: String, id: String) async throws -> [ImportedObject] { [] }
  func importObjects(_ type: String, identity: Value) async throws -> [ImportedObject] {
    [ImportedObject(type: type, object: identity, identity: identity)]
  }
}
