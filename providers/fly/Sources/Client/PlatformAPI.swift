import ProviderAPI
import ProviderKit
import Values

/// What only Fly's older interface has: organisations by GraphQL, and logs.
struct PlatformAPI: Sendable {
  let api: APIClient

  init(_ http: HTTPClient, at url: HTTPURL, _ token: FlyToken) {
    var configuration = http.configuration
    configuration.secrets += token.secrets
    api = APIClient(
      HTTPClient(configuration), at: url, headers: ["Authorization": token.authorization], keys: .asIs,
      failures: FlyFailure.table)
  }

  /// The answer to a GraphQL query, which comes with status 200 when it failed, too.
  func query<Answer: Decodable>(_ text: String, _ variables: [String: String]) async throws -> Answer {
    var request = try api.request(.post, "/graphql", json: Query(query: text, variables: variables))
    request.isRepeatable = text.hasPrefix("query")
    let response: Response<Answer> = try await api.answer(to: request)
    if let error = response.errors?.first {
      let code: ProviderError.Code =
        switch error.extensions?.code {
        case "NOT_FOUND": .notFound
        case "UNAUTHORIZED": .denied
        default: .invalid
        }
      throw ProviderError(code, "Fly's GraphQL interface: \(error.message)")
    }
    guard let data = response.data else {
      throw ProviderError(.protocolViolation, "Fly's GraphQL interface answered neither data nor errors.")
    }
    return data
  }

  private struct Query: Encodable {
    var query: String
    var variables: [String: String]
  }

  private struct Response<Answer: Decodable>: Decodable {
    struct Problem: Decodable {
      struct Extensions: Decodable {
        var code: String?
      }
      var message: String
      var extensions: Extensions?
    }
    var data: Answer?
    var errors: [Problem]?
  }
}
