import Testing

@testable import ProviderKit

@Suite(.enabled(if: TLSWorld.isAvailable, "OpenSSL's command is not installed"))
struct TLSTests {
  private func client(_ change: (inout TLSConfiguration) -> Void) -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    configuration.retry = .never
    change(&configuration.tls)
    return HTTPClient(configuration)
  }

  @Test func `a server is trusted by its authority and its name`() async throws {
    let world = try await TLSWorld()
    try await world.withServer { url in
      let trusting = client {
        $0.authorities = world.file("authority.pem")
        $0.serverName = TLSWorld.serverName
      }
      let response = try await trusting.send(HTTPRequest(.get, url))
      #expect(response.status == 200)

      for stranger in [
        client { $0.serverName = TLSWorld.serverName },
        client { $0.authorities = world.file("authority.pem") },
      ] {
        let error = await #expect(throws: HTTPError.self) { try await stranger.send(HTTPRequest(.get, url)) }
        #expect(error?.code == .tls)
      }
    }
  }

  @Test func `a server is not asked who it is when the caller says so`() async throws {
    let world = try await TLSWorld()
    try await world.withServer { url in
      let response = try await client { $0.verifiesServer = false }.send(HTTPRequest(.get, url))
      #expect(response.status == 200)
    }
  }

  @Test(arguments: Road.allCases)
  func `a server that asks is shown our certificate, from memory`(road: Road) async throws {
    let world = try await TLSWorld()
    try await world.withServer(asksForClient: true, on: road) { url in
      let known = client {
        $0.authorities = world.file("authority.pem")
        $0.serverName = TLSWorld.serverName
        $0.identity = world.identity
      }
      let response = try await known.send(HTTPRequest(.get, url))
      #expect(response.text.contains("CN = somebody") || response.text.contains("CN=somebody"))

      let unknown = client { $0.verifiesServer = false }
      await #expect(throws: HTTPError.self) { try await unknown.send(HTTPRequest(.get, url)) }
    }
  }

  @Test func `a certificate that is none is a clear error`() async throws {
    let broken = client { $0.identity = TLSConfiguration.Identity(certificate: [1, 2], key: [3]) }
    let error = await #expect(throws: HTTPError.self) {
      try await broken.send(HTTPRequest(.get, HTTPURL("https://127.0.0.1:1/")))
    }
    #expect(error?.code == .unreachable || error?.code == .tls)
  }
}
