import Synchronization

/// A program that cannot outlive this one: however we end, by SIGKILL even, the kernel kills it.
///
/// A thread of its own starts the program, reads what it writes line by line, and waits for its end: the bond is
/// one between the program and the thread that started it. What the program writes is always read, so that it
/// never waits for us.
public final class BoundProcess: Sendable {
  public enum Stream: Sendable {
    case output
    case errorOutput
  }

  /// What to do with what happens; called on the thread of the process, in order, and must not wait.
  public struct Events: Sendable {
    /// A line without its end. Longer ones come in pieces of ``BoundProcess/maxLineBytes``.
    public var line: @Sendable (Stream, String) -> Void
    /// Is called about once a second while the program runs.
    public var tick: @Sendable () -> Void
    public var ended: @Sendable (ExitStatus) -> Void

    public init(
      line: @escaping @Sendable (Stream, String) -> Void, tick: @escaping @Sendable () -> Void = {},
      ended: @escaping @Sendable (ExitStatus) -> Void
    ) {
      self.line = line
      self.tick = tick
      self.ended = ended
    }
  }

  public static let maxLineBytes = 64 << 10

  public let id: Int32
  private let control: Control

  /// What the thread of the process and all others share.
  final class Control: Sendable {
    struct State {
      var status: ExitStatus?
      /// When the program is to be killed; nil for never.
      var deadline: ContinuousClock.Instant?
      var waiters: [OneShot<ExitStatus>] = []
    }

    let wake: WakeSignal
    let state = Mutex(State())

    init() throws(SystemError) { wake = try WakeSignal() }

    func settle(_ status: ExitStatus) {
      let waiters = state.withLock { state in
        defer { state.waiters = [] }
        state.status = status
        return state.waiters
      }
      for waiter in waiters { waiter.settle(.success(status)) }
    }
  }

  /// Starts a program, with an input that is empty.
  ///
  /// - Throws: ``ProcessError``.
  public static func start(_ command: ProcessCommand, _ events: Events) async throws -> BoundProcess {
    let started = OneShot<BoundProcess>()
    do {
      let control = try Control()
      try EngineThread.start {
        do {
          let watch = try ProcessWatch(command, events, control)
          started.settle(.success(BoundProcess(watch.id, control)))
          watch.run()
        } catch {
          started.settle(.failure(error))
        }
      }
    } catch {
      throw ProcessError(.notStarted, "\(command) cannot be started: \(error).", cause: error)
    }
    return try await started.valueThroughCancellation()
  }

  private init(_ id: Int32, _ control: Control) {
    self.id = id
    self.control = control
  }

  deinit { kill(after: .zero) }

  /// How it ended; nil while it runs.
  public var status: ExitStatus? { control.state.withLock(\.status) }

  /// Kills the program and all it started, if it still runs when the time is over. A later call replaces the
  /// time of an earlier one; nil lets the program run.
  public func kill(after patience: Duration?) {
    control.state.withLock { $0.deadline = patience.map { .now + $0 } }
    control.wake.raise()
  }

  /// Returns when the program has ended, whether or not the task is cancelled.
  public func waitForExit() async -> ExitStatus {
    let waiter = OneShot<ExitStatus>()
    let known = control.state.withLock { state in
      if state.status == nil { state.waiters.append(waiter) }
      return state.status
    }
    if let known { return known }
    return (try? await waiter.valueThroughCancellation()) ?? .killed(signal: 9)
  }
}
