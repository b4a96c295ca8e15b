import TestSupport

/// Runs `body` with a directory that holds these files.
func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
  let directory = TemporaryDirectory(files)
  try await body(directory.path)
  withExtendedLifetime(directory) {}
}

/// Runs `body`, then `cleanUp`, whatever `body` does.
func finally(_ cleanUp: () async throws -> Void, after body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch {
    try? await cleanUp()
    throw error
  }
  try await cleanUp()
}
