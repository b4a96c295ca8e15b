import ProviderAPI
import ProviderTestKit
import Testing
import Values

@testable import ProviderCoder

/// Which values a parameter can have.
@Suite struct ParameterCheckTests {
  private func accepts(
    _ value: String, _ arguments: KeyedValues, previous: String? = nil
  ) async throws -> Bool { try await problem(value, arguments, previous: previous) == nil }

  private func problem(
    _ value: String, _ arguments: KeyedValues, previous: String? = nil
  ) async throws -> ProviderError? {
    var all: KeyedValues = ["name": .string("p"), "mutable": .bool(true)]
    for (name, argument) in arguments { all[name] = argument }
    let desk = ParameterDesk(given: ["p": value], previous: previous.map { ["p": $0] } ?? [:])
    let coder = try await TestCoder(parameters: desk)
    do {
      let object = try await coder.read("coder_parameter", all)
      #expect(object["value"] == .string(value))
      return nil
    } catch let error as ProviderError {
      return error
    }
  }

  private static func number(_ validation: KeyedValues) -> KeyedValues {
    ["type": .string("number"), "validation": .blocks(validation, of: "coder_parameter", "validation")]
  }

  @Test(arguments: [
    ("string", "anything", true), ("string", "", true), ("number", "2", true), ("number", "-1.5e3", true),
    ("number", "two", false), ("number", "", false), ("bool", "true", true), ("bool", "T", true),
    ("bool", "1", true),
    ("bool", "yes", false), ("bool", "", false), ("list(string)", #"["a","b"]"#, true),
    ("list(string)", "[]", true),
    ("list(string)", "null", true), ("list(string)", "a,b", false), ("list(string)", "[1]", false),
    ("list(string)", #"{"a": "b"}"#, false),
  ])
  func `a value has the type`(type: String, value: String, isGood: Bool) async throws {
    #expect(try await accepts(value, ["type": .string(type)]) == isGood)
  }

  @Test(arguments: [
    ("1", true), ("0", false), ("8", true), ("9", false), ("4.5", false), ("four", false), ("-3", false),
  ])
  func `a number lies between its limits`(value: String, isGood: Bool) async throws {
    let arguments = Self.number(["min": .number(1), "max": .number(8)])
    #expect(try await accepts(value, arguments) == isGood)
  }

  @Test func `the message of the template is told, its limits and the value filled in`() async throws {
    let arguments = Self.number([
      "min": .number(1), "max": .number(8), "error": .string("{value} is not in {min}-{max}"),
    ])
    for value in ["9", "0", "x"] {
      #expect(try await problem(value, arguments)?.message.contains("\(value) is not in 1-8") == true)
    }
  }

  @Test(arguments: [
    ("increasing", "5", "4", true), ("increasing", "4", "4", true), ("increasing", "3", "4", false),
    ("decreasing", "5", "4", false), ("decreasing", "4", "4", true), ("decreasing", "3", "4", true),
    ("increasing", "3", nil, true), ("increasing", "3", "many", true), ("rising", "3", "4", false),
  ])
  func `a number goes one way from build to build`(
    way: String, value: String, previous: String?, isGood: Bool
  ) async throws {
    #expect(try await accepts(value, Self.number(["monotonic": .string(way)]), previous: previous) == isGood)
  }

  @Test(arguments: [("A1", true), ("a1", false), ("", false)])
  func `a string matches its pattern`(value: String, isGood: Bool) async throws {
    let rule: KeyedValues = ["regex": .string("^[A-Z0-9]+$"), "error": .string("Capitals only.")]
    let arguments: KeyedValues = ["validation": .blocks(rule, of: "coder_parameter", "validation")]
    let problem = try await problem(value, arguments)
    #expect((problem == nil) == isGood)
    #expect(isGood || problem?.message.contains("Capitals only.") == true)
  }

  @Test(
    arguments: [
      ("string", ["min": Value.number(1)], "min"), ("bool", ["max": .number(1)], "max"),
      ("string", ["monotonic": .string("increasing")], "monotonic"),
      ("number", ["regex": .string("1"), "error": .string("e")], "regex"),
      ("string", ["regex": .string("("), "error": .string("e")], "regex"),
      ("string", ["regex": .string("a")], "regex"),
    ] as [(String, KeyedValues, String)])
  func `rules that do not suit the type are refused`(
    type: String, rule: KeyedValues, attribute: String
  ) async throws {
    let validation = Value.blocks(rule, of: "coder_parameter", "validation")
    let value = ["bool": "true", "number": "1"][type] ?? "a"
    let problem = try await problem(value, ["type": .string(type), "validation": validation])
    #expect(problem?.attribute?.description == "validation[0].\(attribute)")
  }

  @Test func `a bool with a validation is written out`() async throws {
    let arguments: KeyedValues = [
      "type": .string("bool"), "validation": .blocks([:], of: "coder_parameter", "validation"),
    ]
    #expect(try await accepts("true", arguments))
    #expect(try await !accepts("T", arguments))
  }

  @Test(arguments: [("a", true), ("c", false), ("", false)])
  func `a value is one of the options`(value: String, isGood: Bool) async throws {
    #expect(try await accepts(value, ["option": Self.options]) == isGood)
  }

  @Test(arguments: [
    (#"["a"]"#, true), (#"["a","b"]"#, true), ("[]", true), (#"["a","c"]"#, false), ("a", false),
  ])
  func `of several choices each is one of the options`(value: String, isGood: Bool) async throws {
    let arguments: KeyedValues = [
      "type": .string("list(string)"), "form_type": .string("multi-select"), "option": Self.options,
    ]
    #expect(try await accepts(value, arguments) == isGood)
  }

  @Test func `a default is held to the same rules`() async throws {
    let coder = try await TestCoder()
    let arguments: KeyedValues = ["name": .string("p"), "default": .string("c"), "option": Self.options]
    let error = await #expect(throws: ProviderError.self) {
      try await coder.read("coder_parameter", arguments)
    }
    #expect(error?.attribute == AttributePath("default"))
  }

  private static let options = Value.blocks(
    ["name": .string("A"), "value": .string("a")], ["name": .string("B"), "value": .string("b")],
    of: "coder_parameter", "option")
}
