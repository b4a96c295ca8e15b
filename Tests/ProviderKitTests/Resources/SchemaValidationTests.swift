import ProviderAPI
import ProviderTestKit
import Testing
import Values

@testable import ProviderKit

struct SchemaValidationTests {
  static let inner = ResourceSchema(
    "Inner.", .argument("port", .number, .required, rules: [.integer(1...65535)], ""))
  static let schema = ResourceSchema(
    "Things.",
    .argument("os", .string, rules: [.oneOf(["linux", "darwin"])], ""),
    .argument(
      "ids", .list(.string), rules: [.notEmpty, .matches("^[a-z]+$", message: "must be letters")], ""),
    .argument("secret", .string, sensitive: true, rules: [.maxLength(3)], ""),
    .argument("wait", .string, rules: [.duration], ""),
    .argument("dir", .string, rules: [.absolutePath], ""),
    .argument("count", .number, rules: [.wholeNumber, .integer(0...Int.max)], ""),
    .argument("old", .string, deprecated: "Use new.", ""),
    .argument("a", .string, rules: [.conflictsWith(["b"]), .requires(["dir"])], ""),
    .argument("b", .string, ""),
    .argument("x", .string, ""), .argument("y", .string, ""),
    .computed("out", .string, ""),
    .blocks("inner", .list, inner),
    .rule("x", .exactlyOneOf(["x", "y"])))

  private func check(_ config: KeyedValues) -> [ProviderDiagnostic] {
    var config = config
    if config["x"] == nil { config["x"] = .string("set") }
    var validation = Validation()
    validation.check(Self.schema.schema.block.config(config), ServedSchema(Self.schema))
    return validation.diagnostics
  }

  @Test func `a configuration that keeps every rule has no diagnostics`() {
    #expect(
      check([
        "os": .string("linux"), "ids": .list([.string("a")], of: .string), "wait": .string("1m30s"),
        "dir": .string("/a"), "count": .number(0), "a": .string("1"),
      ]) == [])
  }

  @Test(
    arguments: [
      (["os": .string("beos")], #"Expected os to be one of ["linux" "darwin"], got beos."#),
      (
        ["ids": .list([.string("a"), .string("1")], of: .string)], "The value of ids must be letters, got 1."
      ),
      (["ids": .list([], of: .string)], "Expected ids to have at least one element."),
      (["wait": .string("soon")], #"Expected wait to be a duration such as "1m30s", got soon."#),
      (["dir": .string("a/b")], "Expected dir to be an absolute path, got a/b."),
      (["count": .number(-1)], "Expected count to be a whole number from 0 on, got -1."),
      (["secret": .string("abcd")], "Expected secret to have at most 3 characters."),
      (
        ["a": .string("1"), "b": .string("2"), "dir": .string("/")],
        #"The argument "a" conflicts with "b": set only one."#
      ),
      (["a": .string("1")], #"The argument "dir" is required when "a" is set."#),
      (["y": .string("too")], #"Only one of "x", "y" can be set, but "x" and "y" are."#),
      (["x": .null(.string)], #"One of "x", "y" must be set."#),
    ] as [(KeyedValues, String)])
  func `a broken rule says what is expected and what was given`(config: KeyedValues, detail: String) {
    #expect(check(config).map(\.detail) == [detail])
  }

  @Test func `a rule in nested blocks points into the block that breaks it`() {
    let type = Self.inner.schema.block.impliedType
    let found = check([
      "inner": .list([.object(["port": .number(80)]), .object(["port": .number(0)])], of: type)
    ])
    #expect(found.map(\.attribute?.description) == ["inner[1].port"])
  }

  @Test func `what is known only after apply breaks no rule`() {
    let names = ["os", "secret", "wait", "dir", "a"]
    let config = KeyedValues(names.map { ($0, Value.unknown(.string)) } + [("b", .string("1"))])
    #expect(check(config) == [])
    #expect(check(["x": .null(.string), "y": .unknown(.string)]) == [])
  }

  @Test func `a deprecated argument is a warning with its advice`() {
    let found = check(["old": .string("1")])
    #expect(found.map(\.isWarning) == [true])
    #expect(found.map(\.detail) == ["Use new."])
  }

  @Test func `required arguments cannot be null and computed attributes cannot be set`() {
    let type = Self.inner.schema.block.impliedType
    let found = check(["inner": .list([.object(["port": .null(.number)])], of: type), "out": .string("1")])
    #expect(found.map(\.attribute?.description) == ["out", "inner[0].port"])
  }
}
