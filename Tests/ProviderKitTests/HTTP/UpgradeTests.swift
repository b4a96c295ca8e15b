import ProviderTestKit
import Testing

@testable import ProviderKit

@Suite(.timeLimit(.minutes(1))) struct UpgradeTests {
  private let client = HTTPClient.withoutRetries

  @Test(
    arguments: ["101 UPGRADED\r\nUpgrade: tcp\r\nConnection: Upgrade", "200 OK\r\nContent-Type: raw"],
    Way.allCases)
  func `after an upgrade bytes go both ways, what came early included`(answer: String, way: Way) async throws
  {
    try await withServer(.unix) { connection in
      let request = try await connection.readRequest()
      #expect(request?.headers["Upgrade"] == "tcp")
      #expect(request?.text == "{}")
      try await connection.send("HTTP/1.1 \(answer)\r\n\r\nearly")
      let said = try await connection.read(5)
      try await connection.stream.write(said)
      #expect(try await connection.read(1).isEmpty)
      try await connection.send("bye")
    } during: { url in
      try await reach(url, way) { client, url in
        let request = HTTPRequest(.post, url, body: .text("{}"))
        guard case .upgraded(let stream) = try await client.upgrade(request, to: "tcp") else {
          Issue.record("The server was not understood to upgrade.")
          return
        }
        var heard = try await read(5, of: stream)
        try await stream.write(Array("hello".utf8))
        heard += try await read(5, of: stream)
        stream.finishWriting()
        while let bytes = try await stream.read() { heard += String(decoding: bytes, as: UTF8.self) }
        #expect(heard == "earlyhellobye")
      }
    }
  }

  enum Way: CaseIterable, Sendable {
    case socket
    case tls
  }

  /// Gives `body` a client and a URL that lead to a server on a socket.
  private func reach(
    _ url: HTTPURL, _ way: Way, _ body: (HTTPClient, HTTPURL) async throws -> Void
  ) async throws {
    guard way == .tls, TLSWorld.isAvailable else { return try await body(client, url) }
    let relay = try await TLSRelay(to: url.socketPath ?? "")
    var configuration = client.configuration
    configuration.tls = relay.tls
    try await body(HTTPClient(configuration), HTTPURL("https://127.0.0.1:\(relay.port)/"))
  }

  @Test(.enabled(if: TLSWorld.isAvailable, "OpenSSL's command is not installed"))
  func `more than any buffer holds goes both ways over TLS at the same time`() async throws {
    let size = 3_000_000
    try await withServer(.unix) { connection in
      _ = try await connection.readRequest()
      try await connection.send("HTTP/1.1 101 X\r\n\r\n")
      // All is read before anything is answered, so whoever writes has to wait for room.
      let bytes = try await connection.read(size)
      try await connection.stream.write(bytes.reversed())
    } during: { url in
      try await reach(url, .tls) { client, url in
        guard case .upgraded(let stream) = try await client.upgrade(HTTPRequest(.get, url), to: "tcp") else {
          return
        }
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        async let sending: Void = stream.write(bytes)
        var heard: [UInt8] = []
        while heard.count < size, let more = try await stream.read() { heard += more }
        try await sending
        #expect(heard == bytes.reversed())
      }
    }
  }

  @Test func `a connection over TCP that nobody takes is told`() async throws {
    let error = await #expect(throws: HTTPError.self) {
      try await client.upgrade(HTTPRequest(.get, HTTPURL("http://127.0.0.1:1/")), to: "tcp")
    }
    #expect(error?.code == .unreachable)
  }

  @Test func `a plain connection goes through a proxy by a tunnel`() async throws {
    try await withServer(.tcp) { connection in
      #expect(try await connection.readHead()?.line == "CONNECT example.test:80 HTTP/1.1")
      try await connection.send("HTTP/1.1 200 Connected\r\n\r\n")
      #expect(try await connection.readHead()?.line == "GET /x HTTP/1.1")
      try await connection.send("HTTP/1.1 101 X\r\n\r\nhello")
      _ = try await connection.read(1)
    } during: { proxy in
      var configuration = client.configuration
      configuration.proxy = ProxyRules(plain: ProxyServer("\(proxy)"), secure: nil)
      let request = HTTPRequest(.get, try HTTPURL("http://example.test/x"))
      guard case .upgraded(let stream) = try await HTTPClient(configuration).upgrade(request, to: "tcp")
      else { return }
      #expect(try await read(5, of: stream) == "hello")
    }
  }

  @Test(arguments: Road.allCases)
  func `a server that does not upgrade answers as ever`(road: Road) async throws {
    try await withHTTPServer(road) { connection, _ in
      try await connection.respond(409, "", "it is not running")
    } during: { url in
      guard case .refused(let response) = try await client.upgrade(HTTPRequest(.post, url), to: "tcp") else {
        Issue.record("The server was understood to upgrade.")
        return
      }
      #expect(response.status == 409)
      #expect(response.text == "it is not running")
    }
  }

  private func read(_ count: Int, of stream: HTTPUpgrade) async throws -> String {
    var bytes: [UInt8] = []
    while bytes.count < count, let more = try await stream.read() { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }
}
