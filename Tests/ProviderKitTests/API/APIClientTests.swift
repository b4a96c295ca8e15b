import ProviderAPI
import Testing
import Values

@testable import ProviderKit

struct APIClientTests {
  private struct Volume: Codable, Equatable {
    var name: String
    var driverOpts: [String: String]?
  }

  /// Runs `body` with a client whose server records each request and answers with `status` and `answer`.
  private func withAPI<Result: Sendable>(
    _ status: Int = 200, _ answer: String = "", fields: String = "", failures: APIFailures = APIFailures(),
    _ body: (APIClient) async throws -> Result
  ) async throws -> (result: Result, request: ServerRequest?) {
    let asked = Journal<ServerRequest>()
    let result = try await withHTTPServer(.unix) { connection, request in
      asked.note(request)
      try await connection.respond(status, fields, answer)
    } during: { url in
      var base = url
      base.path = "/v1/"
      let api = APIClient(
        .withoutRetries, at: base, headers: ["Authorization": "Bearer t0ken-value"], keys: .pascalCase,
        failures: failures)
      return try await body(api)
    }
    return (result, asked.entries.first)
  }

  @Test func `a value goes out and comes back as JSON in the API's spelling`() async throws {
    let volume = Volume(name: "home", driverOpts: ["type": "nfs"])
    let (result, request) = try await withAPI(201, #"{"Name":"home","Extra":1}"#) { api in
      let made: Volume = try await api.post("/volumes/create", query: ["force": "true", "skip": nil], volume)
      return made
    }
    #expect(result == Volume(name: "home"))
    #expect(request?.line == "POST /v1/volumes/create?force=true HTTP/1.1")
    #expect(request?.text == #"{"Name":"home","DriverOpts":{"type":"nfs"}}"#)
    #expect(request?.headers["Content-Type"] == "application/json")
    #expect(request?.headers["Authorization"] == "Bearer t0ken-value")
  }

  @Test func `what is gone is nil to find, and no failure to delete`() async throws {
    let (volume, _) = try await withAPI(404, #"{"message":"no such volume"}"#) { api in
      let volume: Volume? = try await api.find("/volumes/x")
      try await api.delete("/volumes/x")
      return volume
    }
    #expect(volume == nil)
  }

  @Test func `only the API's own word counts that something is gone`() async throws {
    let failures = APIFailures { response in
      APIFailures.Reading(code: response.text.contains("volume") ? nil : .protocolViolation)
    }
    for (status, answer) in [(404, "<html>"), (500, "no such volume")] {
      _ = try await withAPI(status, answer, failures: failures) { api in
        await #expect(throws: ProviderError.self) { let _: Volume? = try await api.find("/volumes/x") }
        await #expect(throws: ProviderError.self) { try await api.delete("/volumes/x") }
      }
    }
  }

  @Test func `that all is as wanted already is no failure`() async throws {
    _ = try await withAPI(304) { try await $0.post("/containers/x/start") }
  }

  @Test(arguments: [
    ("a b", "/v1/volumes/a%20b"), ("a/b", "/v1/volumes/a%2Fb"), ("ü?#%", "/v1/volumes/%C3%BC%3F%23%25"),
    ("...", "/v1/volumes/..."),
  ])
  func `a name is one segment whatever it holds`(name: String, path: String) async throws {
    let (_, request) = try await withAPI { try await $0.delete("/volumes/\(name)") }
    #expect(request?.line == "DELETE \(path) HTTP/1.1")
  }

  @Test func `the slashes of an image stay`() async throws {
    let (_, request) = try await withAPI { try await $0.delete("/images/\(path: "ghcr.io/a/b:1")") }
    #expect(request?.line == "DELETE /v1/images/ghcr.io/a/b:1 HTTP/1.1")
  }

  @Test(arguments: ["", ".", ".."])
  func `a name that leads elsewhere is not requested`(name: String) async throws {
    let paths: [APIPath] = ["/volumes/\(name)", "/images/\(path: "a/\(name)/b")"]
    for path in paths {
      let (_, request) = try await withAPI { api in
        await #expect(throws: ProviderError(.invalid, "")) { try await api.delete(path) }
      }
      #expect(request == nil)
    }
  }

  // MARK: Failures

