import Diagnostics
import Language
import TestSupport
import Testing
import Values

struct CheckTests {
  @Test(
    arguments: [
      ("var.x > 0", "\"Too small: ${var.x}.\"", Value.number(1), nil),
      ("var.x > 0", "\"Too small: ${var.x}.\"", .number(-1), "Too small: -1."),
      ("var.x > 0", "\"No.\"", .unknown(.number), nil),
      ("var.x > 0", "\"Too small: ${var.x}.\"", Value.number(-1).marked(.sensitive), "cannot be shown"),
      ("var.x == 1 ? null : true", "\"No.\"", .number(1), "it is null"),
      ("var.x", "\"No.\"", .string("maybe"), "a bool is required"),
      ("var.x == 1", "var.y", .number(2), "No input variable named \"y\""),
    ] as [(String, String, Value, String?)])
  func `a validation rule judges a value`(
    condition: String, message: String, value: Value, expected: String?
  ) async throws {
    let configuration = TestConfiguration(
      """
      variable "x" {
        validation {
          condition     = \(condition)
          error_message = \(message)
        }
      }
      """)
    let module = try await configuration.load()
    let environment = ScopeEnvironment(
      rootDirectory: ".", workingDirectory: "/", workspace: "default", functions: [:])
    let problems = try #require(module.variables["x"]).check(
      value, in: Scope(module: module, environment: environment))
    let text = problems.map(\.detail).joined(separator: "\n")
    #expect(expected.map(text.contains) ?? text.isEmpty, "\(text)")
  }
}
