import Diagnostics
import Language
import TestSupport
import Testing
import Values

struct VariableCollectorTests {
  @Test func `later sources win`() async throws {
    let configuration = TestConfiguration(
      """
      variable "a" { default = "default" }
      variable "b" { default = "default" }
      variable "c" { default = "default" }
      variable "d" { default = "default" }
      variable "e" { default = "default" }
      variable "f" { default = "default" }
      variable "g" { default = "default" }
      variable "h" { default = "default" }
      == terraform.tfvars ==
      c = "tfvars"
      d = "tfvars"
      == terraform.tfvars.json ==
      {"d": "json", "e": "json"}
      == b.auto.tfvars ==
      e = "auto b"
      f = "auto b"
      == a.auto.tfvars.json ==
      {"e": "auto a", "f": "auto a"}
      == extra.tfvars ==
      g = "file"
      h = "file"
      """)
    let environment = Dictionary(uniqueKeysWithValues: "bcdefgh".map { ("TF_VAR_\($0)", "environment") })
    var collector = VariableCollector(
      module: try await configuration.load(), environment: environment,
      arguments: [
        .assignment("g=option"), .file(configuration.directory.path + "/extra.tfvars"), .assignment("h=x=y"),
      ])
    let values = try collector.collect().mapValues { $0.asString ?? "" }
    #expect(
      values == [
        "a": "default", "b": "environment", "c": "tfvars", "d": "json", "e": "auto b", "f": "auto b",
        "g": "file", "h": "x=y",
      ])
  }

  @Test(
    arguments: [
      ("", "[1]", Value.string("[1]")), ("type = string", "[1]", .string("[1]")),
      ("type = number", "12", .number(12)), ("type = bool", "true", .bool(true)),
      ("type = list(string)", "[\"a\", 1]", .list([.string("a"), .string("1")], of: .string)),
      ("type = any", "[1]", .tuple([.number(1)])),
      ("type = map(number)", "{ a = 1 }", .map(["a": .number(1)], of: .number)),
      ("nullable = false\n default = \"d\"\n type = any", "null", .string("d")),
    ] as [(String, String, Value)])
  func `text is read as the type asks`(declaration: String, text: String, expected: Value) async throws {
    let configuration = TestConfiguration("variable \"x\" {\n \(declaration)\n}")
    var collector = VariableCollector(
      module: try await configuration.load(), environment: ["TF_VAR_x": text], arguments: [])
    #expect(try collector.collect()["x"] == expected)
  }

  @Test func `sensitive and ephemeral variables have marked values`() async throws {
    let configuration = TestConfiguration(
      """
      variable "s" {
        sensitive = true
        default   = "x"
      }
      variable "e" {
        ephemeral = true
      }
      """)
    var collector = VariableCollector(
      module: try await configuration.load(), environment: [:], arguments: [.assignment("e=y")])
    let values = try collector.collect()
    #expect(values["s"]?.marks == .sensitive)
    #expect(values["e"]?.marks == .ephemeral)
  }

  @Test func `a person is asked for what is required and missing, and for nothing else`() async throws {
    let configuration = TestConfiguration(
      "variable \"a\" { type = number }\nvariable \"b\" { default = 1 }\nvariable \"c\" {}")
    var collector = VariableCollector(
      module: try await configuration.load(), environment: [:], arguments: [.assignment("c=set")])
    nonisolated(unsafe) var asked: [String] = []
    collector.prompt = { variable in
      asked.append(variable.name)
      return "7"
    }
    #expect(try collector.collect()["a"] == .number(7))
    #expect(asked == ["a"])
  }

  @Test(arguments: GoldenCase.all(in: "Variables"))
  func `wrong values are judged as their case says`(example: GoldenCase) async throws {
    let configuration = TestConfiguration(example.input)
    var collector = VariableCollector(
      module: try await configuration.load(), environment: ["TF_VAR_ports": "[80,", "TF_VAR_nobody": "1"],
      arguments: [
        .assignment("size=big"), .assignment("token=[hush"), .assignment("nmae=x"), .assignment("="),
      ])
    let error = #expect(throws: DiagnosticsError.self) { try collector.collect() }
    let text = configuration.text(error?.diagnostics ?? [])
    let difference = example.difference(from: ["diagnostics": text])
    #expect(difference == nil, "\(difference ?? "")")
    #expect(!text.contains("hush"))
  }

  @Test(arguments: [([], []), (["old=x"], ["deprecated"])] as [([String], [Diagnostic.Code])])
  func `a deprecated variable is warned of when it is given a value`(
    settings: [String], codes: [Diagnostic.Code]
  ) async throws {
    let configuration = TestConfiguration(
      "variable \"old\" {\n default = \"y\"\n deprecated = \"Use new.\"\n}\n")
    var collector = VariableCollector(
      module: try await configuration.load(), environment: [:],
      arguments: settings.map(VariableArgument.assignment))
    _ = try collector.collect()
    #expect(collector.diagnostics.map(\.code) == codes)
  }
}
