import CSystemShims
import Glibc
import Synchronization

/// A program that runs beside ours, with pipes for its three standard streams.
///
/// Nobody blocks a thread waiting for it. Letting go of it kills its whole process group; to end it in an
/// orderly way, call ``end(within:)`` first.
public final class ChildProcess: Sendable {
  public let id: Int32
  private let handle: Descriptor
  private let input: Mutex<IOStream?>
  private let output: IOStream
  private let errorOutput: IOStream
  private let status = Mutex<ExitStatus?>(nil)

  /// Starts a program.
  public init(_ command: ProcessCommand) throws(ProcessError) {
    do {
      let (inputEnd, input) = try Descriptor.pipe()
      let (output, outputEnd) = try Descriptor.pipe()
      let (errorOutput, errorEnd) = try Descriptor.pipe()
      self.input = Mutex(try IOStream(input))
      self.output = try IOStream(output)
      self.errorOutput = try IOStream(errorOutput)
      id = try ProcessSpawner.spawn(command, standard: [inputEnd, outputEnd, errorEnd])
      handle = try Self.open(id)
    } catch let error as ProcessError {
      throw error
    } catch {
      throw ProcessError(.notStarted, "\(command) cannot be started: \(error).", cause: error)
    }
  }

  deinit {
    guard status.withLock({ $0 }) == nil else { return }
    kill(-id, SIGKILL)
    waitpid(id, nil, WNOHANG)
  }

  /// A process that cannot be waited for is not left running.
  private static func open(_ id: pid_t) throws(SystemError) -> Descriptor {
    do {
      return try Descriptor("pidfd_open", system_pidfd_open(id))
    } catch {
      kill(-id, SIGKILL)
      waitpid(id, nil, 0)
      throw error
    }
  }

  // MARK: Streams

  /// Writes to the program's input; what it does not read any more is dropped.
  public func write(_ bytes: [UInt8]) async throws { try await write(bytes, until: nil) }

  /// Ends the program's input.
  public func finishInput() { input.withLock { $0 = nil } }

  /// What the program writes; nil when neither it nor a child of its has the stream open any more.
  public func readOutput() async throws -> [UInt8]? { try await readOutput(until: nil) }

  public func readErrorOutput() async throws -> [UInt8]? { try await readErrorOutput(until: nil) }

  func write(_ bytes: [UInt8], until deadline: ContinuousClock.Instant?) async throws {
    guard let stream = input.withLock({ $0 }) else { return }
    do {
      try await stream.write(bytes, Deadlines(end: deadline))
    } catch let error as SystemError where error.number == EPIPE {
      finishInput()
    }
  }

  func readOutput(until deadline: ContinuousClock.Instant?) async throws -> [UInt8]? {
    try await Self.read(output, until: deadline)
  }

  func readErrorOutput(until deadline: ContinuousClock.Instant?) async throws -> [UInt8]? {
    try await Self.read(errorOutput, until: deadline)
  }

  private static func read(
    _ stream: IOStream, until deadline: ContinuousClock.Instant?
  ) async throws -> [UInt8]? {
    let bytes = try await stream.read(upTo: 64 << 10, until: deadline)
    return bytes.isEmpty ? nil : bytes
  }

  // MARK: The end

  /// How the program ended, once it has.
  public func waitForExit() async throws -> ExitStatus { try await waitForExit(until: nil) }

  func waitForExit(until deadline: ContinuousClock.Instant?) async throws -> ExitStatus {
    try await Reactor.shared.wait(for: handle, .reading, until: deadline)
    return try reap()
  }

  /// Sends a signal to the program and all that it started, if they are still in its group.
  public func signal(_ number: Int32) {
    status.withLock { status in
      // Once it is reaped, its number may be another's.
      if status == nil { _ = kill(-id, number) }
    }
  }

  /// Asks the program to end, with SIGTERM, and kills its group when it has not ended in time. Returns when
  /// it is gone, whether or not the task is cancelled.
  public func end(within grace: Duration = .seconds(2)) async {
    signal(SIGTERM)
    signal(SIGCONT)
    try? await Reactor.shared.waitThroughCancellation(for: handle, until: .now + grace)
    signal(SIGKILL)
    try? await Reactor.shared.waitThroughCancellation(for: handle, until: nil)
    _ = try? reap()
  }

  private func reap() throws(SystemError) -> ExitStatus {
    try status.withLock { status throws(SystemError) in
      if let status { return status }
      var raw: Int32 = 0
      guard waitpid(id, &raw, 0) == id else { throw SystemError("waitpid", errno) }
      let code = system_exit_status(raw)
      let ended = code < 0 ? ExitStatus.killed(signal: -code) : .exited(code: code)
      status = ended
      return ended
    }
  }
}
