import ProviderAPI
import ProviderKit
import TestSupport
import Testing
import Values

@testable import ProviderCoder

/// A shell that the agent has to run in.
enum AgentShell: String, CaseIterable, CustomTestStringConvertible {
  case posix = "sh"
  case busybox = "busybox sh"
  case bash = "bash --posix"

  var testDescription: String { rawValue }
  var words: [String] { rawValue.split(separator: " ").map(String.init) }
}

/// An agent that runs on this machine, in a folder of its own, for as long as a command beside it takes.
///
/// The command is a shell's; `$A` is the agent's folder, `settled` waits until the start has come to its end.
struct AgentTrial {
  let folder: TemporaryDirectory
  /// Where the agent's folder is.
  private let root: String
  let outcome: Processes.Outcome

  static let agentID = "2f0c7b0e-0000-4000-8000-000000000001"
  private static let settled = """
    settled() {
      until [ -s "$A/status" ]; do sleep 0.05; done
      while [ "$(cat "$A/status")" = starting ]; do sleep 0.05; done
    }

    """

  /// - Parameters:
  ///   - script: The init script; made for `agent` if nil.
  ///   - meanwhile: A shell's command that runs from the beginning.
  ///   - earlier: One whose home this one has; nothing else is left of it.
  init(
    _ agent: AgentObject = .make(), script: String? = nil, in shell: AgentShell = .posix,
    environment: [String: String] = [:], given files: [Delivery.File] = [], meanwhile: String = ":",
    after earlier: AgentTrial? = nil, _ command: String
  ) throws {
    folder = earlier?.folder ?? TemporaryDirectory(["home/a/.keep": ""])
    root = earlier.map { "\($0.root)-again" } ?? "agents"
    let script = try script ?? InitScript(agent).text()
    for file in files { folder.write("\(root)/\(Self.agentID)/in/\(file.name)", file.content) }
    var all = environment
    all["RCW_AGENT_ROOT"] = "\(folder.path)/\(root)"
    all["HOME"] = "\(folder.path)/home"
    all["A"] = "\(folder.path)/\(root)/\(Self.agentID)"
    let driver = "\(Self.settled){\n\(meanwhile)\n} &\nexec \"$@\""
    outcome = Processes.run(
      ["timeout", "-k", "1", "60", "sh", "-c", driver, "sh"] + shell.words + ["-c", script, "sh"]
        + ["sh", "-c", Self.settled + command],
      environment: all)
  }

  /// A file in the agent's folder.
  func file(_ name: String) -> String? { folder.read("\(root)/\(Self.agentID)/\(name)") }

  /// A file in the home.
  func home(_ name: String) -> String? { folder.read("home/\(name)") }

  /// The command that shows what the start has come to.
  static let printStatus = #"settled; cat "$A/status.json""#
}

extension InitScript {
  init(_ agent: AgentObject, _ supply: AgentSupply = .embedded) {
    self.init(agentID: AgentTrial.agentID, supply: supply, accessURL: nil, agent: agent)
  }

  /// A program that brings along these files.
  static func carrying(_ files: [Delivery.File]) throws -> String {
    let puts = files.map { "put \($0.name) '\(ShellText.escaped($0.content))'\n" }.joined()
    return try InitScript(.make(), .delivered(patience: .seconds(60))).text()
      .replacing("unpack() {\n", with: "unpack() {\n\(puts)")
  }
}

extension AgentObject {
  static func make(
    startup: String? = nil, shutdown: String? = nil, isBlocking: Bool = false, env: [String: String?]? = nil,
    dir: String? = nil, metadata: [Metadata] = []
  ) -> AgentObject {
    AgentObject(
      os: "linux", arch: "amd64", auth: "token", apiKeyScope: "all", dir: dir, env: env,
      startupScript: startup,
      shutdownScript: shutdown, startupScriptBehavior: isBlocking ? "blocking" : "non-blocking",
      connectionTimeout: 120, metadata: metadata, resourcesMonitoring: [])
  }
}

extension AgentFiles {
  /// Files for nothing but these jobs.
  static func of(_ jobs: AgentJob...) -> [Delivery.File] {
    var files = AgentFiles(.make(), accessURL: nil)
    files.jobs = jobs
    return files.all
  }
}
