import Glibc
import Synchronization

/// Plain HTTP/1.1 over Unix sockets, with connections kept for further requests.
final class UnixTransport: HTTPTransport {
  private struct Idle: Sendable {
    var stream: IOStream
    var since: ContinuousClock.Instant
  }

  /// How long an unused connection is kept, and how many for each socket.
  private static let maxIdleTime = Duration.seconds(30)
  private static let maxIdleCount = 16

  private let idle = Mutex<[String: [Idle]]>([:])

  func open(_ request: WireRequest) async throws -> any HTTPExchange { try await openExchange(request) }

  func openExchange(_ request: WireRequest) async throws -> HTTP1Exchange {
    let deadlines = Deadlines(request.timeouts)
    let message = HTTP1RequestWriter.message(request)
    while let stream = takeIdle(request.socketPath) {
      let connection = connection(stream, request)
      if try await connection.send(message, deadlines) {
        return HTTP1Exchange(request, connection, deadlines)
      }
    }
    let connection = connection(try await connect(request), request)
    _ = try await connection.send(message, deadlines)
    return HTTP1Exchange(request, connection, deadlines)
  }

  private func connection(_ stream: IOStream, _ request: WireRequest) -> HTTP1Connection {
    HTTP1Connection(stream) { [weak self] in self?.keep(stream, request.socketPath) }
  }

  // MARK: Connections

  private func takeIdle(_ path: String) -> IOStream? {
    let newest = ContinuousClock.now - Self.maxIdleTime
    return idle.withLock { idle in
      idle[path]?.removeAll { $0.since < newest || !$0.stream.isQuiet }
      return idle[path]?.popLast()?.stream
    }
  }

  private func keep(_ stream: IOStream, _ path: String) {
    idle.withLock { idle in
      guard idle[path, default: []].count < Self.maxIdleCount else { return }
      idle[path, default: []].append(Idle(stream: stream, since: .now))
    }
  }

  private func connect(_ request: WireRequest) async throws -> IOStream {
    let deadline = request.timeouts.connect.map { ContinuousClock.now + $0 }
    do {
      return try await UnixSocket.connect(to: request.socketPath, until: deadline)
    } catch let error as SystemError {
      let isRefused = error.number == ECONNREFUSED
      throw HTTPError(
        isRefused ? .unreachable : .noSocket,
        "Cannot connect to the socket \(request.socketPath): \(error.reason).", cause: error)
    } catch is DeadlinePassed {
      throw HTTPError(.timedOut, "Nobody accepted a connection to the socket \(request.socketPath) in time.")
    }
  }
}

extension WireRequest {
  /// The socket of a request that goes over one.
  fileprivate var socketPath: String { url.socketPath ?? "" }
}
