import Glibc
import Synchronization

/// What the user's Ctrl-C means: the first asks the engine to start nothing new, the second to give up what
/// runs.
final class Interruption: Sendable {
  private let requests = Atomic<Int>(0)

  /// Whether nothing new is to be started.
  var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Runs `body`; a second signal cancels its task.
  ///
  /// - Parameter notice: called with a text for the user at the first signal and at the second.
  func during<Result: Sendable>(
    notice: @escaping @Sendable (String) -> Void, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let signals = SignalStream(SIGINT, SIGTERM, SIGHUP)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask { [self] in
        for await _ in signals.values {
          let count = requests.add(1, ordering: .relaxed).newValue
          notice(count == 1 ? Self.firstNotice : Self.secondNotice)
          if count > 1 { return nil }
        }
        return nil
      }
      defer { group.cancelAll() }
      while let finished = try await group.next() {
        if let finished { return finished }
        group.cancelAll()
      }
      throw CancellationError()
    }
  }

  private static let firstNotice = """

    Interrupt received. Calls that are running are finished and recorded; nothing new is started.
    Interrupt again to give them up: what they were doing may then have to be looked up.

    """

  private static let secondNotice = "\nSecond interrupt received: giving up.\n"
}

/// Signals as a sequence. A thread of its own waits for them, so nothing runs in a signal handler.
private struct SignalStream {
  let values: AsyncStream<Int32>

  init(_ signals: Int32...) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    values = stream
    SignalThread(set: set, continuation: continuation).start()
  }
}

private final class SignalThread: Sendable {
  private let set: sigset_t
  private let continuation: AsyncStream<Int32>.Continuation

  init(set: sigset_t, continuation: AsyncStream<Int32>.Continuation) {
    self.set = set
    self.continuation = continuation
  }

  func start() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<SignalThread>.fromOpaque(context).takeRetainedValue().wait()
        return nil
      }, context)
    pthread_detach(thread)
  }

  private func wait() {
    var set = set
    var signal: Int32 = 0
    while sigwait(&set, &signal) == 0 { continuation.yield(signal) }
  }
}
