/// A message, whole.
public enum WebSocketMessage: Hashable, Sendable {
  case text(String)
  case binary([UInt8])

  /// The bytes, whichever kind they are of.
  public var bytes: [UInt8] {
    switch self {
    case .text(let text): Array(text.utf8)
    case .binary(let bytes): bytes
    }
  }
}

/// Why a connection ends (RFC 6455, section 7.4).
public struct WebSocketClosing: Hashable, Sendable {
  /// 1000 for a normal end; 1005 when the other side gave none.
  public var code: Int
  public var reason: String

  public init(code: Int, reason: String = "") {
    self.code = code
    self.reason = reason
  }

  static let normal = WebSocketClosing(code: 1000)
  static let unsaid = WebSocketClosing(code: 1005)
}

/// Puts messages together from frames (RFC 6455, sections 5.4 and 5.5).
struct WebSocketMessages: Sendable {
  enum Event: Hashable {
    case message(WebSocketMessage)
    case ping([UInt8])
    case closing(WebSocketClosing)
  }

  private let limit: Int
  private var frames: WebSocketFrameParser
  /// The message of which pieces have come.
  private var opcode: WebSocketFrame.Opcode?
  private var pieces: [UInt8] = []

  /// - Parameter limit: how many bytes a message may have.
  init(limit: Int) {
    self.limit = limit
    frames = WebSocketFrameParser(limit: limit)
  }

  mutating func feed(_ bytes: [UInt8]) { frames.feed(bytes) }

  /// The next event; nil when more bytes are needed first.
  mutating func next() throws(WebSocketFailure) -> Event? {
    while let frame = try frames.next() {
      switch frame.opcode {
      case .text, .binary, .continuation:
        if let message = try add(frame) { return .message(message) }
      case .ping: return .ping(frame.payload)
      case .pong: continue
      case .close: return .closing(try Self.closing(frame.payload))
      }
    }
    return nil
  }

  /// The message that ends with a frame; nil when there is more to come.
  private mutating func add(_ frame: WebSocketFrame) throws(WebSocketFailure) -> WebSocketMessage? {
    guard (frame.opcode == .continuation) == (opcode != nil) else {
      throw WebSocketFailure(.protocolError, "the pieces of two messages are mixed up")
    }
    guard pieces.count + frame.payload.count <= limit else {
      throw WebSocketFailure(.tooBig, "a message has more than \(limit) bytes")
    }
    let kind = opcode ?? frame.opcode
    opcode = frame.isFinal ? nil : kind
    pieces += frame.payload
    guard frame.isFinal else { return nil }
    defer { pieces = [] }
    return kind == .text ? .text(try Self.text(pieces)) : .binary(pieces)
  }

  private static func text(_ bytes: [UInt8]) throws(WebSocketFailure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw WebSocketFailure(.invalidText, "a text is not in UTF-8")
    }
    return text
  }

  private static func closing(_ payload: [UInt8]) throws(WebSocketFailure) -> WebSocketClosing {
    if payload.isEmpty { return .unsaid }
    guard payload.count >= 2 else { throw WebSocketFailure(.protocolError, "a close code is incomplete") }
    let code = Int(payload[0]) << 8 | Int(payload[1])
    guard isValid(code) else { throw WebSocketFailure(.protocolError, "the close code \(code) is none") }
    return WebSocketClosing(code: code, reason: try text(Array(payload[2...])))
  }

  /// Sections 7.4.1 and 7.4.2, and what IANA has registered since.
  private static func isValid(_ code: Int) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
