import Testing

@testable import ProviderKit

struct ProxyTests {
  private func client(_ proxy: HTTPURL) -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    configuration.retry = .never
    let server = ProxyServer("http://user:pass%20word@\(proxy.authority)")
    configuration.proxy = ProxyRules(plain: server, secure: server)
    return HTTPClient(configuration)
  }

  @Test func `a plain request goes to the proxy with its whole URL`() async throws {
    try await withHTTPServer(.tcp) { connection, request in
      let credentials = request.headers["Proxy-Authorization"] ?? ""
      try await connection.respond(200, "", "\(request.line)|\(credentials)")
    } during: { proxy in
      let response = try await client(proxy).send(HTTPRequest(.get, HTTPURL("http://example.test/x?y")))
      #expect(response.text == "GET http://example.test/x?y HTTP/1.1|Basic dXNlcjpwYXNzIHdvcmQ=")
    }
  }

  @Test func `a proxy that refuses a tunnel is not taken for the server`() async throws {
    try await withHTTPServer(.tcp) { connection, request in
      #expect(request.line == "CONNECT example.test:443 HTTP/1.1")
      try await connection.respond(407, "Proxy-Authenticate: Basic realm=x\r\n", "who are you")
    } during: { proxy in
      let error = await #expect(throws: HTTPError.self) {
        try await client(proxy).send(HTTPRequest(.get, HTTPURL("https://example.test/")))
      }
      #expect(error?.message.contains("407") == true)
      #expect(error?.message.contains("pass") == false)
    }
  }

  @Test(.enabled(if: TLSWorld.isAvailable, "OpenSSL's command is not installed"))
  func `a tunnel carries TLS to the server`() async throws {
    let world = try await TLSWorld()
    try await world.withServer { target in
      try await withServer(.tcp) { connection in
        _ = try await connection.readHead()
        try await connection.tunnel(to: target.effectivePort)
      } during: { proxy in
        var configuration = client(proxy).configuration
        configuration.tls.authorities = world.file("authority.pem")
        let url = try HTTPURL("https://\(TLSWorld.serverName)/")
        let response = try await HTTPClient(configuration).send(HTTPRequest(.get, url))
        #expect(response.status == 200)
        #expect(response.headers["X-Proxy"] == nil)
      }
    }
  }
}

extension ServerConnection {
  /// Accepts a CONNECT and passes everything on to a port of this machine, and back.
  fileprivate func tunnel(to port: Int) async throws {
    let other = try TCPSocket.connect(toPort: port)
    try await send("HTTP/1.1 200 Connected\r\nX-Proxy: yes\r\n\r\n")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (from, to) in [(stream, other), (other, stream)] {
        group.addTask {
          while case let bytes = try await from.read(), !bytes.isEmpty { try await to.write(bytes) }
          to.finishWriting()
        }
      }
      try await group.waitForAll()
    }
  }
}
