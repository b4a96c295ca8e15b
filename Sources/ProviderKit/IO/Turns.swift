import Synchronization

/// Lets tasks do something one after the other, in the order in which they come.
final class Turns: Sendable {
  private struct State {
    var isTaken = false
    var waiting: [OneShot<Void>] = []
  }

  private let state = Mutex(State())

  /// Runs `body` when it is this task's turn; cancelled or not, it waits for that.
  func take<Result>(_ body: () async throws -> Result) async throws -> Result {
    let slot = state.withLock { state -> OneShot<Void>? in
      guard state.isTaken else {
        state.isTaken = true
        return nil
      }
      let slot = OneShot<Void>()
      state.waiting.append(slot)
      return slot
    }
    try await slot?.valueThroughCancellation()
    defer { pass() }
    return try await body()
  }

  private func pass() {
    let next = state.withLock { state -> OneShot<Void>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.isTaken = false
      return nil
    }
    next?.settle()
  }
}
