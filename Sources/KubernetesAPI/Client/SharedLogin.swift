/// One login for all who need it at the same moment: the program that does it may open a browser.
actor SharedLogin {
  private typealias Outcome = Result<ClusterConnection.Session, any Error>

  /// Those who wait for the login under way; nil when none is.
  private var waiting: [CheckedContinuation<Outcome, Never>]?

  /// What `make` returns, or what somebody else's makes that is under way. Who was cancelled leaves the rest to
  /// the next.
  func session(
    _ make: @Sendable () async throws -> ClusterConnection.Session
  ) async throws -> ClusterConnection.Session {
    while waiting != nil {
      let outcome = await withCheckedContinuation { waiting?.append($0) }
      if case .failure(is CancellationError) = outcome {
        try Task.checkCancellation()
        continue
      }
      return try outcome.get()
    }
    waiting = []
    let outcome = await outcome(of: make)
    let others = waiting ?? []
    waiting = nil
    for other in others { other.resume(returning: outcome) }
    return try outcome.get()
  }

  private func outcome(of make: @Sendable () async throws -> ClusterConnection.Session) async -> Outcome {
    do { return .success(try await make()) } catch { return .failure(error) }
  }
}
