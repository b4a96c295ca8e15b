import Glibc
import Synchronization

/// The thread that waits for descriptors, so that tasks need not block.
///
/// It only waits: reading and writing are done by whoever was waiting. One thread serves the process; it
/// starts with the first wait.
final class Reactor: Sendable {
  static let shared = Reactor()

  enum Interest: Sendable {
    case reading
    case writing

    fileprivate var events: Int16 { self == .reading ? Int16(POLLIN) : Int16(POLLOUT) }
  }

  private struct Wait: Sendable {
    /// The descriptor -1 means none: only the deadline counts.
    var entry: pollfd
    var deadline: ContinuousClock.Instant?
    var slot = OneShot<Void>()
  }

  private struct State {
    var waits: [Wait] = []
    /// Nil until the thread runs.
    var wake: WakeSignal?
  }

  private let state = Mutex(State())

  // MARK: For tasks

  /// Returns when the descriptor can be read or written without blocking, or has failed or ended.
  ///
  /// - Throws: `DeadlinePassed`, `CancellationError`, or ``SystemError`` when the thread cannot be started.
  func wait(
    for descriptor: Descriptor, _ interest: Interest, until deadline: ContinuousClock.Instant?
  ) async throws {
    defer { withExtendedLifetime(descriptor) {} }
    let entry = pollfd(fd: descriptor.number, events: interest.events, revents: 0)
    try await wait(Wait(entry: entry, deadline: deadline))
  }

  /// As `wait` for reading, but goes on when the task is cancelled: for what must be put in order in any case.
  func waitThroughCancellation(
    for descriptor: Descriptor, until deadline: ContinuousClock.Instant?
  ) async throws {
    defer { withExtendedLifetime(descriptor) {} }
    let wait = Wait(
      entry: pollfd(fd: descriptor.number, events: Interest.reading.events, revents: 0), deadline: deadline)
    _ = try add(wait)
    try await wait.slot.valueThroughCancellation()
  }

  /// Lets time pass, where that belongs to input and output; whoever waits for the world uses `poll`.
  func pause(_ duration: Duration) async throws {
    do {
      try await wait(Wait(entry: pollfd(fd: -1, events: 0, revents: 0), deadline: .now + duration))
    } catch is DeadlinePassed {
      return
    }
  }

  private func wait(_ wait: Wait) async throws {
    let wake = try add(wait)
    do {
      try await wait.slot.value()
    } catch let error as CancellationError {
      wake.raise()
      throw error
    }
  }

  private func add(_ wait: Wait) throws(SystemError) -> WakeSignal {
    let wake = try state.withLock { state throws(SystemError) in
      state.waits.append(wait)
      if let wake = state.wake { return wake }
      let wake = try startThread()
      state.wake = wake
      return wake
    }
    wake.raise()
    return wake
  }

  // MARK: The thread

  private func startThread() throws(SystemError) -> WakeSignal {
    let wake = try WakeSignal()
    try EngineThread.start { [self] in run(wake) }
    return wake
  }

  private func run(_ wake: WakeSignal) {
    while true {
      let waits = state.withLock { state in
        state.waits.removeAll { $0.slot.isSettled }
        return state.waits
      }
      settle(waits, Self.poll(waits, wake))
    }
  }

  /// What poll(2) says of each wait, in order.
  private static func poll(_ waits: [Wait], _ wake: WakeSignal) -> [Int16] {
    var entries = [pollfd(fd: wake.descriptor.number, events: Int16(POLLIN), revents: 0)]
    entries += waits.map(\.entry)
    let nearest = waits.compactMap(\.deadline).min()
    let count = Glibc.poll(&entries, nfds_t(entries.count), nearest?.millisecondsFromNow ?? -1)
    guard count >= 0 else { return waits.map { _ in 0 } }
    if entries[0].revents != 0 { wake.clear() }
    return entries.dropFirst().map(\.revents)
  }

  private func settle(_ waits: [Wait], _ events: [Int16]) {
    let now = ContinuousClock.now
    for (wait, event) in zip(waits, events) {
      if event != 0 {
        wait.slot.settle()
      } else if let deadline = wait.deadline, deadline <= now {
        wait.slot.settle(.failure(DeadlinePassed()))
      }
    }
  }
}

extension ContinuousClock.Instant {
  /// What poll(2) and its like take as a timeout: rounded up, so that it does not wake too soon.
  var millisecondsFromNow: Int32 {
    let (seconds, attoseconds) = ContinuousClock.now.duration(to: self).components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let milliseconds = Double(seconds) * 1000 + (Double(attoseconds) / 1e15).rounded(.up)
    return Int32(min(milliseconds, Double(Int32.max)))
  }
}
