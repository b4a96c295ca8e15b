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
    /// Nothing but the deadline.
    case nothing
  }

  private struct Wait: Sendable {
    var descriptor: Int32
    var interest: Interest
    var deadline: ContinuousClock.Instant?
    var slot: OneShot<Void>
  }

  private struct State {
    var waits: [Wait] = []
    /// Nil until the thread runs.
    var wake: WakeSignal?
  }

  private let state = Mutex(State())

  /// Returns when the descriptor can be read or written without blocking, or has failed or ended.
  ///
  /// - Throws: `DeadlinePassed`, `CancellationError`, or ``SystemError`` when the thread cannot be started.
  func wait(
    for descriptor: Descriptor, _ interest: Interest, until deadline: ContinuousClock.Instant?
  ) async throws {
    let slot = OneShot<Void>()
    let wake = try add(
      Wait(descriptor: descriptor.number, interest: interest, deadline: deadline, slot: slot))
    wake.raise()
    defer { withExtendedLifetime(descriptor) {} }
    do {
      try await slot.value()
    } catch let error as CancellationError {
      wake.raise()
      throw error
    }
  }

  private func add(_ wait: Wait) throws(SystemError) -> WakeSignal {
    try state.withLock { state throws(SystemError) in
      state.waits.append(wait)
      if let wake = state.wake { return wake }
      let wake = try WakeSignal()
      try EngineThread.start { [self] in run(wake) }
      state.wake = wake
      return wake
    }
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
    entries += waits.map { wait in
      switch wait.interest {
      case .reading: pollfd(fd: wait.descriptor, events: Int16(POLLIN), revents: 0)
      case .writing: pollfd(fd: wait.descriptor, events: Int16(POLLOUT), revents: 0)
      case .nothing: pollfd(fd: -1, events: 0, revents: 0)
      }
    }
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
