import ProviderAPI
import ProviderKit
import Values

extension DockerEngine {
  /// What the engine tells while it works on a request, message by message, in small letters.
  func messages(of request: HTTPRequest) async throws -> JSONLines<ProgressMessage> {
    try await api.lines(of: request, keys: .asIs)
  }

  /// Follows a pull or push to its end, and returns the digest if the engine told one.
  @discardableResult
  func follow(
    _ request: HTTPRequest, _ progress: LayerProgress, _ operation: Operation
  ) async throws -> String? {
    var progress = progress
    var digest: String?
    for try await message in try await messages(of: request) {
      if let failure = message.failure { throw EngineFailure.error(streamed: failure) }
      if let text = progress.note(message) { operation.report(text) }
      if let details = progress.details { operation.reportInPassing(details) }
      digest = message.aux?["Digest"]?.asString ?? digest
    }
    return digest
  }
}
