/// The programs that keep credentials for Docker: `docker-credential-NAME get`, with the registry's address on
/// standard input (docker/docker-credential-helpers, "Development").
struct CredentialHelper: Sendable {
  let environment: [String: String]

  func ask(_ helper: String, _ serverAddress: String) async throws -> HelperReply {
    .failed("credential helpers are not supported yet")
  }
}
