import Encodings
import ProviderAPI
import ProviderKit
import Testing
import Values

@testable import ProviderDocker

@Suite struct EngineTests {
  @Test(arguments: [
    (400, "bad parameter", ProviderError.Code.invalid), (401, "", .denied),
    (404, "No such container: x", .notFound),
    (409, "Conflict. The container name is already in use", .conflict),
    (403, "error while removing network: network n has active endpoints", .conflict),
    (403, "not supported for a default network", .denied), (429, "slow down", .throttled),
    (503, "", .unavailable),
    (500, "Bind for 0.0.0.0:80 failed: port is already allocated", .conflict),
    (500, "Get https://r.io/v2/: dial tcp: lookup r.io: no such host", .unavailable),
    (500, "unauthorized: authentication required", .denied),
    (500, "toomanyrequests: You have reached your pull rate limit", .throttled),
    (500, "OCI runtime create failed", .invalid),
  ])
  func `an answer becomes an error whose code says what to do`(
    _ status: Int, _ message: String, _ code: ProviderError.Code
  ) {
    let body = JSON.object([JSON.Member("message", .string(message))]).bytes()
    let error = EngineFailure.error(status: status, body: body)
    #expect(error.code == code)
    if !message.isEmpty { #expect(error.message == message) }
  }

  @Test(arguments: [
    (HTTPError.Code.interrupted, ProviderError.Code.unavailable, "may or may not have happened"),
    (.noSocket, .unavailable, "DOCKER_HOST"), (.unreachable, .unavailable, "DOCKER_HOST"),
    (.tls, .denied, "secure"),
    (.timedOut, .timedOut, "does not answer"),
    (.protocolViolation, .protocolViolation, "not a Docker engine"),
  ])
  func `an engine that dies or is none is named with what it means`(
    _ transport: HTTPError.Code, _ code: ProviderError.Code, _ text: String
  ) throws {
    let url = HTTPURL(socket: "/nonexistent/docker.sock")
    let endpoint = EngineEndpoint(
      url: url, name: "unix:///x", origin: "the usual place", tls: TLSConfiguration())
    let error = EngineFailure.error(HTTPError(transport, "It broke."), at: endpoint)
    #expect(error.code == code)
    #expect(error.message.contains(text))
    #expect(error.message.contains("unix:///x"))
  }

  @Test func `an answer that is no JSON still makes an error`() {
    #expect(EngineFailure.error(status: 500, body: Array("<html>".utf8)).message.contains("500"))
  }

  @Test func `whatever else answers 404 does not say that something is gone`() {
    #expect(EngineFailure.error(status: 404, body: Array("<html>".utf8)).code == .protocolViolation)
  }

  @Test func `with no engine the error names the address, who gave it and how to go on`() async throws {
    let provider = DockerProvider(environment: ["DOCKER_HOST": "unix:///nonexistent/docker.sock"])
    let client = try await provider.makeClient(DockerConfiguration())
    let error = await #expect(throws: ProviderError.self) { try await client.engine.version() }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("unix:///nonexistent/docker.sock") == true)
    #expect(error?.message.contains("DOCKER_HOST") == true)
    #expect(error?.message.contains("systemctl start docker") == true)
  }

  @Test(arguments: [
    ("1.41", true), ("v1.24", true), ("1", false), ("1.x", false), ("", false), ("1.2.3", false),
    ("-1.2", false),
  ])
  func `a version is two numbers`(_ text: String, _ isValid: Bool) {
    #expect((EngineVersion(text) != nil) == isValid)
  }

  @Test func `versions compare by number`() throws {
    #expect(EngineVersion(major: 1, minor: 9) < EngineVersion(major: 1, minor: 41))
  }

  @Test func `a pull counts its layers`() throws {
    var progress = LayerProgress.pulling
    var told: [String] = []
    for text in [
      #"{"status":"Pulling from library/busybox","id":"latest"}"#, #"{"status":"Pulling fs layer","id":"a"}"#,
      #"{"status":"Pulling fs layer","id":"b"}"#,
      #"{"status":"Downloading","id":"a","progressDetail":{"current":1}}"#,
      #"{"status":"Pull complete","id":"a"}"#, #"{"status":"Digest: sha256:1"}"#,
    ] {
      if let line = progress.note(try JSONDecoding().decode(ProgressMessage.self, from: JSON.parse(text))) {
        told.append(line)
      }
    }
    #expect(
      told == [
        "pulling, 0 of 1 layers done", "pulling, 0 of 2 layers done", "pulling, 1 of 2 layers done",
      ])
  }

