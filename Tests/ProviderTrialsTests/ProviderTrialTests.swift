import Addresses
import Glibc
import PluginHost
import ProviderTrials
import Synchronization
import TestSupport
import Testing
import Values

/// What is found out about the provider for tests (`Tests/Plugins/fake_plugin.py`) when it does something wrong.
@Suite(.enabled(if: FakeTrial.isWanted, "RCW_TEST_PYTHON is not set")) struct ProviderTrialTests {
  @Test(arguments: ["", "protocol=5"])
  func `a provider that keeps its promises passes, whole`(wishes: String) async throws {
    let findings = try await FakeTrial(wishes).findings()
    #expect(findings.filter { $0.outcome != .passed } == [])
    let expected: Set = [
      "by hand", "start", "schema", "validation", "configuration", "plan", "create", "read", "no-op",
      "import", "delete",
      "nonsense", "at once", "end",
    ]
    #expect(Set(findings.map(\.check)) == expected)
  }

  @Test(arguments: [
    ("cookie=other", "start"), ("die", "start"), ("line=nonsense", "start"),
    ("at=GetProviderSchema:truncated", "start"), ("at=ValidateResourceConfig:refuse", "validation"),
    ("at=ValidateProviderConfig:die", "configuration"), ("at=ConfigureProvider:die", "configuration"),
    ("at=PlanResourceChange:die", "plan"), ("at=PlanResourceChange:nonsense", "plan"), ("lie=plan", "life"),
    ("lie=apply", "life"), ("lie=defer", "life"), ("at=ApplyResourceChange:die", "life"),
    ("at=ReadResource:nothing", "life"), ("at=StopProvider:die", "stop"),
  ])
  func `what a provider does wrong is found by the check for it`(wishes: String, check: String) async throws {
    let failed = try await FakeTrial(wishes).findings().first { $0.outcome == .failed }
    #expect(failed?.check == check)
    #expect(failed?.detail.isEmpty == false)
  }

  @Test func `what cannot be imported is no more than a warning`() async throws {
    let findings = try await FakeTrial("at=ImportResourceState:refuse").findings()
    #expect(findings.filter { $0.outcome != .passed }.map(\.check) == ["import"])
    #expect(findings.contains { $0.check == "import" && $0.outcome == .warning })
  }

  @Test func `nothing is made where nothing is said that may be`() async throws {
    let findings = try await FakeTrial("at=ApplyResourceChange:die").findings(of: TrialWorld())
    #expect(findings.filter { $0.outcome == .failed } == [])
    #expect(!findings.map(\.check).contains("create"))
  }

  @Test(arguments: [
    "[]", #"{"resource": {}}"#, #"{"resources": {"a": {}}}"#, #"{"resources": {"a": {"config": 1}}}"#,
  ])
  func `a world that says nothing useful is refused`(text: String) throws {
    let json = try JSON.parse(text)
    #expect(throws: TrialWorldError.self) { try TrialWorld(json) }
  }
}

/// A trial of the provider for tests.
private struct FakeTrial {
  private static let python = getenv("RCW_TEST_PYTHON").map { String(cString: $0) }
  static let isWanted = python != nil || getenv("RCW_REQUIRE_PLUGINS") != nil

  private let folder = TemporaryDirectory()
  private let program: String
  private let environment: [String: String]

  /// - Parameter wishes: what the provider is to do wrong, in its own words.
  init(_ wishes: String) throws {
    let python = try #require(Self.python, "RCW_TEST_PYTHON is to name a Python with h2.")
    let script = RepositoryFile("Tests/Plugins/fake_plugin.py").path
    program = "\(folder.path)/terraform-provider-fake"
    folder.write("terraform-provider-fake", "#!/bin/sh\nexec '\(python)' '\(script)'\n")
    chmod(program, 0o755)
    environment = ["PATH": "/usr/bin:/bin", "FAKE_PLUGIN": wishes, "TMPDIR": folder.path]
  }

  /// - Parameter world: nil for one in which the provider may make a thing.
  func findings(of world: TrialWorld? = nil) async throws -> [Finding] {
    let thing = try TrialWorld(try JSON.parse(#"{"resources": {"fake_thing": {"config": {"name": "one"}}}}"#))
    let host = PluginHost(
      PluginHost.Settings(environment: environment, cacheFolder: nil, terraformVersion: "1.15.5"))
    let found = Mutex<[Finding]>([])
    let binary = PluginBinary(
      address: ProviderAddress(namespace: "acme", type: "fake"), path: program)
    let trial = ProviderTrial(binary, on: host, with: world ?? thing, environment: environment) { finding in
      found.withLock { $0.append(finding) }
    }
    await trial.run()
    return found.withLock(\.self)
  }
}
