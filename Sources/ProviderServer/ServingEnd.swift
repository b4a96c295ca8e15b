import Synchronization

/// The end of serving. Those who wait for something new are woken by it; what was begun goes on.
final class ServingEnd: Sendable {
  private struct State {
    var hasCome = false
    var lastNumber = 0
    var actions: [Int: @Sendable () -> Void] = [:]
  }

  private let state = Mutex(State())

  func come() {
    let actions = state.withLock { state in
      state.hasCome = true
      defer { state.actions = [:] }
      return Array(state.actions.values)
    }
    for action in actions { action() }
  }

  /// Runs `body`, and `action` when the end comes in the meantime or has come already.
  func cuttingShort<Result, Failure: Error>(
    _ action: @escaping @Sendable () -> Void, _ body: () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let number = state.withLock { state -> Int? in
      guard !state.hasCome else { return nil }
      state.lastNumber += 1
      state.actions[state.lastNumber] = action
      return state.lastNumber
    }
    if number == nil { action() }
    defer { state.withLock { state in number.map { state.actions[$0] = nil } } }
    return try await body()
  }
}
