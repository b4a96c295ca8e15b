import Synchronization

/// The thread on which libcurl runs. It starts with the engine and ends with it; the library is loaded there.
final class CurlEngine: Sendable {
  enum Command: Sendable {
    case start(any CurlReceiver)
    case cancel(UInt64)
    /// There is room, or there are bytes to send, where there were none.
    case resume(UInt64)
    case stop
  }

  /// What tasks tell the thread.
  final class Inbox: Sendable {
    let wake: WakeSignal
    private let commands = Mutex<[Command]>([])

    init() throws(SystemError) { wake = try WakeSignal() }

    func post(_ command: Command) {
      let wasEmpty = commands.withLock { commands in
        defer { commands.append(command) }
        return commands.isEmpty
      }
      if wasEmpty { wake.raise() }
    }

    func drain() -> [Command] {
      wake.clear()
      return commands.withLock { commands in
        defer { commands = [] }
        return commands
      }
    }
  }

  private let inbox: Inbox
  private let nextID = Atomic<UInt64>(1)

  init(_ configuration: HTTPClient.Configuration) throws(SystemError) {
    let inbox = try Inbox()
    self.inbox = inbox
    try EngineThread.start { CurlLoop.run(inbox, configuration) }
  }

  deinit { stop() }

  /// Closes all connections. Transfers under way fail; there can be no others.
  func stop() { inbox.post(.stop) }

  func start(_ request: WireRequest) -> CurlExchange {
    let exchange = CurlExchange(request, id: makeID(), self)
    start(exchange)
    return exchange
  }

  func start(_ receiver: any CurlReceiver) { inbox.post(.start(receiver)) }

  /// What tells a transfer from all others of the engine.
  func makeID() -> UInt64 { nextID.wrappingAdd(1, ordering: .relaxed).oldValue }

  func cancel(_ id: UInt64) { inbox.post(.cancel(id)) }

  func resume(_ id: UInt64) { inbox.post(.resume(id)) }
}

/// HTTP by libcurl: TCP, TLS, HTTP/2 and proxies.
struct CurlTransport: HTTPTransport {
  private let engine: CurlEngine

  init(_ configuration: HTTPClient.Configuration) throws(HTTPError) {
    do {
      engine = try CurlEngine(configuration)
    } catch {
      throw HTTPError(
        .unreachable, "The thread for network connections cannot be started: \(error).", cause: error)
    }
  }

  func open(_ request: WireRequest) async throws -> any HTTPExchange { engine.start(request) }
}
