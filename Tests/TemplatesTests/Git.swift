import ProviderKit
import Testing

/// The program, for repositories that tests need.
enum Git {
  /// What it prints. Knows nobody's settings.
  @discardableResult
  static func run(_ arguments: String...) async throws -> String {
    let environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Bob", "GIT_AUTHOR_EMAIL": "bob@example.com", "GIT_COMMITTER_NAME": "Bob",
      "GIT_COMMITTER_EMAIL": "bob@example.com",
    ]
    let result = try await ProcessRunner().run(ProcessCommand("git", arguments, environment: environment))
    try #require(result.status.isSuccess, "\(String(decoding: result.errorOutput, as: UTF8.self))")
    return String(decoding: result.output, as: UTF8.self)
  }
}
