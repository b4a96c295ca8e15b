/// A frame of the WebSocket protocol (RFC 6455, section 5.2).
struct WebSocketFrame: Hashable, Sendable {
  enum Opcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    /// Whether it may come between the frames of a message.
    var isControl: Bool { rawValue >= 8 }
  }

  var opcode: Opcode
  /// Whether the message ends with it.
  var isFinal = true
  var payload: [UInt8]

  /// The frame as a client sends it.
  ///
  /// - Parameter mask: four bytes that nobody could foresee (section 5.3), so that what is sent through a proxy cannot be
  ///   made to look like HTTP.
  func encoded(mask: [UInt8]) -> [UInt8] {
    var bytes = [opcode.rawValue | (isFinal ? 0x80 : 0)]
    switch payload.count {
    case ...125: bytes.append(0x80 | UInt8(payload.count))
    case ...0xffff: bytes += [0x80 | 126] + Self.bigEndian(payload.count, count: 2)
    default: bytes += [0x80 | 127] + Self.bigEndian(payload.count, count: 8)
    }
    bytes += mask
    bytes.reserveCapacity(bytes.count + payload.count)
    for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index & 3]) }
    return bytes
  }

  private static func bigEndian(_ number: Int, count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
