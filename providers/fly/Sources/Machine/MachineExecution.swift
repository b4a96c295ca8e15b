import ProviderAPI
import ProviderKit
import Synchronization
import Values

extension MachineResource {
  func execute(_ request: ExecutionRequest, id: String) async throws -> (any RunningProcess)? {
    let app = try Self.app(of: request.object)
    guard request.terminal == nil else {
      throw ProviderError(
        .invalid,
        "Fly's interface runs programs and gives no terminal. Run one program with rcw exec or rcw ssh NAME COMMAND, or "
          + "take Fly's own way in:\n    fly ssh console --app \(app) --machine \(id)")
    }
    guard request.user == nil else {
      throw ProviderError(
        .invalid, "Programs in a machine on Fly run as root; they can be run as nobody else.")
    }
    return MachineProgram(request, in: id, of: app, client)
  }

  func deliver(
    _ request: DeliveryRequest, id: String, _ operation: Operation
  ) async throws -> DeliveryOutcome {
    let app = try Self.app(of: request.object)
    // What is to be stopped gets its scripts when it is started.
    let state = request.object.keyedElements?["desired_state"]?.asString
    if state == "stopped" || state == "suspended" { return .notPossible }
    let machine: Machine? = try await client.machines.paced("get-machine", id).find(
      "/v1/apps/\(app)/machines/\(id)")
    guard let machine, machine.isRunning else {
      return .notReady("The machine \(id) does not run.")
    }
    let shell = ExecutionRequest(type: Self.type, object: request.object, command: ShellDelivery.command)
    return try await ShellDelivery(request.delivery).run(in: MachineProgram(shell, in: id, of: app, client))
  }

  func output(_ request: OutputRequest, id: String) async throws -> (any OutputSource)? {
    MachineLogs(request, of: id, in: try Self.app(of: request.object), client)
  }

  private static func app(of object: Value) throws -> String {
    guard let app = object.keyedElements?["app"]?.asString else {
      throw ProviderError(.invalid, "The recorded fly_machine has no app.")
    }
    return app
  }
}

/// A program that runs in a machine from beginning to end in one call: it gets all of its input before, and what it
/// prints comes when it has ended.
///
/// Protocol: Machines API, `Machines_exec`. A call may take a minute.
final class MachineProgram: RunningProcess {
  private struct Request: Encodable {
    var command: [String]
    var stdin: String?
    /// In seconds.
    var timeout = 60
  }

  private struct Answer: Decodable, Sendable {
    var exitCode: Int?
    var exitSignal: Int?
    var stdout: String?
    var stderr: String?
  }

  /// What the program has come to.
  private struct Progress {
    var input: [UInt8] = []
    var hasRun = false
    var waiting: [ProcessOutput] = []
    var exitCode = 0
  }

  private let client: FlyClient
  private let app: String
  private let id: String
  private let command: [String]
  private let progress = Mutex(Progress())
  /// Ends when the input does.
  private let inputEnd: AsyncStream<Void>
  private let endInput: AsyncStream<Void>.Continuation

  init(_ request: ExecutionRequest, in id: String, of app: String, _ client: FlyClient) {
    self.client = client
    self.app = app
    self.id = id
    command = Self.command(request)
    (inputEnd, endInput) = AsyncStream.makeStream()
  }

  /// The API takes neither variables nor a folder, so that programs of the machine have to see to them.
  private static func command(_ request: ExecutionRequest) -> [String] {
    var command = request.command
    let variables = request.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    if !variables.isEmpty { command = ["env"] + variables + command }
    guard let folder = request.workingDirectory else { return command }
    return ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "rcw", folder] + command
  }

  var takesInputAsWhole: Bool { true }

  func write(_ bytes: [UInt8]) async throws { progress.withLock { $0.input += bytes } }
  func finishWriting() async throws { endInput.finish() }
  func resize(_ terminal: Terminal) async throws {}

  func read() async throws -> ProcessOutput? {
    if !progress.withLock({ $0.hasRun }) { try await run() }
    return progress.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }

  func exitCode() async throws -> Int { progress.withLock { $0.exitCode } }

  private func run() async throws {
    for await _ in inputEnd {}
    try Task.checkCancellation()
    let input = progress.withLock { $0.input }
    let body = Request(command: command, stdin: input.isEmpty ? nil : String(decoding: input, as: UTF8.self))
    let api = try await client.machines.paced("exec-machine", id)
    var request = try api.request(.post, "/v1/apps/\(app)/machines/\(id)/exec", json: body)
    request.timeouts = HTTPTimeouts(idle: .seconds(75), total: .seconds(90))
    let answer: Answer = try await api.answer(to: request)
    progress.withLock { progress in
      progress.hasRun = true
      progress.exitCode = answer.exitCode ?? 0
      if let signal = answer.exitSignal, signal > 0, progress.exitCode <= 0 {
        progress.exitCode = 128 + signal
      }
      progress.waiting = [
        ProcessOutput.standard(Array((answer.stdout ?? "").utf8)),
        ProcessOutput.error(Array((answer.stderr ?? "").utf8)),
      ].filter { !$0.isEmpty }
    }
  }
}

extension ProcessOutput {
  fileprivate var isEmpty: Bool {
    switch self {
    case .standard(let bytes), .error(let bytes): bytes.isEmpty
    }
  }
}
