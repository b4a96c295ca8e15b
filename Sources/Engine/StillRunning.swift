/// Runs `body`, and tells every ten seconds how long it has been running.
func tellingTime<Result: Sendable>(
  to tell: @escaping @Sendable (_ elapsed: Duration) -> Void, clock: any Clock<Duration> = ContinuousClock(),
  _ body: () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      var elapsed = Duration.zero
      while !Task.isCancelled {
        try await clock.sleep(for: .seconds(10))
        elapsed += .seconds(10)
        tell(elapsed)
      }
    }
    defer { group.cancelAll() }
    return try await body()
  }
}
