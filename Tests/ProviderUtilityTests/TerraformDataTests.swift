import ProviderAPI
import ProviderKit
import ProviderTestKit
import ProviderUtility
import Testing
import Values

struct TerraformDataTests {
  private func provider() async throws -> BuiltInProvider<TerraformProvider> {
    try await .configured(TerraformProvider())
  }

  @Test(
    arguments: [
      .string("a"), .number(1), .tuple([.bool(true), .string("b")]),
      .object(["a": .null(.string), "b": .map(["c": .number(2)], of: .number)]),
    ] as [Value])
  func `values of any type live and die`(input: Value) async throws {
    var trial = ResourceTrial(
      "terraform_data", of: try await provider(), ["input": input], changed: ["input": .string("other")],
      replacing: ["input": .string("other"), "triggers_replace": .number(1)])
    trial.isOnlyRecorded = true
    trial.notImported = ["input", "output"]
    try await trial.verify()
  }

  @Test func `the output is open while the input changes, and keeps the input's type`() async throws {
    let provider = try await provider()
    let object = try await provider.create("terraform_data", ["input": .string("a")])
    #expect(object.keyedElements?["output"] == .string("a"))
    let changed = try await provider.plan("terraform_data", ["input": .number(1)], prior: object)
    #expect(changed.planned.keyedElements?["output"] == .unknown(.number))
    let removed = try await provider.plan("terraform_data", [:], prior: object)
    #expect(removed.planned.keyedElements?["output"]?.isNull == true)
  }

  private static let nullResources: [(JSON, Value)] = [
    (["id": "1", "triggers": ["a": "x"]], .object(["a": .string("x")])),
    (["id": "1", "triggers": .null], .null(.dynamic)),
  ]

  @Test(arguments: nullResources)
  func `a null_resource that is moved keeps its id and its triggers`(source: JSON, triggers: Value)
    async throws
  {
    let provider = try await provider()
    func moved(from type: String) async throws -> Value? {
      try await provider.move(
        MoveRequest(
          type: "terraform_data", sourceType: type,
          sourceProvider: "registry.terraform.io/hashicorp/null", sourceVersion: 0, source: source))?.object
    }
    let object = try #require(try await moved(from: "null_resource"))
    #expect(object.keyedElements?["id"] == .string("1"))
    #expect(object.keyedElements?["triggers_replace"] == triggers)
    #expect(try await moved(from: "random_pet") == nil)
  }
}
