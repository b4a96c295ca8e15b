import Testing

@testable import ProviderKit

struct UnixTransportTests {
  private let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.retry = .never
    return HTTPClient(configuration)
  }()

  @Test func `a response with a length is read whole and the connection used again`() async throws {
    try await withUnixServer { connection in
      for answer in ["one", "two"] {
        _ = try await connection.readHead()
        try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\(answer)")
      }
    } during: { url in
      let first = try await client.send(HTTPRequest(.get, url))
      let second = try await client.send(HTTPRequest(.get, url))
      #expect([first.text, second.text] == ["one", "two"])
    }
  }
}
