/// Runs `body` to its end even though the task around it has been cancelled: what was done has to be recorded all
/// the same. A task of its own is the one way out of a cancelled one.
public func shielded<Result: Sendable>(
  _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await Task { try await body() }.value
}
