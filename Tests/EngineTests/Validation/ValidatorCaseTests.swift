import Addresses
import Diagnostics
import Engine
import Language
import ProviderAPI
import TestSupport
import Testing
import Values

/// Configurations, and what is wrong with them whatever their variables are.
struct ValidatorCaseTests {
  @Test(arguments: GoldenCase.all(in: "Validation"))
  func `a configuration is judged by the schemas of its providers`(example: GoldenCase) async throws {
    let directory = TemporaryDirectory(tree: example.input)
    var loader = ConfigLoader(directory: directory.path, moduleSource: LocalModuleResolver())
    let module = try await loader.load()
    let validator = Validator(module, providers: ValidatingWorld(), environment: environment)
    let text = await validator.validate().map { DiagnosticRenderer().render($0) }.joined()
      .replacing(directory.path + "/", with: "")
    let difference = example.difference(from: ["diagnostics": text])
    #expect(difference == nil, "\(difference ?? "")")
  }

  private var environment: ScopeEnvironment {
    ScopeEnvironment(
      rootDirectory: ".", workingDirectory: "/", workspace: "default",
      functions: FunctionLibrary(context: FunctionContext(workingDirectory: "/")).functions)
  }
}

/// A provider that knows the type `test_box`, of which no box may be red.
private struct ValidatingWorld: Provider, ProviderSource {
  func makeProvider(_ address: ProviderAddress) async throws -> any Provider {
    guard address.type == "test" else { throw ProviderError(.notFound, "There is no provider \(address).") }
    return self
  }

  func configurationSchema() async throws -> Schema {
    Schema(block: BlockSchema(attributes: ["region": AttributeSchema(.string, .optional)]))
  }

  private static let box = Schema(
    block: BlockSchema(
      attributes: [
        "name": AttributeSchema(.string, .required), "size": AttributeSchema(.number, .optional),
        "colour": AttributeSchema(.string, .optional), "id": AttributeSchema(.string, .computed),
        "old": AttributeSchema(.string, .optional, deprecation: "Use \"name\"."),
        "secret": AttributeSchema(.string, .optional, isSensitive: true),
        "password": AttributeSchema(.string, .optional, isWriteOnly: true),
      ],
      blocks: [
        "port": NestedBlockSchema(
          .list, BlockSchema(attributes: ["number": AttributeSchema(.number, .required)]), maxItems: 2)
      ]))

  private static let token = Schema(
    block: BlockSchema(attributes: [
      "name": AttributeSchema(.string, .optional), "value": AttributeSchema(.string, .computed),
    ]))

  var provisioners: [String: any Provisioner] {
    ["local-exec": Command(needsConnection: false), "remote-exec": Command(needsConnection: true)]
  }

  /// A provisioner that is only looked at.
  private struct Command: Provisioner {
    let needsConnection: Bool

    var schema: BlockSchema {
      BlockSchema(attributes: [
        "command": AttributeSchema(.string, needsConnection ? .optional : .required),
        "inline": AttributeSchema(.list(.string), .optional), "quiet": AttributeSchema(.bool, .optional),
      ])
    }

    func validate(_ config: Value) -> [ProviderDiagnostic] { [] }
    func run(_ request: ProvisionRequest, tell: @escaping @Sendable (String) -> Void) async throws {
      throw Unexpected()
    }
  }

  func schema(of kind: ResourceKind, _ type: String) async throws -> Schema? {
    switch (kind, type) {
    case (.managed, "test_box"), (.data, "test_box"), (.data, "test_map"): Self.box
    case (.ephemeral, "test_token"): Self.token
    case (.action, "test_bell"): Self.token
    default: nil
    }
  }

  func typeNames(of kind: ResourceKind) async throws -> [String] {
    kind == .ephemeral ? ["test_token"] : ["test_box"]
  }

  func validate(_ kind: ResourceKind, _ type: String, _ config: Value) async throws -> [ProviderDiagnostic] {
    guard config.keyedElements?["colour"]?.asString == "red" else { return [] }
    return [ProviderDiagnostic("Invalid colour", "No box is red.", at: AttributePath("colour"))]
  }

  func validateConfiguration(_ config: Value) async throws -> [ProviderDiagnostic] {
    guard config.keyedElements?["region"]?.asString == "moon" else { return [] }
    return [ProviderDiagnostic("Invalid region", "Nothing is on the moon.", at: AttributePath("region"))]
  }

  // Nothing is configured, read or changed while validating.

  private struct Unexpected: Error {}

  func configure(_ config: Value) async throws -> [ProviderDiagnostic] { throw Unexpected() }
  func upgrade(_ type: String, version: Int, _ object: JSON) async throws -> Value { throw Unexpected() }
  func read(_ request: ReadRequest) async throws -> ReadResponse { throw Unexpected() }
  func plan(_ request: PlanRequest) async throws -> PlanResponse { throw Unexpected() }
  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    throw Unexpected()
  }
  func readData(_ request: DataRequest) async throws -> DataResponse { throw Unexpected() }
  func importObjects(_ type: String, id: String) async throws -> [ImportedObject] { throw Unexpected() }
}
