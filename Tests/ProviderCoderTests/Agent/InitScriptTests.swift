import TestSupport
import Testing
import Values

@testable import ProviderCoder

@Suite struct InitScriptTests {
  /// The input is an agent's attributes in JSON; the stage is the script without the program at its end.
  @Test(arguments: GoldenCase.all(in: "CoderInitScript"))
  func `an init script brings along what the agent says`(golden: GoldenCase) throws {
    var attributes = JSON.object([
      .init("os", "linux"), .init("arch", "amd64"), .init("auth", "token"), .init("api_key_scope", "all"),
      .init("startup_script_behavior", "non-blocking"), .init("connection_timeout", 120),
      .init("metadata", []),
      .init("resources_monitoring", []),
    ])
    for member in try JSON.parse(golden.input).members ?? [] { attributes[member.key] = member.value }
    let agent = try JSONDecoding(keys: .snakeCase).decode(AgentObject.self, from: attributes)
    let script = try InitScript(
      agentID: "00000000-0000-4000-8000-000000000000", supply: .embedded, accessURL: "http://coder.test",
      agent: agent
    ).text()
    let head = script.prefix(upTo: script.firstRange(of: "\nset -f\n")?.lowerBound ?? script.endIndex)
    let lines = head.split(separator: "\n", omittingEmptySubsequences: false).map(masked)
    #expect(golden.difference(from: ["head": lines.joined(separator: "\n")]) == nil)
  }

  /// Without the command `coder` and the serial that depends on it.
  private func masked(_ line: Substring) -> String {
    if line.hasPrefix("  put coder '") { return "  put coder '…'" }
    let manifest = "  put manifest '"
    return line.hasPrefix(manifest) ? "\(manifest)SERIAL\(line.dropFirst(manifest.count + 16))" : String(line)
  }

  @Test func `an init script is known as ours, whatever its version`() throws {
    #expect(InitScript.isOwn(try InitScript(.make()).text()))
    #expect(!InitScript.isOwn(""))
    #expect(!InitScript.isOwn("#!/usr/bin/env sh\nset -eux\n"))
  }

  /// Templates replace these names, meaning the address of a server.
  @Test func `no name of the local host is in an init script`() throws {
    let agent = AgentObject.make(startup: "curl localhost 127.0.0.1", env: ["URL": "http://localhost"])
    let script = try InitScript(agent).text()
    #expect(!script.contains("localhost") && !script.contains("127.0.0.1"))
  }

  @Test func `an agent to which all is delivered shows nothing of it`() throws {
    let agent = AgentObject.make(startup: "echo secret", env: ["TOKEN": "secret"])
    #expect(try !InitScript(agent, .delivered(patience: .seconds(60))).text().contains("secret"))
  }
}
