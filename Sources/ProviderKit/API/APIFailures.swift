public import ProviderAPI
import Values

/// What the error statuses of one API mean: the provider's one table.
public struct APIFailures: Sendable {
  /// What the body of an error response says.
  public struct Reading: Sendable {
    /// In the API's words.
    public var message: String?
    /// What it means, when the status alone misleads.
    public var code: ProviderError.Code?

    public init(message: String? = nil, code: ProviderError.Code? = nil) {
      self.message = message
      self.code = code
    }
  }

  private let answered: @Sendable (HTTPResponse, _ call: String) -> ProviderError
  private let unanswered: @Sendable (HTTPError) -> ProviderError

  /// - Parameters:
  ///   - statuses: where the API differs from what HTTP says of them.
  ///   - read: how the API words its errors; by default ``message(in:)``.
  public init(
    _ statuses: [Int: ProviderError.Code] = [:],
    reading read: @escaping @Sendable (HTTPResponse) -> Reading = { Reading(message: message(in: $0)) }
  ) {
    answered = { response, call in
      let reading = read(response)
      let code = reading.code ?? statuses[response.status] ?? Self.code(for: response.status)
      let words = reading.message.map { ": \($0)" } ?? ""
      let request = response.head.requestID.map { " (request \($0))" } ?? ""
      return ProviderError(code, "\(call) was answered \(response.status)\(words)\(request)")
    }
    unanswered = { ProviderError($0) }
  }

  /// For an API whose errors speak for themselves.
  ///
  /// - Parameters:
  ///   - answered: the error that a response is.
  ///   - unanswered: the error that the lack of a response, or of a whole one, is.
  public init(
    answered: @escaping @Sendable (HTTPResponse) -> ProviderError,
    unanswered: @escaping @Sendable (HTTPError) -> ProviderError
  ) {
    self.answered = { response, _ in answered(response) }
    self.unanswered = unanswered
  }

  /// - Parameter call: method and URL, as they may be shown.
  func error(for response: HTTPResponse, to call: String) -> ProviderError { answered(response, call) }

  func error(_ error: HTTPError) -> ProviderError { unanswered(error) }

  /// What `body` returns, with the transport's errors as the API's.
  func translating<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as HTTPError { throw unanswered(error) }
  }

  /// What HTTP says of a status (RFC 9110, section 15).
  private static func code(for status: Int) -> ProviderError.Code {
    switch status {
    case 401, 403, 407: .denied
    case 404, 410: .notFound
    case 408: .timedOut
    case 409, 412, 423: .conflict
    case 429: .throttled
    case 400..<500: .invalid
    case 500..<600: .unavailable
    default: .protocolViolation
    }
  }

  /// The words of most APIs: JSON with a member `message`, or `error`, which is a text or has a `message`;
  /// otherwise the text itself. At most 500 characters; nil when there are none.
  public static func message(in response: HTTPResponse) -> String? {
    let found = (try? JSON.parse(response.body)).flatMap(message) ?? plainText(response)
    guard let found, !found.isEmpty else { return nil }
    return found.count > 500 ? "\(found.prefix(500))…" : found
  }

  private static func message(in json: JSON) -> String? {
    json["message"]?.asString ?? json["error"]?.asString ?? json["error"]?["message"]?.asString
      ?? json["Message"]?.asString
  }

  /// Pages that are meant for a browser say nothing useful.
  private static func plainText(_ response: HTTPResponse) -> String? {
    if response.headers["Content-Type"]?.contains("html") == true { return nil }
    let text = response.text
    guard let end = text.lastIndex(where: { !$0.isWhitespace }) else { return nil }
    return String(text[...end].drop(while: \.isWhitespace))
  }
}

extension ProviderError {
  /// A failure to get a response.
  public init(_ error: HTTPError) {
    let code: Code =
      switch error.code {
      case .unreachable, .noSocket, .tls, .interrupted, .missingLibrary: .unavailable
      case .timedOut: .timedOut
      case .invalidRequest: .invalid
      case .protocolViolation, .tooLarge: .protocolViolation
      }
    self.init(code, "\(error)", cause: error)
  }
}
