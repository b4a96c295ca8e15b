import Synchronization

/// One request and its response over a connection of our own.
final class HTTP1Exchange: HTTPExchange {
  private struct State {
    var parser: HTTP1ResponseParser
    var trailers = HTTPHeaders()
    var isBodySent: Bool
    /// The response is complete, or the connection given up: whoever comes later finds it closed.
    var isOver = false
    var reason: (any Error)?
  }

  private let connection: HTTP1Connection
  private let request: WireRequest
  private let deadlines: Deadlines
  private let state: Mutex<State>

  init(_ request: WireRequest, _ connection: HTTP1Connection, _ deadlines: Deadlines) {
    self.request = request
    self.connection = connection
    self.deadlines = deadlines
    let isStreamed = if case .stream = request.body.content { true } else { false }
    state = Mutex(State(parser: HTTP1ResponseParser(for: request.method), isBodySent: !isStreamed))
  }

  deinit { cancel(CancellationError()) }

  var trailers: HTTPHeaders { state.withLock { $0.trailers } }

  func write(_ bytes: [UInt8]) async throws {
    let isChunked = request.body.length == nil
    try await connection.stream.write(isChunked ? HTTP1RequestWriter.chunk(bytes) : bytes, deadlines)
  }

  func finishWriting() async throws {
    if request.body.length == nil {
      try await connection.stream.write(HTTP1RequestWriter.lastChunk, deadlines)
    }
    let isComplete = state.withLock { state in
      state.isBodySent = true
      return state.parser.isDrained
    }
    if isComplete { release() }
  }

  func head() async throws -> HTTPResponseHead {
    while let event = try await nextEvent() {
      if case .head(let head) = event { return head }
    }
    throw HTTP1ResponseParser.malformed("it has no head")
  }

  func read() async throws -> [UInt8]? {
    switch try await nextEvent() {
    case .body(let bytes): return bytes
    case .head: throw HTTP1ResponseParser.malformed("it has two heads")
    case .end(let trailers):
      state.withLock { $0.trailers = trailers }
      release()
      return nil
    case nil: return nil
    }
  }

  func cancel(_ reason: any Error) {
    let isFirst = state.withLock { state in
      defer { state.isOver = true }
      if state.isOver { return false }
      state.reason = reason
      return true
    }
    if isFirst { connection.stream.abort() }
  }

  /// Gives up the connection to the raw bytes that follow the head.
  ///
  /// - Returns: the connection, and what has come of those bytes already; nil when the server did not agree.
  func upgrade() throws -> (stream: any ByteStream, received: [UInt8])? {
    try state.withLock { state in
      guard state.parser.isRaw, !state.isOver else { return nil }
      state.isOver = true
      guard case .body(let bytes)? = try state.parser.next() else { return (connection.stream, []) }
      return (connection.stream, bytes)
    }
  }

  private func nextEvent() async throws -> HTTP1ResponseParser.Event? {
    while true {
      if let event = try parsed() { return event }
      if state.withLock({ $0.isOver }) { return nil }
      let bytes = try await readMore()
      if !bytes.isEmpty {
        state.withLock { $0.parser.feed(bytes) }
      } else {
        return try state.withLock { state throws(HTTPError) in try state.parser.finish() }
      }
    }
  }

  private func parsed() throws -> HTTP1ResponseParser.Event? {
    try state.withLock { state in
      if let reason = state.reason { throw reason }
      return try state.parser.next()
    }
  }

  private func readMore() async throws -> [UInt8] {
    do {
      let bytes = try await connection.stream.read(until: deadlines.next)
      if bytes.isEmpty, let reason = state.withLock({ $0.reason }) { throw reason }
      return bytes
    } catch {
      if let reason = state.withLock({ $0.reason }) { throw reason }
      throw try HTTPError(error, while: "waiting for the response to \(request)")
    }
  }

  /// The connection serves the next request once both messages are complete; it is closed if it cannot.
  private func release() {
    let canServe = state.withLock { state -> Bool? in
      if state.isOver { return nil }
      guard state.isBodySent || !state.parser.keepsAlive else { return nil }
      state.isOver = true
      return state.parser.keepsAlive && state.parser.isDrained
    }
    guard let canServe else { return }
    if canServe { connection.release() } else { connection.stream.abort() }
  }
}

extension HTTPError {
  /// What a failure of input or output on a connection that stood means; cancellation stays what it is.
  init(_ error: any Error, while doing: String) throws {
    switch error {
    case is DeadlinePassed:
      self.init(.timedOut, "Time ran out while \(doing).", wasSent: true)
    case let error as SystemError:
      self.init(
        .interrupted, "The connection failed while \(doing): \(error.reason).", cause: error, wasSent: true)
    default: throw error
    }
  }
}
