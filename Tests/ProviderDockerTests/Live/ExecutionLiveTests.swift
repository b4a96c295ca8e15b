import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderDocker

/// Processes in containers of a real engine.
@Suite(.enabled(if: LiveEngine.isEnabled, "\(LiveEngine.absence)"), .timeLimit(.minutes(3)))
struct ExecutionLiveTests {
  /// - Parameter client: nil for the usual way to the engine.
  private func withContainer(
    _ command: String, _ client: DockerClient? = nil,
    _ body: (ContainerResource, String) async throws -> Void
  ) async throws {
    let usual = try await LiveEngine.client()
    let client = client ?? usual
    try await LiveImage.require(client)
    let resource = ContainerResource(client: client)
    var wanted = ContainerObject()
    wanted.name = LiveEngine.name("exec")
    wanted.image = LiveImage.name
    wanted.command = ["sh", "-c", command]
    wanted.env = ["FROM_BOX=box"]
    let created = try await resource.create(wanted, LiveEngine.operation())
    try await finally(
      { try await resource.delete(id: created.id, created.object, LiveEngine.operation()) },
      after: { try await body(resource, created.id) })
  }

  private func start(
    _ command: String..., in resource: ContainerResource, _ id: String,
    _ adjust: (inout ExecutionRequest) -> Void = { _ in }
  ) async throws -> any RunningProcess {
    var request = ExecutionRequest(type: ContainerResource.type, object: .dynamic, command: command)
    adjust(&request)
    return try #require(try await resource.execute(request, id: id))
  }

  private func texts(of source: any OutputSource) async throws -> (output: String, error: String) {
    var (output, error): ([UInt8], [UInt8]) = ([], [])
    while let piece = try await source.read() {
      switch piece {
      case .standard(let bytes): output += bytes
      case .error(let bytes): error += bytes
      }
    }
    return (String(decoding: output, as: UTF8.self), String(decoding: error, as: UTF8.self))
  }

  @Test func `a process reads its input to the end, keeps its two outputs apart and gives its exit code`()
    async throws
  {
    try await withContainer("sleep 600") { resource, id in
      let process = try await start(
        "sh", "-c", "pwd; echo $FROM_BOX $MINE; wc -c; echo trouble >&2; exit 7", in: resource, id
      ) {
        $0.environment = ["MINE": "two words"]
        $0.workingDirectory = "/tmp"
      }
      // More than any pipe holds.
      try await process.write([UInt8](repeating: 0x78, count: 300_000))
      try await process.finishWriting()
      let (output, error) = try await texts(of: process)
      #expect(output == "/tmp\nbox two words\n300000\n")
      #expect(error == "trouble\n")
      #expect(try await process.exitCode() == 7)
    }
  }

  @Test(.enabled(if: LiveEngine.socket != nil, "the engine is not on this machine"))
  func `an engine that is reached by TLS runs processes as well`() async throws {
    let relay = try await TLSRelay(to: LiveEngine.socket ?? "")
    var configuration = DockerConfiguration()
    configuration.host = "tcp://127.0.0.1:\(relay.port)"
    configuration.caMaterial = String(decoding: relay.file("authority.pem"), as: UTF8.self)
    configuration.certMaterial = String(decoding: relay.file("client.pem"), as: UTF8.self)
    configuration.keyMaterial = String(decoding: relay.file("client.key"), as: UTF8.self)
    try await withContainer("sleep 600", try await LiveEngine.client(configuration)) { resource, id in
      let process = try await start("sh", "-c", "wc -c; echo trouble >&2; exit 7", in: resource, id)
      try await process.write([UInt8](repeating: 0x78, count: 300_000))
      try await process.finishWriting()
      let (output, error) = try await texts(of: process)
      #expect(output == "300000\n")
      #expect(error == "trouble\n")
      #expect(try await process.exitCode() == 7)
    }
  }

  @Test func `a terminal has the size that it is given, and is resized`() async throws {
    try await withContainer("sleep 600") { resource, id in
      let process = try await start(
        "sh", "-c", "sleep 0.5; stty size; read line; stty size; echo done >&2", in: resource, id
      ) { $0.terminal = Terminal(columns: 91, rows: 33) }
      var seen: [UInt8] = []
      while !seen.contains(UInt8(ascii: "\n")), case .standard(let bytes)? = try await process.read() {
        seen += bytes
      }
      try await process.resize(Terminal(columns: 120, rows: 40))
      try await process.write(Array("go\n".utf8))
      let rest = try await texts(of: process)
      let text = String(decoding: seen, as: UTF8.self) + rest.output
      #expect(text.contains("33 91\r\n"))
      #expect(text.contains("40 120\r\n"))
      #expect(text.contains("done"))
      #expect(try await process.exitCode() == 0)
    }
  }

  @Test func `a program that is not there, and a container that does not run, are told`() async throws {
    try await withContainer("sleep 600") { resource, id in
      let process = try await start("no-such-program", in: resource, id)
      #expect(try await texts(of: process).output.contains("no-such-program"))
      #expect([126, 127].contains(try await process.exitCode()))
      try await resource.delete(id: id, ContainerObject(), LiveEngine.operation())
      let error = await #expect(throws: ProviderError.self) { try await start("true", in: resource, id) }
      #expect(error?.code == .notFound)
    }
  }

  @Test func `what a container prints is read from the end, and followed`() async throws {
    try await withContainer("echo one; echo two >&2; sleep 1; echo three; sleep 600") { resource, id in
      let whole = try #require(
        try await resource.output(
          OutputRequest(type: ContainerResource.type, object: .dynamic, follows: true), id: id))
      var seen = ""
      while !seen.contains("three"), let piece = try await whole.read() {
        switch piece {
        case .standard(let bytes): seen += String(decoding: bytes, as: UTF8.self)
        case .error(let bytes): seen += "!" + String(decoding: bytes, as: UTF8.self)
        }
      }
      #expect(seen.contains("one\n") && seen.contains("!two\n"))
      let last = try #require(
        try await resource.output(
          OutputRequest(type: ContainerResource.type, object: .dynamic, lastLines: 1), id: id))
      #expect(try await texts(of: last).output == "three\n")
    }
  }
}
