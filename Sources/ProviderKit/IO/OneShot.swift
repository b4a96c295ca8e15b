import Synchronization

/// A value that one party awaits and another, on any thread, provides once. The first result counts.
package final class OneShot<Value: Sendable>: Sendable {
  private enum State {
    /// Next: `awaited` or `settled`.
    case empty
    /// Next: `settled`.
    case awaited(CheckedContinuation<Value, any Error>)
    case settled(Result<Value, any Error>)
  }

  private let state = Mutex(State.empty)

  package init() {}

  package var isSettled: Bool {
    state.withLock { if case .settled = $0 { true } else { false } }
  }

  /// What it was settled with; nil before.
  package var result: Result<Value, any Error>? {
    state.withLock { if case .settled(let result) = $0 { result } else { nil } }
  }

  package func settle(_ result: Result<Value, any Error>) {
    let waiter = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      switch state {
      case .empty:
        state = .settled(result)
        return nil
      case .awaited(let continuation):
        state = .settled(result)
        return continuation
      case .settled:
        return nil
      }
    }
    waiter?.resume(with: result)
  }

  /// The value, once it is there. May be awaited by one task at a time, and again once it is settled.
  ///
  /// - Throws: what it was settled with; `CancellationError`, which settles it, when the task is cancelled
  ///   before.
  package func value() async throws -> Value {
    try await withTaskCancellationHandler {
      try await valueThroughCancellation()
    } onCancel: {
      settle(.failure(CancellationError()))
    }
  }

  /// The value, once it is there, whether or not the task is cancelled.
  package func valueThroughCancellation() async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let result = state.withLock { state -> Result<Value, any Error>? in
        if case .settled(let result) = state { return result }
        state = .awaited(continuation)
        return nil
      }
      if let result { continuation.resume(with: result) }
    }
  }
}

extension OneShot where Value == Void {
  package func settle() { settle(.success(())) }
}
