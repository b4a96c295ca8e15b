import ArgumentParser
import Catalog
import ProviderAPI
import Values
import Workspaces

struct SSHCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ssh", abstract: "Open a shell in a workspace, or run a command line there.",
    discussion: """
      Goes by the platform's own way in (docker exec and its kind), so that no SSH server is needed. The exit code is the one of
      the shell.
      """)

  @Argument(help: "The workspace, with an agent where it has several: NAME.AGENT.") var workspace: String

  @Argument(parsing: .captureForPassthrough, help: "A command line for the shell.")
  var command: [String] = []

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let words = command.first == "--" ? Array(command.dropFirst()) : command
    let line =
      words.isEmpty ? [] : ["/bin/sh", "-c", #"exec "$SHELL" -c "$1""#, "rcw", words.joined(separator: " ")]
    try await CatalogSession.runInside(workspace, line, hasTerminal: words.isEmpty, source: "ssh", view)
  }
}

struct ExecCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Run a program in a workspace.",
    discussion: "No shell looks at the arguments. The exit code is the one of the program.")

  @Flag(name: [.customShort("t"), .customLong("tty")], help: "Give it a terminal, as ssh does.")
  var tty = false

  @Argument(help: "The workspace, with an agent where it has several: NAME.AGENT.") var workspace: String

  @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
  var command: [String]

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let words = command.first == "--" ? Array(command.dropFirst()) : command
    guard !words.isEmpty else {
      throw ValidationError("Say which program: rcw exec \(workspace) -- PROGRAM.")
    }
    try await CatalogSession.runInside(workspace, words, hasTerminal: tty, source: "ssh", view)
  }
}

extension CatalogSession {
  /// Runs a program in a workspace and ends with its exit code.
  fileprivate static func runInside(
    _ reference: String, _ command: [String], hasTerminal: Bool, source: String, _ view: ViewOptions
  ) async throws {
    let code = try await inside(reference, view) { machine, session in
      let terminal = hasTerminal ? ProcessRelay.terminal : nil
      let process = try await machine.start(command, terminal: terminal)
      return try await session.noting(source, of: machine) {
        try await ProcessRelay(process: process, hasTerminal: terminal != nil).run()
      }
    }
    if code != 0 { endProgram(Int32(truncatingIfNeeded: code)) }
  }

  /// Opens a machine for `body`. An interrupt ends it at once.
  static func inside<Result: Sendable>(
    _ reference: String, _ view: ViewOptions,
    _ body: @escaping @Sendable (MachineSession, CatalogSession) async throws -> Result
  ) async throws -> Result {
    let results = ResultBox<Result>()
    try await perform(view) { session in
      session.interruption.enterIdleness()
      let machine = try await MachineSession(session, reference)
      results.set(try await body(machine, session))
      await machine.close()
      return .success
    }
    guard let result = results.value else { throw ExitStatus.failure }
    return result
  }

  /// Keeps on record that somebody uses an agent while `body` runs.
  func noting<Result: Sendable>(
    _ source: String, of machine: MachineSession, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        while true {
          try? await catalog.note(
            AgentActivity(
              workspaceID: machine.workspace.id, agent: machine.agent.name, source: source, seen: .now()))
          try await Task.sleep(for: .seconds(60))
        }
      }
      defer { group.cancelAll() }
      while let result = try await group.next() { if let result { return result } }
      throw CancellationError()
    }
  }
}
