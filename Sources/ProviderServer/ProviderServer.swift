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

  /// Serves the host that started this process, until it says that it is enough, or is gone. What it has begun until then
  /// comes to its end.
  ///
  /// - Throws: ``ServingError`` when it was not a host that started this process.
  public func serve() async throws {
    let parent = settings.parent()
    let start = try ServerStart(settings.environment)
    let listener = try makeListener(start.socketFolder)
    settings.print(start.handshake(at: listener.path))
    try await serve(listener, start) {
      // Nothing else tells a process that the one that started it has gone.
      _ = try? await poll(every: .seconds(1), timeout: nil) { settings.parent() == parent ? nil : true }
    }
  }

  /// Serves hosts that are told where this process is (`TF_REATTACH_PROVIDERS`), without TLS.
  ///
  /// - Parameters:
  ///   - tell: takes the path of the socket and the version of the protocol.
  ///   - isEnough: returns when nobody is to be served any more. What was begun until then comes to its end.
  public func serveReattaching(
    _ tell: @Sendable (_ socket: String, _ version: Int) -> Void,
    until isEnough: @escaping @Sendable () async -> Void
  ) async throws {
    let start = try ServerStart(reattaching: settings.environment)
    let listener = try makeListener(start.socketFolder)
    tell(listener.path, start.version.rawValue)
    try await serve(listener, start, until: isEnough)
  }

  private func makeListener(_ folder: String) throws(ServingError) -> SocketListener {
    let name = String((0..<10).map { _ in "0123456789".randomElement() ?? "0" })
    do {
      return try SocketListener(path: "\(folder)/plugin\(name)")
    } catch {
      throw ServingError("There can be no socket in \(folder): \(error).")
    }
  }

  private func serve(
    _ listener: SocketListener, _ start: ServerStart, until isEnough: @escaping @Sendable () async -> Void
  ) async throws {
    let service = ProviderService(provider, start.version)
    let end = ServingEnd()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await isEnough()
        end.come()
      }
      defer { group.cancelAll() }
      try await accept(listener, start, service, end)
    }
    await provider.close()
  }

  /// Serves all who connect. Returns when the end has come and all is answered that was asked before.
  private func accept(
    _ listener: SocketListener, _ start: ServerStart, _ service: ProviderService, _ end: ServingEnd
  ) async throws {
    // What goes wrong here must not cut short what goes on elsewhere: the group throws nothing.
    let problem = await withDiscardingTaskGroup { group -> (any Error)? in
      do {
        try await end.cuttingShort(listener.stop) {
          while let accepted = try await listener.accept() {
            let connection = try ServedConnection(
              accepted, limit: Self.maxRequestBytes, tls: start.makeTLS, note: settings.note)
            group.addTask { await serve(connection, service, end) }
          }
        }
        return nil
      } catch {
        end.come()
        return error is CancellationError ? nil : error
      }
    }
    if let problem { throw problem }
  }

  private func serve(
    _ connection: ServedConnection, _ service: ProviderService, _ end: ServingEnd
  ) async {
    await end.cuttingShort(connection.takeNothingMore) {
      await connection.serve { await answer($0, service, end) }
    }
  }

  /// In bytes, of one request.
  private static let maxRequestBytes = 1 << 30

  /// Answers the calls that all plugins answer (go-plugin), and hands on those to the provider.
  private func answer(_ request: GRPCRequest, _ service: ProviderService, _ end: ServingEnd) async {
    switch (request.service, request.method) {
    case ("plugin.GRPCController", "Shutdown"):
      request.answer([])
      request.end()
      end.come()
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
