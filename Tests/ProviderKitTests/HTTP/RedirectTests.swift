import Testing

@testable import ProviderKit

struct RedirectTests {
  private let client = HTTPClient.withoutRetries

  /// Follows one redirect from one server to another and returns what the other was asked.
  private func follow(
    _ status: Int, _ method: HTTPMethod, body: HTTPBody, toOther: Bool
  ) async throws -> ServerRequest? {
    let asked = Journal<ServerRequest>()
    try await withHTTPServer(.tcp) { connection, request in
      asked.note(request)
      try await connection.respond()
    } during: { other in
      try await withHTTPServer(.tcp) { connection, request in
        guard request.line.contains("/first") else {
          asked.note(request)
          return try await connection.respond()
        }
        let target = toOther ? other.text : "/second"
        try await connection.respond(status, "Location: \(target)\r\n", "moved")
      } during: { url in
        var url = url
        url.path = "/first"
        var request = HTTPRequest(method, url, body: body)
        request.headers = ["Authorization": "Bearer x", "Content-Type": "text/plain", "X-Kept": "yes"]
        let response = try await client.send(request)
        #expect(response.url.path == (toOther ? "/" : "/second"))
      }
    }
    #expect(asked.entries.count == 1)
    return asked.entries.first
  }

  @Test func `credentials go along on the same server and not to another`() async throws {
    let same = try await follow(302, .get, body: .none, toOther: false)
    #expect(same?.headers["Authorization"] == "Bearer x")
    let other = try await follow(302, .get, body: .none, toOther: true)
    #expect(other?.headers["Authorization"] == nil)
    #expect(other?.headers["X-Kept"] == "yes")
  }

  @Test(arguments: [
    (301, "POST", "GET"), (302, "POST", "GET"), (303, "PUT", "GET"), (307, "POST", "POST"),
    (308, "PUT", "PUT"),
    (302, "PUT", "PUT"),
  ])
  func `what is asked of the next server depends on the status`(
    status: Int, method: String, next: String
  ) async throws {
    let request = try await follow(
      status, HTTPMethod(rawValue: method), body: .stream { try await $0.write([65]) }, toOther: true)
    #expect(request?.line.split(separator: " ").first.map(String.init) == next)
    #expect(request?.text == (next == "GET" ? "" : "A"))
    #expect(request?.headers["Content-Type"] == (next == "GET" ? nil : "text/plain"))
  }

  @Test(arguments: Road.allCases)
  func `going in circles ends`(road: Road) async throws {
    try await withHTTPServer(road) { connection, _ in
      try await connection.respond(302, "Location: /again\r\n")
    } during: { url in
      let error = await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest(.get, url)) }
      #expect(error?.code == .protocolViolation)
    }
  }
}
