import Testing

@testable import ProviderKit

/// No text about a request shows what it was authorised with.
struct RedactionTests {
  private static let secrets = [
    "aGVhZGVyLXRva2Vu", "cmVnaXN0cnk", "query-token", "user-password", "registered", "s3ss10n-c00kie",
  ]

  private func request(_ url: HTTPURL) -> HTTPRequest {
    var url = url.adding(query: [("token", "query-token"), ("page", "2")])
    url.credentials = HTTPURL.Credentials(user: "me", password: "user-password")
    var request = HTTPRequest(.get, url)
    request.headers["X-Registry-Auth"] = "cmVnaXN0cnk"
    request.headers["Cookie"] = "id=s3ss10n-c00kie"
    request.headers["X-Amz-Security-Token"] = "aGVhZGVyLXRva2Vu"
    request.headers.add("X-Plain", "registered", secret: true)
    request.secrets = ["registered"]
    return request
  }

  private func client(_ log: Journal<String>) -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    configuration.retry = RetryPolicy(maxAttempts: 2)
    configuration.clock = TestClock()
    configuration.log = { log.note($0) }
    return HTTPClient(configuration)
  }

  @Test(arguments: Road.allCases)
  func `logs and errors are clean though the server echoes everything`(road: Road) async throws {
    let log = Journal<String>()
    try await withServer(road) { connection in
      guard let request = try await connection.readRequest() else { return }
      let echo = "\(request.line) \(request.headers.fields.map { "\($0.name)=\($0.value)" })"
      #expect(Self.secrets.dropLast().allSatisfy { $0 == "user-password" || echo.contains($0) })
      try await connection.send("HTTP/1.1 200 OK\r\nX-Request-Id: query-token\r\nX-Echo: \(echo)\r\n")
      try await connection.send("Content-Length: 9\r\n\r\nshort")
    } during: { url in
      let error = await #expect(throws: HTTPError.self) { try await client(log).send(request(url)) }
      let texts = log.entries + ["\(String(describing: error))", error?.message ?? ""]
      #expect(log.entries.contains { $0.contains("page=2") })
      for secret in Self.secrets {
        #expect(texts.allSatisfy { !$0.contains(secret) }, "\(secret)")
      }
    }
  }

  @Test func `a request shows no secrets, however it is printed`() throws {
    let request = request(try HTTPURL("https://h/"))
    var dumped = ""
    dump(request, to: &dumped)
    let texts = ["\(request)", String(reflecting: request), "\(request.headers)", "\(request.url)", dumped]
    for secret in Self.secrets {
      #expect(texts.allSatisfy { !$0.contains(secret) }, "\(secret)")
    }
  }

  @Test func `secrets go in every spelling and the longest first`() {
    let redactor = Redactor(
      registered: ["p@ss", "p@ssword", ""], headers: ["Authorization": "Bearer t0k3n-x"])
    #expect(
      redactor.redact("a p@ssword, p@ss, p%40ss, t0k3n-x and Bearer t0k3n-x")
        == "a (redacted), (redacted), (redacted), (redacted) and (redacted)")
  }

  @Test(arguments: [
    ("WWW-Authenticate", false), ("authorization", true), ("X-Api-Key", true), ("Accept", false),
  ])
  func `the name of a field tells whether it is secret`(name: String, isSecret: Bool) {
    var headers = HTTPHeaders()
    headers[name] = "value"
    #expect("\(headers)" == (isSecret ? "[\(name): (redacted)]" : "[\(name): value]"))
  }
}
