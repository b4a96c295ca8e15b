import Testing

@testable import ProviderKit

/// What every transport promises: each test runs over a Unix socket and over TCP.
struct HTTPClientTests {
  private let client = HTTPClient.withoutRetries

  // MARK: Responses

  @Test(arguments: Road.allCases, ["Content-Length: 5\r\n\r\nhello", "\r\nhello"])
  func `a body ends with its length or with the connection`(road: Road, answer: String) async throws {
    try await withServer(road) { connection in
      _ = try await connection.readRequest()
      try await connection.send("HTTP/1.1 200 OK\r\nX-Kind: test\r\n\(answer)")
    } during: { url in
      let response = try await client.send(HTTPRequest(.get, url))
      #expect(response.status == 200)
      #expect(response.headers["x-kind"] == "test")
      #expect(response.text == "hello")
    }
  }

  @Test(arguments: Road.allCases)
  func `chunks are joined and the trailers follow`(road: Road) async throws {
    try await withHTTPServer(road) { connection, _ in
      try await connection.send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n, you!\r\n0\r\nT: end\r\n\r\n"
      )
    } during: { url in
      let response = try await client.send(HTTPRequest(.get, url))
      #expect(response.text == "hello, you!")
      #expect(response.trailers["T"] == "end")
    }
  }

  @Test(arguments: Road.allCases, [("HEAD", 200), ("GET", 204), ("GET", 304)])
  func `a response that has no body is complete at once`(road: Road, _ request: (String, Int)) async throws {
    try await withHTTPServer(road) { connection, _ in
      let length = request.1 == 200 ? "Content-Length: 10\r\n" : ""
      try await connection.send("HTTP/1.1 \(request.1) X\r\n\(length)\r\n")
    } during: { url in
      let response = try await client.send(HTTPRequest(HTTPMethod(rawValue: request.0), url))
      #expect(response.status == request.1)
      #expect(response.body.isEmpty)
    }
  }

  @Test(arguments: Road.allCases)
  func `interim responses are passed over`(road: Road) async throws {
    try await withHTTPServer(road) { connection, _ in
      try await connection.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")
      try await connection.respond(201)
    } during: { url in
      let response = try await client.send(HTTPRequest(.get, url))
      #expect(response.status == 201)
      #expect(response.headers["Link"] == nil)
    }
  }

  @Test(arguments: Road.allCases)
  func `a response larger than allowed is refused`(road: Road) async throws {
    try await withHTTPServer(road) { connection, _ in
      try await connection.respond(200, "", String(repeating: "x", count: 1001))
    } during: { url in
      var request = HTTPRequest(.get, url)
      request.maxResponseBytes = 1000
      await #expect(throws: HTTPError(.tooLarge, "")) { try await client.send(request) }
    }
  }

  // MARK: Requests

  @Test(arguments: Road.allCases)
  func `the server is told method, target, fields and host`(road: Road) async throws {
    try await withHTTPServer(road) { connection, request in
      try await connection.respond(200, "", "\(request.line)|\(request.headers["Host"] ?? "")")
    } during: { url in
      var target = url
      target.path = "/a%20b/../c"
      let request = HTTPRequest("PROPFIND", target.adding(query: [("q", "a&b")]), headers: ["X-Empty": ""])
      let response = try await client.send(request)
      #expect(response.text == "PROPFIND /a%20b/../c?q=a%26b HTTP/1.1|\(url.authority)")
    }
  }

  @Test(arguments: Road.allCases, [true, false])
  func `a body is sent with its length`(road: Road, isRepeatable: Bool) async throws {
    try await withHTTPServer(road) { connection, request in
      #expect(request.headers["Content-Length"] == "\(request.body.count)")
      #expect(request.headers["Expect"] == nil)
      try await connection.respond(200, "", "\(request.line.prefix(4)) \(request.text.utf8.count)")
    } during: { url in
      for size in [0, 10, 3_000_000] {
        var request = HTTPRequest(.post, url, body: .text(String(repeating: "x", count: size)))
        request.isRepeatable = isRepeatable
        let response = try await client.send(request)
        #expect(response.text == "POST \(size)")
      }
    }
  }

  @Test(arguments: Road.allCases, [HTTPMethod.post, .put])
  func `a missing body is announced where one is expected`(road: Road, method: HTTPMethod) async throws {
    try await withHTTPServer(road) { connection, request in
      try await connection.respond(200, "", request.headers["Content-Length"] ?? "none")
    } during: { url in
      let response = try await client.send(HTTPRequest(method, url))
      #expect(response.text == "0")
    }
  }

  // MARK: Connections

  @Test(arguments: Road.allCases)
  func `one connection serves request after request`(road: Road) async throws {
    let connections = Journal<Void>()
    try await withServer(road) { connection in
      connections.note(())
      while let request = try await connection.readRequest() {
        try await connection.respond(200, "", request.text)
      }
    } during: { url in
      for _ in 1...5 { _ = try await client.send(HTTPRequest(.put, url, body: .text("x"))) }
      #expect(connections.entries.count == 1)
    }
  }

  @Test(arguments: Road.allCases)
  func `a connection that the server closed meanwhile does no harm`(road: Road) async throws {
    let closed = Journal<Void>()
    try await withServer(road) { connection in
      _ = try await connection.readRequest()
      try await connection.respond(200, "", "x")
      connection.stream.abort()
      closed.note(())
    } during: { url in
      for round in 1...3 {
        let response = try await client.send(HTTPRequest(.post, url, body: .text("x")))
        #expect(response.text == "x")
        while closed.entries.count < round { await Task.yield() }
      }
    }
  }

  @Test(arguments: Road.allCases)
  func `many requests at once get their own answers`(road: Road) async throws {
    try await withHTTPServer(road) { connection, request in
      try await connection.respond(200, "", request.text)
    } during: { url in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<64 {
          group.addTask { [client] in
            try await client.send(HTTPRequest(.put, url, body: .text("\(index)"))).text == "\(index)"
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test func `nobody there is an error that says so`() async throws {
    let refused = await #expect(throws: HTTPError.self) {
      try await client.send(HTTPRequest(.get, HTTPURL("http://127.0.0.1:1/")))
    }
    #expect(refused?.code == .unreachable)
    #expect(refused?.wasSent == false)
    let missing = await #expect(throws: HTTPError.self) {
      try await client.send(HTTPRequest(.get, HTTPURL(socket: "/nonexistent/x.sock")))
    }
    #expect(missing?.code == .noSocket)
    #expect(missing?.message.contains("/nonexistent/x.sock") == true)
  }
}

extension HTTPClient {
  /// One that shows each failure as it is.
  static var withoutRetries: HTTPClient {
    var configuration = Configuration()
    configuration.retry = .never
    return HTTPClient(configuration)
  }
}
