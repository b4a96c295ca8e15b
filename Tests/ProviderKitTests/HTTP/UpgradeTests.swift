import Testing

@testable import ProviderKit

struct UpgradeTests {
  private let client = HTTPClient.withoutRetries

  @Test(arguments: ["101 UPGRADED\r\nUpgrade: tcp\r\nConnection: Upgrade", "200 OK\r\nContent-Type: raw"])
  func `after an upgrade bytes go both ways, what came early included`(answer: String) async throws {
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
      let result = try await client.upgrade(HTTPRequest(.post, url, body: .text("{}")), to: "tcp")
      guard case .upgraded(let stream) = result else {
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

  @Test func `a server that does not upgrade answers as ever`() async throws {
    try await withHTTPServer(.unix) { connection, _ in
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
