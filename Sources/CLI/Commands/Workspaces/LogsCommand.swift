import ArgumentParser
import Catalog
import Diagnostics
import Glibc
import ProviderAPI
import StateStorage
import Workspaces

struct LogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Print what a build of a workspace said, and what its agents' scripts print.")

  @Argument(help: "The workspace, with an agent where only that one is meant: NAME.AGENT.") var workspace:
    String

  @Option(
    name: [.customShort("n"), .customLong("build")],
    help: ArgumentHelp("Only the log of this build.", valueName: "number"))
  var build: Int?

  @Flag(name: .customLong("agent"), help: "Only what the agent's scripts print.")
  var agentOnly = false

  @Flag(
    name: [.customShort("f"), .customLong("follow")], help: "Go on with what the agent's scripts will print.")
  var follows = false

  @Option(help: ArgumentHelp("How many lines of each script to begin with.", valueName: "lines"))
  var tail = 1_000

  @Flag(name: .customLong("machine"), help: "Only what the machine's own process prints.")
  var machineOnly = false

  @Option(help: ArgumentHelp("With --machine: of this container, where it has several.", valueName: "name"))
  var container: String?

  @Flag(help: "With --machine: what it printed before it was last started again.")
  var previous = false

  @OptionGroup var view: ViewOptions

  func validate() throws {
    if !machineOnly, container != nil || previous {
      throw ValidationError("--container and --previous are about --machine.")
    }
  }

  func run() async throws {
    if machineOnly { return try await printMachine() }
    if !agentOnly { try await printBuild() }
    guard build == nil else { return }
    let workspace = self.workspace
    let code = try await CatalogSession.inside(workspace, view) { machine, _ in
      let process = try await machine.start([
        "/bin/sh", "-c", Self.script, "rcw", "\(tail)", follows ? "-f" : "",
      ])
      return try await ProcessRelay(process: process, hasTerminal: false).run(passesInput: false)
    }
    if code != 0 { endProgram(Int32(truncatingIfNeeded: code)) }
  }

  /// Prints the logs in the agent's folder: its own first.
  private static let script = #"""
    cd "/tmp/rcw-agent/$CODER_AGENT_ID/log" 2>/dev/null || { echo "The agent has printed nothing yet." >&2; exit 0; }
    exec tail -n "$1" $2 agent.log $(ls | grep -v '^agent.log$')
    """#

  private func printMachine() async throws {
    try await CatalogSession.inside(workspace, view) { machine, _ in
      guard
        let source = try await machine.output(
          lastLines: tail, follows: follows, part: container, isPrevious: previous)
      else {
        throw MachineSession.closed("What the machine of \(workspace) prints cannot be had.")
      }
      while let piece = try await source.read() {
        switch piece {
        case .standard(let bytes): guard ProcessRelay.write(bytes, STDOUT_FILENO) else { return }
        case .error(let bytes): guard ProcessRelay.write(bytes, STDERR_FILENO) else { return }
        }
      }
    }
  }

  private func printBuild() async throws {
    try await CatalogSession.perform(view) { session in
      let name = String(self.workspace.prefix { $0 != "." })
      let workspace = try await session.workspace(name)
      let build =
        if let number = self.build { try await session.catalog.build(of: workspace, number: number) } else {
          try await session.catalog.latestBuild(of: workspace)
        }
      guard let build, let path = build.logPath, let content = try FileAccess.read(path) else {
        throw CatalogError(
          .notFound,
          "No log of \(build.map { "build \($0.number)" } ?? "a build") of \(name) is kept on this machine.")
      }
      _ = ProcessRelay.write(content, STDOUT_FILENO)
      return .success
    }
  }
}
