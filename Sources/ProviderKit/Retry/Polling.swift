import ProviderAPI

/// Asks until there is an answer: the answer is what `check` returns that is not nil.
///
/// The first question is asked at once, the next ones `interval` after the last was answered.
///
/// - Parameter timeout: from the start; a question under way is not cut short. Nil for as long as it takes.
/// - Throws: ``ProviderAPI/ProviderError`` with code `timedOut`; what `check` throws; `CancellationError`.
public func poll<Answer: Sendable>(
  every interval: Duration, timeout: Duration?, clock: any Clock<Duration> = ContinuousClock(),
  _ check: () async throws -> Answer?
) async throws -> Answer {
  try await repeating(on: clock) { elapsed in
    if let answer = try await check() { return .done(answer) }
    if let timeout, elapsed + interval > timeout {
      throw ProviderError(.timedOut, "It did not happen within \(timeout).")
    }
    return .again(after: interval)
  }
}

/// What `body` returns, if it does so in time; it is cancelled when it does not.
///
/// - Parameter timeout: nil for as long as it takes.
/// - Throws: ``ProviderAPI/ProviderError`` with code `timedOut`; what `body` throws; `CancellationError`.
public func within<Answer: Sendable>(
  _ timeout: Duration?, clock: any Clock<Duration> = ContinuousClock(),
  _ body: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
  guard let timeout else { return try await body() }
  return try await withThrowingTaskGroup(of: Answer.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await pause(for: timeout, clock: clock)
      throw ProviderError(.timedOut, "It did not happen within \(timeout).")
    }
    defer { group.cancelAll() }
    guard let answer = try await group.next() else { throw CancellationError() }
    return answer
  }
}

/// Lets time pass.
///
/// - Throws: `CancellationError`
public func pause(for duration: Duration, clock: any Clock<Duration> = ContinuousClock()) async throws {
  try await repeating(on: clock) { $0 < duration ? .again(after: duration - $0) : .done(()) }
}

/// What one round of a loop comes to.
enum Repeated<Result: Sendable>: Sendable {
  case done(Result)
  case again(after: Duration)
}

/// Runs `round` until it is done. The only place where the program sleeps.
///
/// - Parameter round: given the time since the start.
func repeating<Result: Sendable>(
  on clock: any Clock<Duration>, _ round: (_ elapsed: Duration) async throws -> Repeated<Result>
) async throws -> Result {
  func run(on clock: some Clock<Duration>) async throws -> Result {
    let start = clock.now
    while true {
      switch try await round(start.duration(to: clock.now)) {
      case .done(let result): return result
      case .again(let delay): try await clock.sleep(for: delay)
      }
    }
  }
  return try await run(on: clock)
}
