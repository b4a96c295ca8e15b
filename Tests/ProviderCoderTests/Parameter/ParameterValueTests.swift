import ProviderAPI
import ProviderTestKit
import Testing
import Values

@testable import ProviderCoder

/// Where the value of a parameter comes from.
@Suite struct ParameterValueTests {
  private let hash = "cpu".sha256

  private func value(
    _ arguments: KeyedValues = [:], environment: [String: String] = [:], desk: ParameterDesk = ParameterDesk()
  ) async throws -> String? {
    var all: KeyedValues = ["name": .string("cpu")]
    for (name, value) in arguments { all[name] = value }
    return try await TestCoder(environment, parameters: desk).read("coder_parameter", all)["value"]?.asString
  }

  @Test func `a given value wins over the environment, and that over the default`() async throws {
    let arguments: KeyedValues = ["default": .string("1"), "mutable": .bool(true)]
    let environment = ["CODER_PARAMETER_\(hash)": "2"]
    #expect(try await value(arguments) == "1")
    #expect(try await value(arguments, environment: environment) == "2")
    #expect(
      try await value(arguments, environment: environment, desk: ParameterDesk(given: ["cpu": "3"])) == "3")
  }

  /// As `sha256sum` prints it.
  @Test func `the variable is named by the hash of the parameter's name`() {
    #expect("cpu".sha256 == "68ab84f7c6d0f5781585eb1b5289499fb29081b918f71ebddb5f72021c9ef9c5")
  }

  @Test func `an empty value is a value`() async throws {
    #expect(try await value(["default": .string("1")], environment: ["CODER_PARAMETER_\(hash)": ""]) == "")
    #expect(try await value(["default": .string("1")], desk: ParameterDesk(given: ["cpu": ""])) == "")
    #expect(try await value(["default": .string("")]) == "")
  }

  @Test func `a parameter keeps its value`() async throws {
    let environment = ["CODER_PARAMETER_PREVIOUS_\(hash)": "4"]
    #expect(try await value(["default": .string("1")], environment: environment) == "4")
    #expect(try await value(environment: environment) == "4")
    #expect(
      try await value(["default": .string("1"), "mutable": .bool(true)], environment: environment) == "4")
    #expect(try await value(desk: ParameterDesk(previous: ["cpu": "5"])) == "5")
  }

  @Test func `the value of one build only is not kept`() async throws {
    let ephemeral: KeyedValues = [
      "default": .string("1"), "mutable": .bool(true), "ephemeral": .bool(true),
    ]
    #expect(try await value(ephemeral, desk: ParameterDesk(previous: ["cpu": "5"])) == "1")
  }

  @Test func `a value that is no longer good is kept only where nothing else can be chosen`() async throws {
    let options = Value.blocks(
      ["name": .string("one"), "value": .string("1")], of: "coder_parameter", "option")
    let desk = ParameterDesk(previous: ["cpu": "5"])
    let mutable: KeyedValues = ["default": .string("1"), "mutable": .bool(true), "option": options]
    #expect(try await value(mutable, desk: desk) == "1")
    await #expect(throws: ProviderError(.invalid, "")) {
      try await value(["default": .string("1"), "option": options], desk: desk)
    }
  }

  @Test func `a parameter that cannot change refuses another value`() async throws {
    let desk = { ParameterDesk(given: ["cpu": $0], previous: ["cpu": "4"]) }
    #expect(try await value(["default": .string("1")], desk: desk("4")) == "4")
    await #expect(throws: ProviderError(.invalid, "")) {
      try await value(["default": .string("1")], desk: desk("5"))
    }
    #expect(try await value(["default": .string("1"), "mutable": .bool(true)], desk: desk("5")) == "5")
  }

  @Test func `without any value there is an error, unless the workspace goes`() async throws {
    await #expect(throws: ProviderError(.invalid, "")) { try await value() }
    #expect(try await value(environment: ["CODER_WORKSPACE_TRANSITION": "destroy"]) == "")
  }

  @Test func `optional says whether there is a default`() async throws {
    let desk = ParameterDesk(given: ["cpu": "1"])
    let required = try await TestCoder(parameters: desk).read("coder_parameter", ["name": .string("cpu")])
    #expect(required["optional"] == .bool(false))
    let optional = try await TestCoder().read(
      "coder_parameter", ["name": .string("cpu"), "default": .string("")])
    #expect(optional["optional"] == .bool(true))
  }

  @Test func `a parameter is the same at each read`() async throws {
    let arguments: KeyedValues = ["name": .string("cpu"), "default": .string("1")]
    #expect(
      try await TestCoder().read("coder_parameter", arguments)
        == TestCoder().read("coder_parameter", arguments))
  }

  @Test func `limits that are not set are said to be disabled`() async throws {
    let validation = Value.blocks(["min": .number(1)], of: "coder_parameter", "validation")
    let parameter = try await TestCoder().read(
      "coder_parameter",
      ["name": .string("cpu"), "type": .string("number"), "default": .string("2"), "validation": validation])
    let block = parameter["validation"]?.elements?.first?.keyedElements
    #expect(block?["min_disabled"] == .bool(false))
    #expect(block?["max_disabled"] == .bool(true))
  }
}
