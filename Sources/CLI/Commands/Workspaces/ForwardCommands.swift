import ArgumentParser
import Diagnostics
import ProviderKit
import Workspaces

struct PortForwardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "port-forward", abstract: "Have ports of this machine lead to ports of a workspace.",
    discussion: "Only this machine can reach them. Goes on until it is interrupted.")

  @Argument(help: "The workspace, with an agent where it has several: NAME.AGENT.") var workspace: String
  @Argument(help: "PORT, or LOCAL:REMOTE.") var pairs: [String] = []

  @Option(
    name: [.customShort("p"), .customLong("tcp")],
    help: ArgumentHelp("The same as an argument.", valueName: "ports"))
  var tcp: [String] = []

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let specs = pairs + tcp.flatMap { $0.split(separator: ",").map(String.init) }
    guard !specs.isEmpty else {
      throw ValidationError("Say which ports: rcw port-forward \(workspace) 8080:80.")
    }
    try await CatalogSession.inside(workspace, view) { machine, session in
      let forwards = try specs.map(PortForward.Pair.init).map { pair in
        PortForward(
          machine: machine, listener: try LocalListener.opened(pair.local), port: pair.remote,
          notice: { session.view.note($0) })
      }
      for forward in forwards {
        session.view.say(
          "127.0.0.1:\(forward.listener.port) leads to port \(forward.port) of \(workspace).\n")
      }
      try await session.noting("port-forward", of: machine) {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for forward in forwards { group.addTask { try await forward.run() } }
          try await group.waitForAll()
        }
      }
    }
  }
}

struct OpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open an app of a workspace.",
    discussion: """
      A page is opened in the browser, through a port of this machine that stays until the command is interrupted; a command
      is run in the terminal.
      """)

  @Argument(
    help: ArgumentHelp(
      "The workspace, with an agent where it has several: NAME.AGENT; and the app's slug, the only one if it is left out. "
        + "The word app may stand before both.", valueName: "workspace [app]"))
  var words: [String]

  private var names: [String] { words.count > 1 && words[0] == "app" ? Array(words.dropFirst()) : words }
  private var workspace: String { names.first ?? "" }
  private var app: String? { names.count > 1 ? names[1] : nil }

  @Option(help: ArgumentHelp("The port of this machine; a free one if it is left out.", valueName: "port"))
  var port = 0

  @Flag(name: .customLong("no-browser"), help: "Print the address, and open nothing.")
  var noBrowser = false

  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard names.count <= 2 else { throw ValidationError("Say one workspace, and one of its apps.") }
  }

  func run() async throws {
    let code = try await CatalogSession.inside(workspace, view) { machine, session in
      let app = try choose(machine.agent)
      return try await session.noting("app", of: machine) { try await open(app, machine, session) }
    }
    if code != 0 { endProgram(Int32(truncatingIfNeeded: code)) }
  }

  private func choose(_ agent: WorkspaceContents.Agent) throws -> WorkspaceContents.App {
    let slugs = agent.apps.map(\.slug)
    if let app {
      if let found = agent.apps.first(where: { $0.slug == app }) { return found }
      throw MachineSession.closed(
        "The agent \(agent.name) has no app \"\(app)\".\(Suggestion.sentence(for: app, in: slugs))"
          + (slugs.isEmpty ? "" : " It has: \(slugs.joined(separator: ", "))."))
    }
    let visible = agent.apps.filter { !$0.isHidden }
    if visible.count == 1 { return visible[0] }
    throw MachineSession.closed(
      visible.isEmpty
        ? "The agent \(agent.name) has no apps." : "Say which app: \(slugs.joined(separator: ", ")).")
  }

  private func open(
    _ app: WorkspaceContents.App, _ machine: MachineSession, _ session: CatalogSession
  ) async throws -> Int {
    if let command = app.command {
      let terminal = ProcessRelay.terminal
      let process = try await machine.start(
        ["/bin/sh", "-c", #"exec "$SHELL" -c "$1""#, "rcw", command], terminal: terminal)
      return try await ProcessRelay(process: process, hasTerminal: terminal != nil).run()
    }
    guard let address = app.url.flatMap({ try? HTTPURL($0) }) else {
      throw MachineSession.closed("The app \(app.slug) has no address that can be opened.")
    }
    if app.isExternal {
      await show(address.text, session)
      return 0
    }
    var local = address
    let forward = PortForward(
      machine: machine, listener: try LocalListener.opened(port),
      port: address.effectivePort, notice: { session.view.note($0) })
    local.host = "127.0.0.1"
    local.port = forward.listener.port
    await show(local.text, session)
    try await forward.run()
    return 0
  }

  private func show(_ address: String, _ session: CatalogSession) async {
    Output.standard.print("\(address)\n")
    guard !noBrowser, session.environment["DISPLAY"] ?? session.environment["WAYLAND_DISPLAY"] != nil else {
      return
    }
    _ = try? await ProcessRunner(timeout: .seconds(5)).run(
      ProcessCommand("xdg-open", [address], environment: session.environment), input: [])
  }
}

extension LocalListener {
  /// - Throws: `DiagnosticsError` when the port cannot be had.
  static func opened(_ port: Int) throws -> LocalListener {
    do { return try LocalListener(port: port) } catch {
      throw DiagnosticsError(
        Diagnostic(
          "port-not-free", "Port cannot be used", "127.0.0.1:\(port) cannot be listened at: \(error)."))
    }
  }
}
