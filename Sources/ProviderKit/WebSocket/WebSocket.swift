import Synchronization

/// A connection for messages in both directions (RFC 6455). Letting go of it ends it.
///
/// One task may read while others write. Pings are answered while somebody reads. Errors are ``HTTPError``, or what an
/// ``APIClient`` makes of it, and `CancellationError`.
public final class WebSocket: Sendable {
  /// The largest message that is taken by default, in bytes.
  public static let standardLimit = 4 << 20

  /// What both sides speak above the messages; nil when the server chose nothing.
  public let agreedProtocol: String?
  private let connection: HTTPUpgrade
  private let turns = Turns()
  private let state: Mutex<State>

  private struct State {
    var messages: WebSocketMessages
    /// Once the other side has said that it ends.
    var closing: WebSocketClosing?
    var hasSaidClosing = false
  }

  init(_ connection: HTTPUpgrade, agreedProtocol: String?, limit: Int) {
    self.connection = connection
    self.agreedProtocol = agreedProtocol
    state = Mutex(State(messages: WebSocketMessages(limit: limit)))
  }

  /// Why the other side ended; nil while it has not said so.
  public var closing: WebSocketClosing? { state.withLock { $0.closing } }

  /// The next message; nil when the other side has ended in order, for whatever reason: see ``closing``.
  public func read() async throws -> WebSocketMessage? {
    while closing == nil {
      switch try await nextEvent() {
      case .message(let message): return message
      case .ping(let payload): try await write(WebSocketFrame(opcode: .pong, payload: payload))
      case .closing(let closing):
        state.withLock { $0.closing = closing }
        try? await close(closing == .unsaid ? .normal : WebSocketClosing(code: closing.code))
      case nil: try await readMore()
      }
    }
    return nil
  }

  /// Sends a message; returns when the system has taken it.
  public func send(_ message: WebSocketMessage) async throws {
    let opcode: WebSocketFrame.Opcode = if case .text = message { .text } else { .binary }
    try await write(WebSocketFrame(opcode: opcode, payload: message.bytes))
  }

  /// Says that no more will be sent. The other side answers, which is the end of reading.
  public func close(_ closing: WebSocketClosing = WebSocketClosing(code: 1000)) async throws {
    let isFirst = state.withLock { state in
      defer { state.hasSaidClosing = true }
      return !state.hasSaidClosing
    }
    guard isFirst else { return }
    let code = [UInt8(truncatingIfNeeded: closing.code >> 8), UInt8(truncatingIfNeeded: closing.code)]
    // A control frame has at most 125 bytes.
    let reason = closing.reason.utf8.count <= 123 ? Array(closing.reason.utf8) : []
    try await write(WebSocketFrame(opcode: .close, payload: code + reason))
  }

  private func nextEvent() async throws -> WebSocketMessages.Event? {
    do {
      return try state.withLock { state throws(WebSocketFailure) in try state.messages.next() }
    } catch {
      try? await close(WebSocketClosing(code: error.code.rawValue))
      connection.abort()
      throw connection.failure(error.error)
    }
  }

  private func readMore() async throws {
    guard let bytes = try await connection.read() else {
      throw connection.failure(
        HTTPError(.interrupted, "The server ended the connection without saying why.", wasSent: true))
    }
    state.withLock { $0.messages.feed(bytes) }
  }

  /// Half a frame on the way makes the connection useless, so one that cannot be sent ends it.
  private func write(_ frame: WebSocketFrame) async throws {
    let bytes = frame.encoded(mask: (0..<4).map { _ in .random(in: 0 ... .max) })
    try await turns.take {
      do { try await connection.write(bytes) } catch {
        connection.abort()
        throw error
      }
    }
  }
}
