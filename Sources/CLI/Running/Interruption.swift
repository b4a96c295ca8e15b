import Synchronization

/// What the user's Ctrl-C means: the first asks the engine to start nothing new, the second to give up what
/// runs, the third to end at once. While nothing is under way the first is enough.
final class Interruption: Sendable {
  private let requests = Atomic<Int>(0)
  private let idle = Atomic<Int>(0)

  /// Whether nothing new is to be started.
  var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Runs `body`; a second signal, or the first while idle, cancels its task.
  ///
  /// - Parameter notice: called with a text for the user at the first signal and at the second.
  /// - Throws: `CancellationError` when `body` was cancelled while idle; what `body` throws.
  func during<Result: Sendable>(
    notice: @escaping @Sendable (String) -> Void, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let signals = SignalWatch()
    return try await withThrowingTaskGroup(of: Event<Result>.self) { group in
      group.addTask { .ended(try await body()) }
      group.addTask { [self] in
        for await _ in signals.values {
          switch respond(notice) {
          case .finish: continue
          case .giveUp: return .givenUp
          case .leave: return .left
          }
        }
        return .givenUp
      }
      defer { group.cancelAll() }
      while let event = try await group.next() {
        switch event {
        case .ended(let result): return result
        case .givenUp: group.cancelAll()
        case .left: throw CancellationError()
        }
      }
      throw CancellationError()
    }
  }

  private enum Event<Result: Sendable>: Sendable {
    case ended(Result)
    /// `body` is cancelled, and what it comes to counts.
    case givenUp
    /// `body` is cancelled, and what it comes to does not matter.
    case left
  }

  /// Marks the time in which the program only waits.
  func enterIdleness() { idle.add(1, ordering: .relaxed) }
  func leaveIdleness() { idle.subtract(1, ordering: .relaxed) }

  private var isIdle: Bool { idle.load(ordering: .relaxed) > 0 || Output.standard.isAsking }

  private enum Response {
    case finish, giveUp, leave
  }

  private func respond(_ notice: (String) -> Void) -> Response {
    let isFirst = requests.add(1, ordering: .relaxed).newValue == 1
    if isFirst, isIdle {
      notice("\nInterrupted.\n")
      return .leave
    }
    notice(isFirst ? Self.firstNotice : Self.secondNotice)
    return isFirst ? .finish : .giveUp
  }

  private static let firstNotice = """

    Interrupt received. Calls that are running are finished and recorded; nothing new is started.
    Interrupt again to give them up: what they were doing may then have to be looked up.

    """

  private static let secondNotice = """

    Second interrupt received: giving up. A third one ends the program at once.

    """
}
