import Testing

@testable import ProviderKit

struct WebSocketMessagesTests {
  private func events(_ bytes: [UInt8], piece: Int = .max, limit: Int = 1 << 20) throws
    -> [WebSocketMessages.Event]
  {
    var messages = WebSocketMessages(limit: limit)
    var events: [WebSocketMessages.Event] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      messages.feed(Array(rest.prefix(piece)))
      rest = rest.dropFirst(piece)
      while let event = try messages.next() { events.append(event) }
    }
    return events
  }

  struct Stream: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var events: [WebSocketMessages.Event]

    init(_ name: String, _ bytes: [UInt8], _ events: [WebSocketMessages.Event]) {
      (self.name, self.bytes, self.events) = (name, bytes, events)
    }

    var testDescription: String { name }
  }

  private static let sevens = [UInt8](repeating: 7, count: 65536)

  /// RFC 6455, section 5.7, and what else is allowed.
  static let streams = [
    Stream("a text", [0x81, 0x05] + Array("Hello".utf8), [.message(.text("Hello"))]),
    Stream(
      "a text in pieces", [0x01, 0x03] + Array("Hel".utf8) + [0x80, 0x02] + Array("lo".utf8),
      [.message(.text("Hello"))]),
    Stream("a ping", [0x89, 0x05] + Array("Hello".utf8), [.ping(Array("Hello".utf8))]),
    Stream(
      "256 bytes", [0x82, 0x7e, 0x01, 0x00] + sevens.prefix(256),
      [.message(.binary(Array(sevens.prefix(256))))]),
    Stream("64 KiB", [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0] + sevens, [.message(.binary(sevens))]),
    Stream(
      "a ping between the halves of a letter", [0x01, 0x01, 0xc3, 0x89, 0x00, 0x80, 0x01, 0xa9],
      [.ping([]), .message(.text("é"))]),
    Stream("nothing, and a pong", [0x82, 0x00, 0x8a, 0x01, 0x41], [.message(.binary([]))]),
    Stream("an end", [0x88, 0x00], [.closing(.unsaid)]),
    Stream(
      "an end with a reason", [0x88, 0x05, 0x03, 0xe8, 0x62, 0x79, 0x65],
      [.closing(WebSocketClosing(code: 1000, reason: "bye"))]),
  ]

  @Test(arguments: streams)
  func `messages are the same however their bytes arrive`(stream: Stream) throws {
    for piece in [Int.max, 1, 3] { #expect(try events(stream.bytes, piece: piece) == stream.events) }
  }

  static let hostile: [([UInt8], WebSocketFailure.Code)] = [
    ([0xc1, 0x00], .protocolError),  // a reserved bit
    ([0x83, 0x00], .protocolError),  // an unknown opcode
    ([0x8b, 0x00], .protocolError),
    ([0x81, 0x80, 1, 2, 3, 4], .protocolError),  // masked
    ([0x09, 0x00], .protocolError),  // a ping in pieces
    ([0x89, 0x7e, 0, 126], .protocolError),  // a long ping
    ([0x80, 0x00], .protocolError),  // a piece of nothing
    ([0x01, 0x00, 0x81, 0x00], .protocolError),  // a message within a message
    ([0x82, 0x7e, 0, 125], .protocolError),  // lengths that are longer than they need be
    ([0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0xff, 0xff], .protocolError),
    ([0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0], .protocolError),
    ([0x82, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .tooBig),
    ([0x82, 0x7e, 0x04, 0x01], .tooBig),
    ([0x81, 0x02, 0xc3, 0x28], .invalidText),
    ([0x88, 0x01, 0x03], .protocolError),  // half a close code
    ([0x88, 0x02, 0x03, 0xed], .protocolError),  // 1005 is never sent
    ([0x88, 0x04, 0x03, 0xe8, 0xc3, 0x28], .invalidText),
  ]

  @Test(arguments: hostile)
  func `what the protocol does not allow is refused`(bytes: [UInt8], code: WebSocketFailure.Code) {
    let failure = #expect(throws: WebSocketFailure.self) { try events(bytes, limit: 1024) }
    #expect(failure?.code == code)
  }

  @Test func `pieces count together against the limit`() {
    let piece: [UInt8] = [0x7e, 0x02, 0x00] + [UInt8](repeating: 0, count: 512)
    #expect(throws: Never.self) { try events([0x02] + piece + [0x80] + piece, limit: 1024) }
    let failure = #expect(throws: WebSocketFailure.self) {
      try events([0x02] + piece + [0x00] + piece + [0x80, 0x01, 0x00], limit: 1024)
    }
    #expect(failure?.code == .tooBig)
  }

  @Test func `frames are masked, with the shortest length`() {
    let hello = WebSocketFrame(opcode: .text, payload: Array("Hello".utf8))
    #expect(
      hello.encoded(mask: [0x37, 0xfa, 0x21, 0x3d])
        == [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
    for (count, head) in [
      (125, [0x82, 0xfd]), (126, [0x82, 0xfe, 0, 126]), (65535, [0x82, 0xfe, 0xff, 0xff]),
      (65536, [0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0]),
    ] as [(Int, [UInt8])] {
      let frame = WebSocketFrame(opcode: .binary, payload: [UInt8](repeating: 0, count: count))
      #expect(frame.encoded(mask: [0, 0, 0, 0]).starts(with: head))
    }
  }
}
