import ProviderAPI
import Testing

@testable import ProviderKit

struct RetryingTests {
  private func client(_ clock: TestClock) -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    configuration.retry = RetryPolicy(maxAttempts: 3, firstDelay: .seconds(4))
    configuration.clock = clock
    configuration.random = { .max }
    return HTTPClient(configuration)
  }

  @Test(arguments: Road.allCases)
  func `a request is repeated until it is answered`(road: Road) async throws {
    let asked = Journal<String>()
    let clock = TestClock()
    try await withHTTPServer(road) { connection, request in
      asked.note(request.text)
      switch asked.entries.count {
      case 1: try await connection.respond(503, "Retry-After: 9\r\n")
      case 2: connection.stream.abort()
      default: try await connection.respond(200, "", "done")
      }
    } during: { url in
      let body = HTTPBody.stream { try await $0.write([65]) }
      let response = try await client(clock).send(HTTPRequest(.put, url, body: body))
      #expect(response.text == "done")
      #expect(asked.entries == ["A", "A", "A"])
      #expect(clock.waits == [.seconds(13), .seconds(8)])
    }
  }

  @Test(arguments: Road.allCases, [HTTPBody.none, .text("x"), .stream { try await $0.write([1]) }])
  func `what must not happen twice is sent once`(road: Road, body: HTTPBody) async throws {
    let asked = Journal<String>()
    try await withServer(road) { connection in
      // The first request makes the connection one that is used again.
      while let request = try await connection.readRequest() {
        asked.note(request.line)
        if request.line.hasPrefix("POST") { return }
        try await connection.respond()
      }
    } during: { url in
      let client = client(TestClock())
      _ = try await client.send(HTTPRequest(.get, url))
      let error = await #expect(throws: HTTPError.self) {
        try await client.send(HTTPRequest(.post, url, body: body))
      }
      #expect(error?.code == .interrupted)
      #expect(asked.entries.count == 2)
    }
  }

  @Test(arguments: Road.allCases)
  func `the last answer counts when the attempts are used up`(road: Road) async throws {
    try await withHTTPServer(road) { connection, _ in
      try await connection.respond(503, "", "busy")
    } during: { url in
      let response = try await client(TestClock()).send(HTTPRequest(.get, url))
      #expect(response.status == 503)
      #expect(response.text == "busy")
    }
  }

  @Test func `polling waits between questions and returns the answer`() async throws {
    let clock = TestClock()
    var left = 3
    let answer = try await poll(every: .seconds(5), timeout: .seconds(60), clock: clock) { () -> String? in
      left -= 1
      return left == 0 ? "ready" : nil
    }
    #expect(answer == "ready")
    #expect(clock.waits == [.seconds(5), .seconds(5)])
  }

  @Test func `polling ends with the time allowed`() async {
    let clock = TestClock()
    await #expect(throws: ProviderError(.timedOut, "")) {
      try await poll(every: .seconds(5), timeout: .seconds(12), clock: clock) { () -> Int? in nil }
    }
    #expect(clock.waits.count == 2)
  }
}
