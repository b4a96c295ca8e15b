import ProviderKit

/// The programs that keep credentials for Docker: `docker-credential-NAME get`, with the registry's address on
/// standard input (docker/docker-credential-helpers, "Development").
struct CredentialHelper: Sendable {
  let environment: [String: String]

  /// Some ask the user for a password first.
  private static let patience = Duration.seconds(120)

  /// - Parameter helper: a name; what would lead to a program elsewhere than in the `PATH` is refused.
  func ask(_ helper: String, _ serverAddress: String) async throws -> HelperReply {
    if helper.contains("/") { return .failed("\"\(helper)\" is not the name of a credential helper") }
    let command = ProcessCommand("docker-credential-\(helper)", ["get"], environment: environment)
    do {
      let result = try await ProcessRunner(timeout: Self.patience).run(
        command, input: Array(serverAddress.utf8))
      return HelperReply(result.status, output: result.output)
    } catch let error as ProcessError {
      return .failed(error.message)
    }
  }
}
