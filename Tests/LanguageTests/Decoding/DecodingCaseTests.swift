import Addresses
import Diagnostics
import HCL
import Language
import TestSupport
import Testing
import Values

/// Bodies of `resource "test" "main"`, the objects that they become under one schema, and what is said about
/// them. Input variables have the values of the case's `variable` defaults; `unknown` and `secret` are there
/// always.
struct DecodingCaseTests {
  @Test(arguments: GoldenCase.all(in: "Decoding"))
  func `a body is decoded as its case says`(example: GoldenCase) async throws {
    let configuration = TestConfiguration(example.input + Self.variables)
    let module = try await configuration.load()
    let resource = try #require(module.resources[ResourceName(.managed, "test", "main")])
    var decoder = BodyDecoder(scope: scope(of: module), resource: resource)
    let value = decoder.decode(resource.body, schema: Self.schema)
    let difference = example.difference(from: [
      "object": shown(value), "diagnostics": configuration.text(decoder.diagnostics),
    ])
    #expect(difference == nil, "\(difference ?? "")")
    #expect(value.type == Self.schema.impliedType || decoder.diagnostics.hasErrors)
  }

  private static let variables = """

    variable "unknown" {}
    variable "secret" {}
    """

  static let schema = BlockSchema(
    attributes: [
      "name": AttributeSchema(.string, .required),
      "size": AttributeSchema(.number, .optional),
      "on": AttributeSchema(.bool, .optional),
      "tags": AttributeSchema(.map(.string), .optional),
      "hosts": AttributeSchema(.list(.string), .optional),
      "id": AttributeSchema(.string, .computed),
      "old": AttributeSchema(.string, .optional, deprecation: "Use \"name\" instead."),
      "rules": AttributeSchema(.list(.object(["port": .number, "open": .bool])), .optional),
      "limits": AttributeSchema(
        .object(["cpu": .number, "memory": .number]), .optional,
        nested: NestedAttributes(
          .single,
          ["cpu": AttributeSchema(.number, .required), "memory": AttributeSchema(.number, .optional)])),
    ],
    blocks: [
      "port": NestedBlockSchema(
        .list,
        BlockSchema(
          attributes: [
            "internal": AttributeSchema(.number, .required), "external": AttributeSchema(.number, .optional),
          ])),
      "label": NestedBlockSchema(
        .set, BlockSchema(attributes: ["key": AttributeSchema(.string, .required)]), maxItems: 3),
      "health": NestedBlockSchema(
        .single,
        BlockSchema(
          attributes: ["test": AttributeSchema(.string, .optional)],
          blocks: [
            "retry": NestedBlockSchema(
              .list, BlockSchema(attributes: ["after": AttributeSchema(.number, .optional)]), minItems: 1)
          ])),
      "mount": NestedBlockSchema(
        .map, BlockSchema(attributes: ["path": AttributeSchema(.string, .required)])),
      "legacy": NestedBlockSchema(.list, BlockSchema(), deprecation: "It does nothing."),
    ])

  private func scope(of module: ModuleConfig) -> Scope {
    var values: [Reference.Subject: Value] = [:]
    for variable in module.variables.values { values[.variable(variable.name)] = variable.defaultValue }
    values[.variable("unknown")] = .unknown(.dynamic)
    values[.variable("secret")] = .string("hush").marked(.sensitive)
    let environment = ScopeEnvironment(
      rootDirectory: ".", workingDirectory: "/", workspace: "default", functions: [:])
    return Scope(module: module, values: values, environment: environment)
  }

  /// The object as JSON, without its null attributes and empty blocks.
  private func shown(_ value: Value) -> String {
    shownJSON(value).text(.indented) + "\n"
  }

  private func shownJSON(_ value: Value) -> JSON {
    if value.isSensitive { return "(sensitive)" }
    if !value.isKnown { return .string("(known after apply: \(value.type))") }
    if let attributes = value.keyedElements {
      let shown = attributes.map { JSON.Member($0.key, shownJSON($0.value)) }
      return .object(shown.filter { !$0.value.isNull && $0.value != .array([]) && $0.value != .object([]) })
    }
    if let elements = value.elements { return .array(elements.map(shownJSON)) }
    return value.asString.map(JSON.string) ?? value.asNumber.map(JSON.number) ?? value.asBool.map(JSON.bool)
      ?? .null
  }
}
