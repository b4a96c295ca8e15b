import Glibc

/// A connection lent to one exchange.
struct HTTP1Connection: Sendable {
  let stream: any ByteStream
  private let keep: @Sendable () -> Void

  /// - Parameter keep: takes the connection back for further use.
  init(_ stream: any ByteStream, keep: @escaping @Sendable () -> Void) {
    self.stream = stream
    self.keep = keep
  }

  /// A connection for a single exchange.
  init(_ stream: any ByteStream) {
    self.init(stream) { stream.abort() }
  }

  /// Gives the connection back.
  func release() { keep() }

  /// Returns whether the server took any of it. A server that stops reading may have answered already, so
  /// that is no failure: the response tells, or its absence.
  func send(_ message: [UInt8], _ deadlines: Deadlines) async throws -> Bool {
    do {
      try await stream.write(message, deadlines)
      return true
    } catch let error as SystemError {
      return error.number != EPIPE
    } catch is DeadlinePassed {
      throw HTTPError(.timedOut, "Time ran out while the request was sent.", wasSent: true)
    }
  }
}
