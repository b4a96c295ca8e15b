/// Runs programs to their end.
public struct ProcessRunner: Sendable {
  public enum Stream: Sendable {
    case output
    case errorOutput
  }

  public struct Result: Hashable, Sendable {
    public var status: ExitStatus
    public var output: [UInt8]
    public var errorOutput: [UInt8]
  }

  /// Nil for as long as it takes.
  public var timeout: Duration?
  /// In bytes, of each stream.
  public var maxOutputBytes = 16 << 20
  /// Between asking a program to end and killing it.
  public var grace = Duration.seconds(2)
  /// Told about output as it comes.
  public var onOutput: (@Sendable (Stream, [UInt8]) -> Void)?

  public init(timeout: Duration? = nil) { self.timeout = timeout }

  /// How long what a program left in the background may keep its pipes open.
  private static let patience = Duration.seconds(2)

  /// Runs a program, gives it `input`, and returns what it wrote and how it ended.
  ///
  /// When the task is cancelled, the time is over or the output too much, the program and all it started are
  /// ended. What it leaves running in the background after a normal end is left alone.
  ///
  /// - Throws: ``ProcessError``; `CancellationError`. That the program fails is no error.
  public func run(_ command: ProcessCommand, input: [UInt8] = []) async throws -> Result {
    let child = try ChildProcess(command)
    do {
      return try await collect(child, input)
    } catch {
      await child.end(within: grace)
      guard error is DeadlinePassed, let timeout else { throw error }
      throw ProcessError(.timedOut, "\(command) did not end within \(timeout) and was killed.")
    }
  }

  private enum Event {
    case inputTaken
    case outputEnded
    case exited(ExitStatus)
    case patienceOver
  }

  private func collect(_ child: ChildProcess, _ input: [UInt8]) async throws -> Result {
    let deadline = timeout.map { ContinuousClock.now + $0 }
    let output = OutputBuffer(limit: maxOutputBytes)
    let errorOutput = OutputBuffer(limit: maxOutputBytes)
    let status = try await withThrowingTaskGroup(of: Event.self) { group in
      group.addTask {
        try await child.write(input, until: deadline)
        child.finishInput()
        return .inputTaken
      }
      group.addTask {
        while let bytes = try await child.readOutput(until: deadline) {
          try output.append(bytes)
          onOutput?(.output, bytes)
        }
        return .outputEnded
      }
      group.addTask {
        while let bytes = try await child.readErrorOutput(until: deadline) {
          try errorOutput.append(bytes)
          onOutput?(.errorOutput, bytes)
        }
        return .outputEnded
      }
      group.addTask { .exited(try await child.waitForExit(until: deadline)) }
      return try await Self.outcome(&group)
    }
    return Result(status: status, output: output.bytes, errorOutput: errorOutput.bytes)
  }

  /// Waits for the exit and, with patience, for the end of both outputs.
  private static func outcome(
    _ group: inout ThrowingTaskGroup<Event, any Error>
  ) async throws -> ExitStatus {
    defer { group.cancelAll() }
    var status: ExitStatus?
    var openOutputs = 2
    while let event = try await group.next() {
      switch event {
      case .inputTaken: break
      case .outputEnded: openOutputs -= 1
      case .patienceOver: openOutputs = 0
      case .exited(let exit):
        status = exit
        group.addTask {
          try await Reactor.shared.pause(patience)
          return .patienceOver
        }
      }
      if let status, openOutputs == 0 { return status }
    }
    throw CancellationError()
  }
}
