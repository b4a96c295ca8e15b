import ProviderAPI
import ProviderKit
import Synchronization

/// A process inside of a container (Docker Engine API v1.41, `ContainerExec`, `ExecStart`, `ExecResize`,
/// `ExecInspect`).
final class ContainerProcess: RunningProcess {
  private let engine: DockerEngine
  private let id: String
  private let connection: HTTPUpgrade
  private let hasTerminal: Bool
  private let output: Mutex<FrameQueue>

  /// - Throws: `.notFound` when the container is gone, `.conflict` when it does not run.
  init(_ request: ExecutionRequest, in container: String, _ engine: DockerEngine) async throws {
    let api = try await engine.api
    let made: Made = try await api.post("/containers/\(container)/exec", Command(request))
    let start = try api.request(
      .post, "/exec/\(made.id)/start", json: Start(detach: false, tty: request.terminal != nil))
    self.engine = engine
    id = made.id
    hasTerminal = request.terminal != nil
    output = Mutex(FrameQueue(hasTerminal: hasTerminal))
    connection = try await api.upgrade(start, to: "tcp")
    if let terminal = request.terminal { try? await resize(terminal) }
  }

  private struct Made: Decodable {
    var id: String
  }

  private struct Start: Encodable {
    var detach: Bool
    var tty: Bool
  }

  private struct Command: Encodable {
    var attachStdin = true
    var attachStdout = true
    var attachStderr = true
    var tty: Bool
    var env: [String]
    var cmd: [String]
    var user: String?
    var workingDir: String?

    init(_ request: ExecutionRequest) {
      tty = request.terminal != nil
      env = request.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      cmd = request.command
      user = request.user
      workingDir = request.workingDirectory
    }
  }

  func read() async throws -> ProcessOutput? {
    while true {
      if let frame = output.withLock({ $0.next() }) { return frame }
      guard let piece = try await connection.read() else { return nil }
      output.withLock { $0.add(piece) }
    }
  }

  func write(_ bytes: [UInt8]) async throws { try await connection.write(bytes) }
  func finishWriting() async throws { connection.finishWriting() }

  func resize(_ terminal: Terminal) async throws {
    guard hasTerminal else { return }
    try await engine.api.post(
      "/exec/\(id)/resize", query: ["h": "\(terminal.rows)", "w": "\(terminal.columns)"])
  }

  /// The engine may see the end of the process a little later than the end of its output.
  func exitCode() async throws -> Int {
    try await poll(every: .milliseconds(20), timeout: .seconds(10)) {
      let state: State = try await engine.api.get("/exec/\(id)/json")
      return state.running == true ? nil : state.exitCode ?? 0
    }
  }

  private struct State: Decodable {
    var running: Bool?
    var exitCode: Int?
  }
}

/// What a container has printed, and goes on to print (Docker Engine API v1.41, `ContainerLogs`).
final class ContainerOutput: OutputSource {
  private let pieces: Mutex<APIStream.Iterator?>
  private let output: Mutex<FrameQueue>

  init(_ request: OutputRequest, of container: String, _ engine: DockerEngine) async throws {
    let api = try await engine.api
    let found: ContainerInspection = try await api.get("/containers/\(container)/json")
    output = Mutex(FrameQueue(hasTerminal: found.config?.tty == true))
    let query: APIQuery = [
      "stdout": "1", "stderr": "1", "follow": request.follows ? "1" : nil,
      "timestamps": request.hasTimes ? "1" : nil, "tail": request.lastLines.map { "\($0)" },
    ]
    let stream = try await api.stream(
      try api.request(.get, "/containers/\(container)/logs", query: query))
    pieces = Mutex(stream.makeAsyncIterator())
  }

  func read() async throws -> ProcessOutput? {
    while true {
      if let frame = output.withLock({ $0.next() }) { return frame }
      guard let iterator = pieces.withLock({ $0 }), let piece = try await iterator.next() else { return nil }
      output.withLock { $0.add(piece) }
    }
  }
}

/// Frames that have come and have not been read.
private struct FrameQueue {
  private var frames: OutputFrames
  private var waiting: [ProcessOutput] = []

  init(hasTerminal: Bool) { frames = OutputFrames(hasTerminal: hasTerminal) }

  mutating func add(_ piece: [UInt8]) { waiting += frames.add(piece) }
  mutating func next() -> ProcessOutput? { waiting.isEmpty ? nil : waiting.removeFirst() }
}
