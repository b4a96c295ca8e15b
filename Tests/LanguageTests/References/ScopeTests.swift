import Addresses
import Diagnostics
import HCL
import Language
import TestSupport
import Testing
import Values

struct ScopeTests {
  @Test(arguments: [
    ("var.name", Value.string("box")),
    ("local.tag", .string("1.0")),
    ("docker_volume.home[1].id", .string("v1")),
    ("module.net.ip", .string("10.0.0.1")),
    ("path.module", .string("MODULE")),
    ("path.root", .string(".")),
    ("path.cwd", .string("/work")),
    ("terraform.workspace", .string("dev")),
    ("each.key", .string("a")),
    ("each.value.x", .number(1)),
    ("count.index", .number(3)),
    ("self.id", .string("me")),
  ])
  func `a name has its value`(text: String, expected: Value) async throws {
    let (scope, directory) = try await scope()
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(expression(text))
    #expect(value == (expected == .string("MODULE") ? .string(directory) : expected))
    #expect(evaluator.diagnostics.isEmpty)
  }

  @Test(
    arguments: [
      ("var.nam", "undeclared-variable"), ("local.tags", "undeclared-local"),
      ("docker_volume.other", "undeclared-resource"), ("data.docker_volume.home.id", "undeclared-resource"),
      ("module.nets.ip", "undeclared-module"), ("each.value", "reference-out-of-context"),
      ("count.index", "reference-out-of-context"), ("self", "reference-out-of-context"),
    ] as [(String, Diagnostic.Code)])
  func `a name without a meaning is reported`(text: String, code: Diagnostic.Code) async throws {
    var (scope, _) = try await scope()
    scope.instance = Scope.Instance()
    var evaluator = Evaluator(scope: scope)
    #expect(evaluator.evaluate(expression(text)) == .dynamic)
    #expect(evaluator.diagnostics.map(\.code) == [code])
  }

  @Test func `something declared whose value could not be had is not known, and not reported again`()
    async throws
  {
    var (scope, _) = try await scope()
    scope.values = [:]
    var evaluator = Evaluator(scope: scope)
    #expect(evaluator.evaluate(expression("var.name")) == .dynamic)
    #expect(evaluator.diagnostics.isEmpty)
  }

  private func scope() async throws -> (Scope, directory: String) {
    let configuration = TestConfiguration(
      """
      variable "name" {}
      locals {
        tag = "1.0"
      }
      resource "docker_volume" "home" { count = 2 }
      module "net" { source = "./net" }
      == net/main.tf ==
      output "ip" { value = 1 }
      """)
    let module = try await configuration.load()
    let values: [Reference.Subject: Value] = [
      .variable("name"): .string("box"), .local("tag"): .string("1.0"),
      .resource(ResourceName(.managed, "docker_volume", "home")): .tuple([
        .object(["id": .string("v0")]), .object(["id": .string("v1")]),
      ]),
      .module("net", output: nil): .object(["ip": .string("10.0.0.1")]),
    ]
    let instance = Scope.Instance(
      eachKey: .string("a"), eachValue: .object(["x": .number(1)]), countIndex: .number(3),
      selfObject: .object(["id": .string("me")]))
    let environment = ScopeEnvironment(
      rootDirectory: ".", workingDirectory: "/work", workspace: "dev", functions: [:])
    let scope = Scope(module: module, values: values, instance: instance, environment: environment)
    return (scope, configuration.directory.path)
  }

  private func expression(_ text: String) -> Expression {
    var parser = Parser(SourceFile(name: "main.tf", text: text))
    return parser.parseExpression()
  }
}
