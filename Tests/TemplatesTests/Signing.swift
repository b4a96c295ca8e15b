import ProviderKit
import Testing

/// Keys to sign with.
enum Signing {
  static func makeKey(_ path: String) async throws {
    let result = try await ProcessRunner().run(
      ProcessCommand(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path], environment: ["PATH": "/usr/bin:/bin"]))
    try #require(result.status.isSuccess)
  }
}