  /// What the classic builder prints.
  private func printed(_ text: String) throws -> ProgressMessage {
    try JSONDecoding().decode(from: .object([JSON.Member("stream", .string(text))]))
  }

  @Test func `a failed build shows the step, its output and the engine's words`() throws {
    var output = BuildOutput()
    #expect(output.add(try printed("Step 1/2 : FROM busybox\n")) == "Step 1/2 : FROM busybox")
    #expect(output.add(try printed(" ---> 0b458c\nStep 2/2 : RUN ma")) == nil)
    #expect(output.add(try printed("ke\n")) == "Step 2/2 : RUN make")
    _ = output.add(try printed("sh: make: not found\n"))
    let error = output.failure("The command '/bin/sh -c make' returned a non-zero code: 127")
    #expect(
      error.message == """
        The build failed: The command '/bin/sh -c make' returned a non-zero code: 127

        Step 2/2 : RUN make
            sh: make: not found
        """)
  }

  /// One message of BuildKit: `fields` of the message with the number `number` in a status.
  private func trace(_ number: UInt8, _ fields: [(UInt8, String)]) throws -> ProgressMessage {
    let content = fields.flatMap { [$0.0 << 3 | 2, UInt8($0.1.utf8.count)] + Array($0.1.utf8) }
    let status = [number << 3 | 2, UInt8(content.count)] + content
    return try JSONDecoding().decode(from: [
      "id": "moby.buildkit.trace", "aux": .string(Encodings.Base64.standard.encode(status)),
    ])
  }

  @Test func `a build by BuildKit shows the step that failed, whatever else ran beside it`() throws {
    var output = BuildOutput()
    #expect(output.add(try trace(1, [(1, "d1"), (3, "[1/2] RUN make")])) == nil)
    #expect(output.add(try trace(1, [(1, "d1"), (3, "[1/2] RUN make"), (5, "t")])) == "[1/2] RUN make")
    #expect(output.add(try trace(1, [(1, "d2"), (3, "[other] RUN sleep"), (5, "t")])) == "[other] RUN sleep")
    #expect(output.add(try trace(1, [(1, "d3"), (3, "[internal] load"), (5, "t")])) == nil)
    _ = output.add(try trace(3, [(1, "d1"), (4, "no rule\n")]))
    #expect(output.add(try trace(1, [(1, "d1"), (3, "[1/2] RUN make"), (5, "t"), (7, "exit")])) == nil)
    #expect(
      output.failure("exit code: 2").message
        == "The build failed: exit code: 2\n\n[1/2] RUN make\n    no rule")
  }

  @Test(arguments: [
    [8], [10, 200], [255, 255, 255], [11, 0], [9, 1], [10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127],
  ])
  func `a message that is no message has no fields`(_ bytes: [UInt8]) {
    #expect(Array(ProtobufFields(bytes[...])).isEmpty)
  }

  @Test func `output with and without a terminal is read to its last byte`() {
    var framed = ContainerLogs(hasTerminal: false)
    let frames: [UInt8] =
      [1, 0, 0, 0, 0, 0, 0, 3] + Array("out".utf8) + [2, 0, 0, 0, 0, 0, 0, 3] + Array("err".utf8)
    for byte in frames { framed.add([byte]) }
    #expect(framed.text == "outerr")
    var plain = ContainerLogs(hasTerminal: true)
    plain.add(Array("tty".utf8))
    #expect(plain.text == "tty")
  }
}
