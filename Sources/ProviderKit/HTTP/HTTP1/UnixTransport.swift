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
    var message = HTTP1RequestWriter.head(request)
    if case .bytes(let bytes) = request.body.content { message += bytes }
    while let stream = takeIdle(request.socketPath) {
      if try await send(message, over: stream, deadlines) { return exchange(request, stream, deadlines) }
    }
    let stream = try await connect(request)
    _ = try await send(message, over: stream, deadlines)
    return exchange(request, stream, deadlines)
  }

  private func exchange(_ request: WireRequest, _ stream: IOStream, _ deadlines: Deadlines) -> HTTP1Exchange {
    let connection = UnixConnection(stream) { [weak self] in self?.keep($0, request.socketPath) }
    return HTTP1Exchange(request, connection, deadlines)
  }

  /// Returns whether the server took any of it. A server that stops reading may have answered already, so
  /// that is no failure: the response tells, or its absence.
  private func send(_ message: [UInt8], over stream: IOStream, _ deadlines: Deadlines) async throws -> Bool {
    do {
      try await stream.write(message, deadlines)
      return true
    } catch let error as SystemError {
      return error.number != EPIPE
    } catch is DeadlinePassed {
      throw HTTPError(.timedOut, "Time ran out while the request was sent.", wasSent: true)
    }
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

/// A connection lent to one exchange.
struct UnixConnection: Sendable {
  let stream: IOStream
  private let keep: @Sendable (IOStream) -> Void

  init(_ stream: IOStream, keep: @escaping @Sendable (IOStream) -> Void) {
    self.stream = stream
    self.keep = keep
  }

  /// Gives the connection back for further use.
  func release() { keep(stream) }
}

extension WireRequest {
  /// The socket of a request that goes over one.
  fileprivate var socketPath: String { url.socketPath ?? "" }
}