  @Test(arguments: [
    (400, ProviderError.Code.invalid), (401, .denied), (403, .denied), (409, .conflict), (412, .conflict),
    (418, .throttled), (429, .throttled), (500, .unavailable), (302, .protocolViolation),
  ])
  func `a status has one meaning, and the provider's table comes first`(
    status: Int, code: ProviderError.Code
  ) async throws {
    let failures = APIFailures([418: .throttled])
    _ = try await withAPI(status, #"{"message":"because"}"#, failures: failures) { api in
      let error = await #expect(throws: ProviderError.self) { try await api.post("/x") }
      #expect(error?.code == code)
      #expect(error?.message.contains("because") == true)
    }
  }

  @Test func `what the body says may outweigh the status`() async throws {
    let failures = APIFailures { response in
      APIFailures.Reading(message: response.text, code: response.text.contains("auth") ? .denied : nil)
    }
    _ = try await withAPI(500, "no basic auth credentials", failures: failures) { api in
      await #expect(throws: ProviderError(.denied, "")) { try await api.post("/images/create") }
    }
  }

  @Test(arguments: [
    (#"{"message":"m"}"#, "m"), (#"{"error":"e"}"#, "e"), (#"{"error":{"code":"c","message":"m"}}"#, "m"),
    ("plain \n", "plain"), ("", nil), ("[1]", "[1]"),
  ])
  func `the words of an error are found`(body: String, expected: String?) throws {
    let response = HTTPResponse(
      head: HTTPResponseHead(status: 500), body: Array(body.utf8), trailers: [:],
      url: try HTTPURL("http://h/"))
    #expect(APIFailures.message(in: response) == expected)
  }

  @Test func `an error shows the request's name and not its secrets`() async throws {
    let answer = #"{"message":"token t0ken-value is not valid"}"#
    _ = try await withAPI(403, answer, fields: "X-Request-Id: r-42\r\n") { api in
      let error = await #expect(throws: ProviderError.self) { try await api.delete("/x") }
      #expect(error?.message.contains("r-42") == true)
      #expect(error?.message.contains("t0ken-value") == false)
      #expect(error?.message.contains("token (redacted) is not valid") == true)
    }
  }

  @Test(arguments: ["", "<html>", "{", #"{"Name":1}"#, "[]"])
  func `an answer of another kind violates the protocol`(answer: String) async throws {
    _ = try await withAPI(200, answer) { api in
      await #expect(throws: ProviderError(.protocolViolation, "")) {
        let _: Volume = try await api.get("/x")
      }
    }
  }

  @Test func `an API may find its own words for every failure`() async throws {
    let failures = APIFailures(
      answered: { ProviderError(.conflict, "said: \($0.text)") },
      unanswered: { _ in ProviderError(.unavailable, "nobody there") })
    _ = try await withAPI(500, "in use", failures: failures) { api in
      let error = await #expect(throws: ProviderError.self) { try await api.post("/x") }
      #expect(error?.code == .conflict)
      #expect(error?.message == "said: in use")
    }
    let gone = APIClient(.withoutRetries, at: HTTPURL(socket: "/nonexistent/socket"), failures: failures)
    let error = await #expect(throws: ProviderError.self) { try await gone.post("/x") }
    #expect(error?.message == "nobody there")
  }

  // MARK: Lines

  @Test func `values come line by line, however the lines are cut`() async throws {
    let pieces = [#"{"Na"#, #"me":"a"}"#, "\r", "\n\n{\"Name\":\"b\"}\n{\"Name\"", #":"c"}"#]
    try await withHTTPServer(.unix) { connection, _ in
      try await connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      for piece in pieces {
        try await connection.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
      }
      try await connection.send("0\r\n\r\n")
    } during: { url in
      let api = APIClient(.withoutRetries, at: url, keys: .pascalCase)
      let request = try api.request(.post, "/images/create")
      var names: [String] = []
      for try await volume in try await api.lines(of: request, as: Volume.self) { names.append(volume.name) }
      #expect(names == ["a", "b", "c"])
    }
  }

  @Test func `a line that is no value ends the stream with an error`() async throws {
    _ = try await withAPI(200, "{\"Name\":\"a\"}\nnonsense\n") { api in
      let lines = try await api.lines(of: api.request(.get, "/x"), as: Volume.self)
      var names: [String] = []
      await #expect(throws: ProviderError(.protocolViolation, "")) {
        for try await volume in lines { names.append(volume.name) }
      }
      #expect(names == ["a"])
    }
  }
}
