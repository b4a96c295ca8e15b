import Addresses
import Catalog
import Diagnostics
import Engine
import Language
import ProviderAPI
import StateStorage
import Templates
import Values
import Workspaces

/// A way into the machine of a workspace's agent.
struct MachineSession: Sendable {
  let workspace: Workspace
  let agent: WorkspaceContents.Agent
  private let object: ReachableObject
  private let inspector: Inspector
  /// What a terminal is called here.
  private let terminalType: String

  /// - Parameter reference: `[OWNER/]WORKSPACE[.AGENT]`
  /// - Throws: `DiagnosticsError` when there is no machine to enter.
  init(_ session: CatalogSession, _ reference: String) async throws {
    let (name, agentName) = Self.parts(of: reference)
    workspace = try await session.workspace(name)
    terminalType = session.environment["TERM"] ?? "xterm"
    let state = try await session.catalog.state(of: workspace.id).load().snapshot ?? StateSnapshot()
    agent = try Self.agent(agentName, in: WorkspaceContents(state), reference: session.reference(workspace))
    guard let machine = agent.machine else {
      throw Self.closed(
        "The agent \(agent.name) of \(session.reference(workspace)) runs in nothing that is recorded. If the workspace is "
          + "stopped, start it:\n    rcw start \(session.reference(workspace))")
    }
    let version = try await session.catalog.version(id: workspace.versionID)
    inspector = try await Self.inspector(session, version, state)
    guard let object = try await inspector.reach(machine) else {
      throw Self.closed("The object \(machine) is not recorded any more. Try again.")
    }
    self.object = object
  }

  /// Names have no dots, so that the rest is the agent's.
  private static func parts(of reference: String) -> (String, agent: String?) {
    guard let dot = reference.lastIndex(of: ".") else { return (reference, nil) }
    return (String(reference[..<dot]), String(reference[reference.index(after: dot)...]))
  }

  private static func agent(
    _ name: String?, in contents: WorkspaceContents, reference: String
  ) throws -> WorkspaceContents.Agent {
    let names = contents.agents.map(\.name)
    guard let first = contents.agents.first else {
      throw closed(
        "The workspace \(reference) has no agent that runs. If it is stopped, start it:\n    rcw start \(reference)"
      )
    }
    guard let name else {
      // Of several agents that have a machine, one has to be named.
      let present = contents.agents.filter { $0.machine != nil }
      if present.count <= 1 { return present.first ?? first }
      throw closed("Say which agent: \(names.map { "\(reference).\($0)" }.joined(separator: ", ")).")
    }
    guard let agent = contents[agent: name] else {
      throw closed(
        "The workspace \(reference) has no agent \"\(name)\".\(Suggestion.sentence(for: name, in: names)) It has: "
          + "\(names.joined(separator: ", ")).")
    }
    return agent
  }

  private static func inspector(
    _ session: CatalogSession, _ version: TemplateVersion, _ state: StateSnapshot
  ) async throws -> Inspector {
    let folder = try await session.library.folder(of: version)
    try WorkingFolder.enter(folder)
    let run = Run(
      try await session.settings(of: version), view: session.view, interruption: session.interruption)
    let root = try await run.loadConfiguration().root
    return Inspector(
      root, state: state, variables: try run.variableValues(of: root), providers: run.providers(for: root),
      environment: run.scopeEnvironment(isPlanning: false))
  }

  static func closed(_ detail: String) -> DiagnosticsError {
    DiagnosticsError(Diagnostic("no-machine", "Workspace cannot be entered", detail))
  }

  func close() async { await inspector.close() }

  // MARK: Processes

  /// Starts a program as the machine's user, with the agent's environment, in its folder.
  ///
  /// - Parameters:
  ///   - command: nothing for a login shell.
  ///   - terminal: nil for none.
  func start(_ command: [String], terminal: Terminal? = nil) async throws -> any RunningProcess {
    var request = ExecutionRequest(
      type: object.type, object: object.object,
      command: ["/bin/sh", "-c", EntryScript.text, "rcw", agent.id] + command, terminal: terminal,
      marker: agent.id)
    if terminal != nil { request.environment["TERM"] = terminalType }
    guard let process = try await object.provider.execute(request) else {
      throw Self.closed(
        "A \(object.type) runs no programs for others, so that \(object.address) cannot be entered.")
    }
    return process
  }

  /// What a short program prints.
  ///
  /// - Throws: `DiagnosticsError` when it fails.
  func output(of command: [String]) async throws -> [UInt8] {
    let process = try await start(command)
    try await process.finishWriting()
    var (output, problem): ([UInt8], [UInt8]) = ([], [])
    while let piece = try await process.read() {
      switch piece {
      case .standard(let bytes): output += bytes
      case .error(let bytes): problem += bytes
      }
    }
    let code = try await process.exitCode()
    guard code == 0 else {
      throw Self.closed(
        "The program \(command.first ?? "") ended with \(code) in \(object.address): "
          + String(decoding: problem.suffix(500), as: UTF8.self))
    }
    return output
  }

  /// What the machine's own process prints; nil where that cannot be had.
  ///
  /// - Parameters:
  ///   - part: a container of the machine; nil for the agent's own.
  ///   - isPrevious: whether what ran before its last start is meant.
  func output(
    lastLines: Int?, follows: Bool, part: String? = nil, isPrevious: Bool = false
  ) async throws -> (any OutputSource)? {
    try await object.provider.output(
      OutputRequest(
        type: object.type, object: object.object, lastLines: lastLines, follows: follows,
        isPrevious: isPrevious, part: part, marker: agent.id))
  }

  /// A connection to a port of the machine; nil where it has no way there of its own.
  func connect(_ port: Int) async throws -> (any ObjectConnection)? {
    try await object.provider.connect(ConnectionRequest(type: object.type, object: object.object, port: port))
  }
}

/// What every program in a machine begins with: the environment that the agent gives its scripts.
enum EntryScript {
  /// Arguments: the agent's id, then the command; without one, a login shell.
  static let text = #"""
    agent=/tmp/rcw-agent/$1 id=$1
    shift
    [ ! -r "$agent/in/env" ] || . "$agent/in/env"
    export CODER=true CODER_AGENT_ID="$id"
    [ ! -d "$agent/bin" ] || export PATH="$agent/bin:$PATH"
    while IFS=: read -r name _ number _ _ home shell; do
      [ "$number" = "$(id -u)" ] || continue
      export USER="${USER:-$name}" LOGNAME="${LOGNAME:-$name}" HOME="${HOME:-$home}"
      case $shell in */nologin | */false | '') ;; *) export SHELL="${SHELL:-$shell}" ;; esac
      break
    done </etc/passwd 2>/dev/null
    command -v "${SHELL:-}" >/dev/null || SHELL=/bin/sh
    export SHELL
    cd "${_work:-${HOME:-/}}" 2>/dev/null || cd "${HOME:-/}" 2>/dev/null || cd /
    unset agent id name number home shell _work
    [ $# -eq 0 ] || exec "$@"
    exec "$SHELL" -l
    """#
}
