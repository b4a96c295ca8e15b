import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderCoder

@Suite struct ConformanceTests {
  @Test func `every type keeps what its schema promises`() { verifyTypes(of: CoderProvider.self) }

  private static let lives: [(type: String, config: KeyedValues, replacing: KeyedValues)] = [
    (
      "coder_agent", ["os": .string("linux"), "arch": .string("amd64"), "startup_script": .string("true")],
      ["os": .string("linux"), "arch": .string("arm64")]
    ),
    (
      "coder_agent_instance", ["agent_id": .string("a"), "instance_id": .string("i")],
      ["agent_id": .string("b"), "instance_id": .string("i")]
    ),
    (
      "coder_ai_task", ["app_id": .string("2b38cee7-3e3a-4e7d-9b1c-0c6b6d1fcf00")],
      ["app_id": .string("2b38cee7-3e3a-4e7d-9b1c-0c6b6d1fcf01")]
    ),
    (
      "coder_app", ["agent_id": .string("a"), "slug": .string("x")],
      ["agent_id": .string("a"), "slug": .string("y")]
    ),
    (
      "coder_devcontainer", ["agent_id": .string("a"), "workspace_folder": .string("/x")],
      ["agent_id": .string("a"), "workspace_folder": .string("/y")]
    ),
    (
      "coder_env", ["agent_id": .string("a"), "name": .string("X")],
      ["agent_id": .string("a"), "name": .string("Y")]
    ),
    ("coder_external_agent", ["agent_id": .string("a")], ["agent_id": .string("b")]),
    ("coder_metadata", ["resource_id": .string("a")], ["resource_id": .string("b")]),
    (
      "coder_script",
      [
        "agent_id": .string("a"), "display_name": .string("S"), "script": .string("true"),
        "run_on_start": .bool(true),
      ],
      [
        "agent_id": .string("a"), "display_name": .string("S"), "script": .string("false"),
        "run_on_start": .bool(true),
      ]
    ),
  ]

  @Test(arguments: lives.indices)
  func `a resource lives as it should`(index: Int) async throws {
    let life = Self.lives[index]
    let coder = try await TestCoder()
    var trial = ResourceTrial(life.type, of: coder.provider, life.config, replacing: life.replacing)
    trial.importID = nil
    trial.isOnlyRecorded = true
    try await trial.verify()
  }

  @Test(arguments: ["coder_agent", "coder_app", "coder_metadata"])
  func `what exists only in the state cannot be imported`(type: String) async throws {
    let coder = try await TestCoder()
    await #expect(throws: ProviderError(.invalid, "")) {
      try await coder.provider.importObjects(type, id: "x")
    }
  }

  /// As `terraform show -json` has them for the public provider: newer versions would be refused.
  @Test func `objects carry the public provider's schema versions`() {
    for type in CoderProvider.types where type.kind == .managed {
      #expect(type.schema().schema.version == (type.name == "coder_agent_instance" ? 0 : 1), "\(type.name)")
    }
  }
}
