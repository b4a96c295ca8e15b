/// Runs a call that blocks on a thread of its own, so that no task of others waits for it.
///
/// When the task is cancelled the call goes on; its result is lost.
///
/// - Throws: what `body` throws; `CancellationError`.
public func onOwnThread<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  let outcome = OneShot<Result>()
  try EngineThread.start { outcome.settle(Swift.Result(catching: body)) }
  return try await outcome.value()
}
