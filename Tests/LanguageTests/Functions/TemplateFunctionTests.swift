import Diagnostics
import Language
import TestSupport
import Testing
import Values

struct TemplateFunctionTests {
  private static let files = [
    "list.tftpl": "Hi ${name}!\n%{ for x in list ~}\n- ${x}\n%{ endfor ~}\n", "only.tftpl": "${x}",
    "bad.tftpl": "a ${\n", "self.tftpl": #"${templatefile("self.tftpl", {})}"#,
    "error.tftpl": "line 1\n${tonumber(a)}",
  ]

  private func result(_ expression: String) -> (value: Value, diagnostics: [Diagnostic]) {
    let folder = TemporaryDirectory(Self.files)
    return evaluate(
      expression, UnknownArgumentTests.variables, context: FunctionContext(workingDirectory: folder.path))
  }

  @Test(
    arguments: [
      (#"templatefile("list.tftpl", {name = "x", list = ["a", "b"]})"#, .string("Hi x!\n- a\n- b\n")),
      (#"templatefile("only.tftpl", {x = 5})"#, .number(5)),
      (#"templatefile("only.tftpl", tomap({x = "y"}))"#, .string("y")),
      (#"templatefile("only.tftpl", {x = sensitive("y")})"#, Value.string("y").marked(.sensitive)),
      (#"templatefile("only.tftpl", {x = u})"#, .unknown(.string, .notNull)),
      (#"templatefile("only.tftpl", {x = "y", z = u})"#, .string("y")),
      (#"templatefile("only.tftpl", any)"#, .unknown(.dynamic, .notNull)),
      (#"templatestring("$${x}-$${upper(x)}", {x = "y"})"#, .string("y-Y")),
    ] as [(String, Value)])
  func `templates see their variables and all functions`(expression: String, expected: Value) {
    let (value, diagnostics) = result(expression)
    #expect(diagnostics.map(\.detail) == [])
    #expect(value == expected)
  }

  @Test(arguments: [
    (#"templatefile("list.tftpl", {name = "x"})"#, "list.tftpl"),
    (#"templatefile("bad.tftpl", {})"#, "bad.tftpl"),
    (#"templatefile("error.tftpl", {a = "x"})"#, "error.tftpl"),
    (#"templatefile("self.tftpl", {})"#, "self.tftpl"),
    (#"templatefile("only.tftpl", {x = null})"#, "test"), (#"templatefile("only.tftpl", [])"#, "test"),
    (#"templatefile("nosuch.tftpl", {})"#, "test"),
  ])
  func `a problem is shown where it is`(expression: String, file: String) {
    let diagnostics = result(expression).diagnostics
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.subject?.file.name == file)
  }
}
