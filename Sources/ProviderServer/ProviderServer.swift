import Encodings
import PluginWire
public import ProviderAPI
import ProviderKit
import Synchronization

/// Serves a provider to Terraform, OpenTofu and this program, as a plugin of protocol 5 and 6.
public struct ProviderServer: Sendable {
  /// What a host says in the environment of the plugin that it starts (github.com/hashicorp/go-plugin,
  /// docs/guide-plugin-write-non-go.md), and where things go.
  public struct Settings: Sendable {
    /// What the host hands down.
    public var environment: [String: String]
    /// Takes what is to be written to standard output, which is how the host learns where the plugin is.
    public var print: @Sendable (String) -> Void
    /// Takes what the host should have in its log.
    public var note: @Sendable (String) -> Void
    /// The process that started this one. When it has gone, so has everybody who could ask for anything.
    public var parent: @Sendable () -> Int32

    public init(
      environment: [String: String], print: @escaping @Sendable (String) -> Void,
      note: @escaping @Sendable (String) -> Void, parent: @escaping @Sendable () -> Int32
    ) {
      self.environment = environment
      self.print = print
      self.note = note
      self.parent = parent
    }
  }

  private let provider: any Provider
  private let settings: Settings

  public init(_ provider: any Provider, _ settings: Settings) {
    self.provider = provider
    self.settings = settings
  }

  /// Serves the host that started this process, until it says that it is enough, or is gone.
  ///
  /// - Throws: ``ServingError`` when it was not a host that started this process.
  public func serve() async throws {
    let start = try ServerStart(settings.environment)
    let listener = try makeListener(start.socketFolder)
    settings.print(start.handshake(at: listener.path))
    try await serve(listener, start)
  }

  /// Serves hosts that are told where this process is (`TF_REATTACH_PROVIDERS`), without TLS, until the task is
  /// cancelled.
  ///
  /// - Parameter tell: takes the path of the socket and the version of the protocol.
  public func serveReattaching(_ tell: @Sendable (_ socket: String, _ version: Int) -> Void) async throws {
    let start = try ServerStart(reattaching: settings.environment)
    let listener = try makeListener(start.socketFolder)
    tell(listener.path, start.version.rawValue)
    try await serve(listener, start)
  }

  private func makeListener(_ folder: String) throws(ServingError) -> SocketListener {
    let name = String((0..<10).map { _ in "0123456789".randomElement() ?? "0" })
    do {
      return try SocketListener(path: "\(folder)/plugin\(name)")
    } catch {
      throw ServingError("There can be no socket in \(folder): \(error).")
    }
  }

  private func serve(_ listener: SocketListener, _ start: ServerStart) async throws {
    let service = ProviderService(provider, start.version)
    let end = OneShot<Void>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await accept(listener, start, service, end) }
      group.addTask { _ = try? await end.value() }
      try await group.next()
      group.cancelAll()
    }
    await provider.close()
  }

  private func accept(
    _ listener: SocketListener, _ start: ServerStart, _ service: ProviderService, _ end: OneShot<Void>
  ) async throws {
    let parent = settings.parent()
    try await withThrowingDiscardingTaskGroup { group in
      while true {
        let accepted: LocalConnection
        do { accepted = try await listener.accept() } catch is CancellationError { return }
        let connection = try ServedConnection(
          accepted, limit: Self.maxRequestBytes, tls: start.makeTLS, note: settings.note)
        group.addTask {
          await connection.serve { await answer($0, service, end) }
          if start.identity != nil, await isOrphaned(by: parent) { end.settle() }
        }
      }
    }
  }

  /// A host may come back after it has ended a connection; one that is gone cannot.
  private func isOrphaned(by parent: Int32) async -> Bool {
    let found = try? await poll(every: .milliseconds(100), timeout: .seconds(2)) {
      settings.parent() == parent ? nil : true
    }
    return found == true
  }

  /// In bytes, of one request.
  private static let maxRequestBytes = 1 << 30

  /// Answers the calls that all plugins answer (go-plugin), and hands on those to the provider.
  private func answer(_ request: GRPCRequest, _ service: ProviderService, _ end: OneShot<Void>) async {
    switch (request.service, request.method) {
    case ("plugin.GRPCController", "Shutdown"):
      request.answer([])
      request.end()
      await request.finishConnection()
      end.settle()
    case ("plugin.GRPCStdio", "StreamStdio"):
      // Nothing is ever told by it: what the provider writes goes to standard error, which the host reads.
      break
    case ("grpc.health.v1.Health", "Check"):
      var status = WireWriter()
      status.integer(Fields.Health.status, Fields.Health.isServing)
      request.answer(status.bytes)
      request.end()
    default:
      await service.answer(request)
    }
  }
}
