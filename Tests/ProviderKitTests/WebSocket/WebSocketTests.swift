import ProviderAPI
import ProviderTestKit
import Synchronization
import Testing

@testable import ProviderKit

@Suite(.timeLimit(.minutes(1))) struct WebSocketTests {
  private let client = HTTPClient.withoutRetries

  private func open(_ url: HTTPURL, limit: Int = WebSocket.standardLimit) async throws -> WebSocket {
    let result = try await client.webSocket(HTTPRequest(.get, url), protocols: ["new", "old"], limit: limit)
    guard case .open(let socket) = result else { throw Refused() }
    return socket
  }

  private struct Refused: Error {}

  @Test func `the proof of a server is that of the specification`() {
    // RFC 6455, section 1.3.
    #expect(
      WebSocketHandshake.proof(of: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  @Test(arguments: Road.allCases)
  func `messages go both ways, pings are answered, and the end is in order`(road: Road) async throws {
    try await withServer(road) { connection in
      try await connection.acceptWebSocket(
        "Sec-WebSocket-Protocol: old\r\n", early: [0x89, 0x02, 0x68, 0x69])
      var pongs: [WebSocketFrame] = []
      while let frame = try await connection.readFrame(), frame.opcode != .close {
        if frame.opcode == .pong { pongs.append(frame) } else { try await connection.sendFrame(frame) }
      }
      #expect(pongs == [WebSocketFrame(opcode: .pong, payload: Array("hi".utf8))])
      try await connection.sendFrame(WebSocketFrame(opcode: .close, payload: [0x03, 0xe8]))
      #expect(try await connection.read(1).isEmpty)
    } during: { url in
      let socket = try await open(url)
      #expect(socket.agreedProtocol == "old")
      let messages: [WebSocketMessage] = [
        .text("hello"), .binary([1, 2, 3]), .binary([UInt8](repeating: 9, count: 300_000)),
      ]
      async let answers = read(messages.count, of: socket)
      for message in messages { try await socket.send(message) }
      #expect(try await answers == messages)
      try await socket.close()
      #expect(try await socket.read() == nil)
      #expect(socket.closing?.code == 1000)
    }
  }

  private func read(_ count: Int, of socket: WebSocket) async throws -> [WebSocketMessage] {
    var messages: [WebSocketMessage] = []
    while messages.count < count, let message = try await socket.read() { messages.append(message) }
    return messages
  }

  @Test func `messages of several tasks do not mix`() async throws {
    try await withServer(.tcp) { connection in
      try await connection.acceptWebSocket()
      while let frame = try await connection.readFrame() { try await connection.sendFrame(frame) }
    } during: { url in
      let socket = try await open(url)
      let messages = (0..<20).map { WebSocketMessage.binary([UInt8](repeating: UInt8($0), count: 50_000)) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for message in messages { group.addTask { try await socket.send(message) } }
        #expect(Set(try await read(messages.count, of: socket)) == Set(messages))
        try await group.waitForAll()
      }
    }
  }

  static let liars = [
    "Upgrade: websocket\r\nSec-WebSocket-Accept: AAAA\r\n", "Upgrade: h2c\r\nSec-WebSocket-Accept: PROOF\r\n",
    "Upgrade: websocket\r\nSec-WebSocket-Accept: PROOF\r\nSec-WebSocket-Protocol: other\r\n",
    "Upgrade: websocket\r\nSec-WebSocket-Accept: PROOF\r\nSec-WebSocket-Extensions: permessage-deflate\r\n",
  ]

  @Test(arguments: liars)
  func `a server that has not understood is not spoken to`(fields: String) async throws {
    try await withServer(.tcp) { connection in
      let proof = WebSocketHandshake.proof(
        of: try await connection.readRequest()?.headers["Sec-WebSocket-Key"] ?? "")
      let parts = fields.split(separator: "PROOF", omittingEmptySubsequences: false)
      try await connection.send(
        "HTTP/1.1 101 X\r\nConnection: Upgrade\r\n\(parts.joined(separator: proof))\r\n")
    } during: { url in
      let error = await #expect(throws: HTTPError.self) { try await open(url) }
      #expect(error?.code == .protocolViolation)
    }
  }

  @Test func `a server that refuses answers as ever, with 200 too`() async throws {
    try await withHTTPServer(.tcp) { connection, _ in
      try await connection.respond(200, "", "a page")
    } during: { url in
      guard case .refused(let response) = try await client.webSocket(HTTPRequest(.get, url)) else {
        Issue.record("A page was taken for a connection.")
        return
      }
      #expect(response.text == "a page")
    }
  }

  @Test func `what is no frame, or too large, ends the connection, and the server is told`() async throws {
    for (bytes, code, told) in [
      ([0xc1, 0x00], .protocolViolation, 1002), ([0x82, 0x7e, 0x01, 0x00], .tooLarge, 1009),
    ] as [([UInt8], HTTPError.Code, Int)] {
      let heard = Mutex<[UInt8]?>(nil)
      try await withServer(.tcp) { connection in
        try await connection.acceptWebSocket(early: bytes)
        let frame = try await connection.readFrame()
        heard.withLock { $0 = frame?.payload }
        _ = try await connection.read(1)
      } during: { url in
        let socket = try await open(url, limit: 100)
        let error = await #expect(throws: HTTPError.self) { try await socket.read() }
        #expect(error?.code == code)
        _ = try await poll(every: .milliseconds(5), timeout: .seconds(10)) { heard.withLock { $0 } }
      }
      #expect(heard.withLock { $0 } == [UInt8(told >> 8), UInt8(told & 255)])
    }
  }

  @Test func `a connection that just ends is a failure, and an API words it`() async throws {
    try await withServer(.tcp) { connection in
      try await connection.acceptWebSocket()
    } during: { url in
      let api = APIClient(
        client, at: url,
        failures: APIFailures(
          answered: { _ in ProviderError(.invalid, "answered") },
          unanswered: { _ in ProviderError(.unavailable, "the API is gone") }))
      let socket = try await api.webSocket(api.request(.get, "/x"), protocols: ["new", "old"])
      let error = await #expect(throws: ProviderError.self) { try await socket.read() }
      #expect(error?.message == "the API is gone")
    }
  }

  @Test func `a socket's address is that of its server`() throws {
    #expect(try HTTPURL(webSocket: "wss://host/a?b=c") == HTTPURL("https://host/a?b=c"))
    #expect(throws: HTTPError.self) { try HTTPURL(webSocket: "https://host/") }
  }
}

extension ServerConnection {
  /// Accepts a client's request for a WebSocket.
  ///
  /// - Parameter early: what is sent together with the answer.
  fileprivate func acceptWebSocket(_ fields: String = "", early: [UInt8] = []) async throws {
    let request = try await readRequest()
    #expect(request?.headers["Sec-WebSocket-Version"] == "13")
    #expect(request?.headers["Sec-WebSocket-Protocol"] == "new, old")
    let proof = WebSocketHandshake.proof(of: request?.headers["Sec-WebSocket-Key"] ?? "")
    let head = "HTTP/1.1 101 Switching\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\(fields)"
    try await stream.write(Array("\(head)Sec-WebSocket-Accept: \(proof)\r\n\r\n".utf8) + early)
  }

  /// The next frame of a client, which must be masked; nil at the end.
  fileprivate func readFrame() async throws -> WebSocketFrame? {
    let head = try await read(2)
    guard head.count == 2, let opcode = WebSocketFrame.Opcode(rawValue: head[0] & 15) else { return nil }
    #expect(head[1] & 0x80 != 0)
    let short = Int(head[1] & 0x7f)
    let long = try await read(short == 126 ? 2 : short == 127 ? 8 : 0)
    let mask = try await read(4)
    let payload = try await read(long.isEmpty ? short : long.reduce(0) { $0 << 8 | Int($1) })
    return WebSocketFrame(
      opcode: opcode, isFinal: head[0] & 0x80 != 0,
      payload: payload.enumerated().map { $1 ^ mask[$0 & 3] })
  }

  /// Sends a frame as servers do: what a mask of zeros leaves, less the mask.
  fileprivate func sendFrame(_ frame: WebSocketFrame) async throws {
    var bytes = frame.encoded(mask: [0, 0, 0, 0])
    bytes[1] &= 0x7f
    let head = bytes.count - frame.payload.count
    bytes.removeSubrange(head - 4..<head)
    try await stream.write(bytes)
  }
}
