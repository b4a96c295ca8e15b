import ProviderKit
import Values

/// Asks servers for documents about providers.
struct WebAnswers: Sendable {
  private let client: HTTPClient
  /// By host, in lower case.
  private let tokens: [String: String]

  init(_ client: HTTPClient, tokens: [String: String]) {
    self.client = client
    self.tokens = tokens
  }

  /// nil when the server knows of no such thing.
  func json(_ url: HTTPURL) async throws(InstallError) -> (content: JSON, url: HTTPURL)? {
    guard let (bytes, url) = try await bytes(url) else { return nil }
    do throws(JSON.SyntaxError) {
      return (try JSON.parse(bytes), url)
    } catch {
      throw InstallError("\(url) answered with something that is no JSON (\(error)).")
    }
  }

  func bytes(_ url: HTTPURL) async throws(InstallError) -> (content: [UInt8], url: HTTPURL)? {
    let response: HTTPResponse
    do { response = try await client.send(request(url)) } catch { throw InstallError("\(error)") }
    switch response.status {
    case 200: return (response.body, response.url)
    case 404: return nil
    case 401, 403:
      throw InstallError(
        "\(url.host) does not let us see \(url). Put a token for it into the CLI configuration file (credentials) or "
          + "into TF_TOKEN_\(url.host.replacing("-", with: "__").replacing(".", with: "_")).")
    default: throw InstallError("\(url) answered with status \(response.status).")
    }
  }

  /// A response that is read while it arrives.
  ///
  /// - Parameter offset: the bytes that are there already; the server may send all the same.
  func stream(
    _ url: HTTPURL, from offset: Int, authorization: String? = nil
  ) async throws -> HTTPResponseStream {
    var request = request(url, authorization)
    request.timeouts = HTTPTimeouts(idle: .seconds(60))
    if offset > 0 { request.headers["Range"] = "bytes=\(offset)-" }
    return try await client.stream(request)
  }

  /// The answer, whatever its status.
  func response(
    _ url: HTTPURL, accept: String, authorization: String?
  ) async throws(InstallError) -> HTTPResponse {
    var request = request(url, authorization)
    request.headers["Accept"] = accept
    do { return try await client.send(request) } catch { throw InstallError("\(error)") }
  }

  private func request(_ url: HTTPURL, _ authorization: String? = nil) -> HTTPRequest {
    var request = HTTPRequest(.get, url)
    if let authorization {
      request.headers["Authorization"] = authorization
    } else if let token = tokens[url.host.lowercased()] {
      request.headers["Authorization"] = "Bearer \(token)"
      request.secrets = [token]
    }
    return request
  }
}
