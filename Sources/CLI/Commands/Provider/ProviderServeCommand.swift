import Addresses
import ArgumentParser
import Diagnostics
import Glibc
import ProviderServer
import Values

struct ProviderServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve a provider as a plugin of protocol 5 and 6.",
    discussion: """
      Terraform and OpenTofu start it where "rcw provider install" has put the provider. With -debug it runs by \
      itself, prints what TF_REATTACH_PROVIDERS has to be for them to find it, and ends with Ctrl-C.
      """)

  @Argument(help: "The provider, such as docker.")
  var provider: ServedProvider

  @Flag(name: .customLong("debug"), help: "Wait for Terraform instead of being started by it.")
  var debug = false

  @Option(
    name: .customLong("source"),
    help: ArgumentHelp("With -debug: under which address configurations name it.", valueName: "address"))
  var source: String?

  func run() async throws {
    let view = try ViewOptions.parse([])
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      let served = try await run.builtInProviders().makeProvider(ProviderAddress(impliedBy: provider.type))
      let server = ProviderServer(
        served,
        ProviderServer.Settings(
          environment: run.environment, print: { Output.standard.print($0) },
          note: { Output.standard.error("[WARN] \($0)\n") }, parent: { getppid() }))
      do {
        if debug { try await wait(server) } else { try await serve(server) }
      } catch let error as ServingError {
        throw DiagnosticsError(Diagnostic("serving", "Cannot serve the provider", error.description))
      }
      return .success
    }
  }

  /// Ctrl-C reaches the host and its plugins; it is the host who decides what becomes of them.
  private func serve(_ server: ProviderServer) async throws {
    signal(SIGINT, SIG_IGN)
    try await server.serve()
  }

  private func wait(_ server: ProviderServer) async throws {
    let address = source ?? "\(InstalledProvider.host)/\(InstalledProvider.namespace)/\(provider.type)"
    try await server.serveReattaching { socket, version in
      Output.standard.print(Self.instructions(address, socket, version))
    } until: {
      for await _ in SignalWatch().values { return }
    }
  }

  private static func instructions(_ address: String, _ socket: String, _ version: Int) -> String {
    let place: JSON = ["Network": "unix", "String": .string(socket)]
    let server: JSON = [
      "Protocol": "grpc", "ProtocolVersion": .number(Number(version)), "Pid": .number(Number(Int(getpid()))),
      "Test": true, "Addr": place,
    ]
    let servers = JSON.object([JSON.Member(address, server)])
    return "The provider is served. To use it, set\n\n    TF_REATTACH_PROVIDERS='\(servers.text())'\n\n"
      + "Ctrl-C ends it.\n"
  }
}
