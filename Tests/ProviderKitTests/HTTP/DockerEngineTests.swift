import ProviderAPI
import TestSupport
import Testing
import Values

@testable import ProviderKit

/// What Docker needs of the client, on a real engine.
@Suite(.enabled(if: DockerEngine.isWanted, "no Docker engine"))
struct DockerEngineTests {
  private let http = HTTPClient.withoutRetries
  private let url = HTTPURL(socket: DockerEngine.socketPath)
  private var api: APIClient { APIClient(http, at: url) }

  @Test func `the engine says its version`() async throws {
    let version: JSON = try await api.get("/version")
    #expect(version["ApiVersion"]?.asString?.hasPrefix("1.") == true)
  }

  @Test func `events can be waited for and left`() async throws {
    let name = "rcw-test-\(UInt32.random(in: 0 ... .max))"
    let filters = #"{"type":["volume"],"volume":["\#(name)"]}"#
    let request = try api.request(.get, "/events", query: ["filters": filters])
    let events = try await api.lines(of: request, as: JSON.self)
    try await api.post("/volumes/create", ["Name": name])
    for try await event in events {
      #expect(event["Actor"]?["ID"]?.asString == name)
      break
    }
    try await api.delete("/volumes/\(name)")
  }

  @Test func `a large archive is uploaded while it is made`() async throws {
    let tag = "t\(UInt32.random(in: 0 ... .max))"
    var request = try api.request(
      .post, "/images/create", query: ["fromSrc": "-", "repo": "rcw-test", "tag": tag])
    request.body = .stream { writer in
      for index in 0..<32 {
        try await writer.write(TarFile.header("file-\(index)", size: 1 << 20))
        try await writer.write([UInt8](repeating: UInt8(index), count: 1 << 20))
      }
      try await writer.write([UInt8](repeating: 0, count: 1024))
    }
    var last: JSON?
    for try await line in try await api.lines(of: request, as: JSON.self) { last = line }
    #expect(last?["status"]?.asString?.hasPrefix("sha256:") == true)
    let image: JSON = try await api.get("/images/\(path: "rcw-test:\(tag)")/json")
    #expect((image["Size"]?.asInt ?? 0) >= 32 << 20)
    try await api.delete("/images/\(path: "rcw-test:\(tag)")")
  }

  @Test func `a command in a container reads what it is told`() async throws {
    let container: JSON = try await api.post(
      "/containers/create",
      ["Image": "rcw-base:latest", "Entrypoint": ["sleep"], "Cmd": ["1000"], "HostConfig": ["Init": true]]
        as JSON)
    let id = try #require(container["Id"]?.asString)
    do {
      try await api.post("/containers/\(id)/start")
      let command: JSON = try await api.post(
        "/containers/\(id)/exec",
        ["AttachStdin": true, "AttachStdout": true, "Tty": true, "Cmd": ["head", "-n", "1"]] as JSON)
      let said = try await talk(to: try #require(command["Id"]?.asString))
      #expect(said.contains("hello"))
    } catch {
      try await api.delete("/containers/\(id)", query: ["force": "true"])
      throw error
    }
    try await api.delete("/containers/\(id)", query: ["force": "true"])
  }

  /// Starts a command, says a line and returns all it says.
  private func talk(to exec: String) async throws -> String {
    let request = try api.request(
      .post, "/exec/\(exec)/start", json: ["Detach": false, "Tty": true] as JSON)
    guard case .upgraded(let stream) = try await http.upgrade(request, to: "tcp") else { return "" }
    try await stream.write(Array("hello\n".utf8))
    var heard: [UInt8] = []
    while let bytes = try await stream.read() { heard += bytes }
    return String(decoding: heard, as: UTF8.self)
  }
}

/// Just enough of the archive format (POSIX.1-1988 ustar).
private enum TarFile {
  static func header(_ name: String, size: Int) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(octal(size, 11), at: 124)
    put("00000000000", at: 136)
    put("        0", at: 148)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return header
  }
}
