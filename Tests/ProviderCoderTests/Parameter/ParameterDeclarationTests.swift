import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderCoder

/// What a template may say about a parameter.
@Suite struct ParameterDeclarationTests {
  private func formType(_ arguments: KeyedValues) async throws -> String? {
    var all: KeyedValues = ["name": .string("p")]
    for (name, value) in arguments { all[name] = value }
    return try await TestCoder().read("coder_parameter", all)["form_type"]?.asString
  }

  private static func options(_ values: String...) -> Value {
    let option = ParameterDataSource.schema.schema.block.blocks["option"]?.block ?? BlockSchema()
    return .list(
      values.map { option.config(["name": .string("Option \($0)"), "value": .string($0)]) },
      of: option.impliedType)
  }

  @Test(arguments: [
    ("string", "a", "radio", "input"), ("number", "1", "radio", "input"),
    ("bool", "true", "radio", "checkbox"),
    ("list(string)", #"["a"]"#, "radio", "tag-select"),
  ])
  func `the form suits the type when nothing else is said`(
    type: String, value: String, withOptions: String, without: String
  ) async throws {
    let arguments: KeyedValues = ["type": .string(type), "default": .string(value)]
    #expect(try await formType(arguments) == without)
    var chosen = arguments
    chosen["option"] = Self.options(value)
    #expect(try await formType(chosen) == withOptions)
    chosen["form_type"] = .string("")
    #expect(try await formType(chosen) == withOptions)
  }

  private static let suitable: [String: (with: Set<String>, without: Set<String>)] = [
    "string": (["radio", "dropdown"], ["input", "textarea"]),
    "number": (["radio", "dropdown"], ["input", "slider"]),
    "bool": (["radio", "dropdown"], ["checkbox", "switch"]),
    "list(string)": (["radio", "multi-select"], ["tag-select"]),
  ]

  @Test(arguments: ParameterType.allCases, FormType.allCases)
  func `only forms that suit are accepted`(type: ParameterType, form: FormType) async throws {
    let (with, without) = Self.suitable[type.rawValue] ?? ([], [])
    let value = [.string: "a", .number: "1", .bool: "true", .list: "[]"][type] ?? ""
    let arguments: KeyedValues = [
      "type": .string(type.rawValue), "default": .string(value), "form_type": .string(form.rawValue),
    ]
    #expect((try? await formType(arguments)) == (without.contains(form.rawValue) ? form.rawValue : nil))
    var chosen = arguments
    chosen["option"] = Self.options(value)
    #expect((try? await formType(chosen)) == (with.contains(form.rawValue) ? form.rawValue : nil))
  }

  @Test(arguments: [
    ("string", options("a", "a"), "option[1].name"), ("number", options("1", "x"), "option[1].value"),
    ("bool", options("true", "maybe"), "option[1].value"),
    ("list(string)", options(#"["a"]"#, "b"), "option[1].value"),
  ])
  func `options are told apart and have the type`(type: String, options: Value, place: String) async throws {
    let arguments: KeyedValues = ["type": .string(type), "option": options, "default": .string("1")]
    let error = await #expect(throws: ProviderError.self) { try await formType(arguments) }
    #expect(error?.attribute?.description == place)
  }

  @Test func `options of the same value are not told apart`() async throws {
    let option = ParameterDataSource.schema.schema.block.blocks["option"]?.block ?? BlockSchema()
    let blocks = ["One", "Two"].map { option.config(["name": .string($0), "value": .string("1")]) }
    let error = await #expect(throws: ProviderError.self) {
      try await formType(["option": .list(blocks, of: option.impliedType)])
    }
    #expect(error?.attribute?.description == "option[1].value")
  }

  @Test(arguments: [(false, true, false), (true, false, false), (true, true, true)])
  func `what counts for one build has to be mutable and to have a default`(
    isMutable: Bool, hasDefault: Bool, isGood: Bool
  ) async throws {
    let arguments: KeyedValues = [
      "ephemeral": .bool(true), "mutable": .bool(isMutable),
      "default": hasDefault ? .string("x") : .null(.string),
    ]
    #expect(((try? await formType(arguments)) != nil) == isGood)
  }

  @Test(
    arguments: [
      ["type": Value.string("text")], ["form_type": .string("slide")], ["order": .number(Number("1.5") ?? 0)],
      ["icon": .string("%zz")],
    ] as [KeyedValues])
  func `what the schema can see is refused before anything is read`(arguments: KeyedValues) async throws {
    var arguments = arguments
    arguments["name"] = .string("p")
    let problems = try await TestCoder().problems("coder_parameter", arguments, kind: .data)
    #expect(problems.map(\.isWarning) == [false])
  }
}
