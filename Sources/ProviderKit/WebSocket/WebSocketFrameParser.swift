/// Reads the frames that a server sends (RFC 6455, section 5.2) from bytes as they come.
///
/// It trusts nothing: what the protocol does not allow is refused, and nothing is kept for a frame that is larger than
/// the caller takes.
struct WebSocketFrameParser: Sendable {
  /// What a frame begins with.
  private struct Head {
    var opcode: WebSocketFrame.Opcode
    var isFinal: Bool
    var length: Int
  }

  private let limit: Int
  private var input = ByteBuffer()
  /// Of the frame whose payload is awaited.
  private var head: Head?

  /// - Parameter limit: how many bytes a frame may carry.
  init(limit: Int) { self.limit = limit }

  mutating func feed(_ bytes: [UInt8]) { input.append(bytes) }

  /// The next frame; nil when more bytes are needed first.
  mutating func next() throws(WebSocketFailure) -> WebSocketFrame? {
    if head == nil { head = try nextHead() }
    guard let head, let payload = input.takeWhole(head.length) else { return nil }
    self.head = nil
    return WebSocketFrame(opcode: head.opcode, isFinal: head.isFinal, payload: payload)
  }

  private mutating func nextHead() throws(WebSocketFailure) -> Head? {
    guard let start = input.peek(2) else { return nil }
    let opcode = try Self.opcode(start[0])
    guard start[1] & 0x80 == 0 else { throw WebSocketFailure(.protocolError, "a frame is masked") }
    let isFinal = start[0] & 0x80 != 0
    if opcode.isControl, !isFinal || start[1] > 125 {
      throw WebSocketFailure(.protocolError, "a control frame is in pieces or too long")
    }
    guard let length = try length(start[1]) else { return nil }
    guard length <= limit else {
      throw WebSocketFailure(.tooBig, "a message has more than \(limit) bytes")
    }
    return Head(opcode: opcode, isFinal: isFinal, length: length)
  }

  private static func opcode(_ byte: UInt8) throws(WebSocketFailure) -> WebSocketFrame.Opcode {
    guard byte & 0x70 == 0, let opcode = WebSocketFrame.Opcode(rawValue: byte & 0x0f) else {
      throw WebSocketFailure(.protocolError, "a frame is of a kind that was not agreed upon")
    }
    return opcode
  }

  /// The length of the payload, of which the head's second byte says where it stands; takes the head when it is whole.
  private mutating func length(_ short: UInt8) throws(WebSocketFailure) -> Int? {
    let count = short == 126 ? 2 : short == 127 ? 8 : 0
    guard let head = input.takeWhole(2 + count) else { return nil }
    if count == 0 { return Int(short) }
    guard head[2] < 0x80 || count == 2 else {
      throw WebSocketFailure(.protocolError, "a length is negative")
    }
    let length = head.dropFirst(2).reduce(0) { $0 << 8 | Int($1) }
    guard length > (count == 2 ? 125 : 0xffff) else {
      throw WebSocketFailure(.protocolError, "a length is written longer than it is")
    }
    return length
  }
}
