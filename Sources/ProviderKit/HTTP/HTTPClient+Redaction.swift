extension HTTPClient {
  /// Method and URL of a request, without its secrets.
  func description(of request: HTTPRequest) -> String { redact("\(request)", for: request) }

  /// A text about a request, such as the server's answer, without the request's secrets.
  public func redact(_ text: String, for request: HTTPRequest) -> String {
    Redactor(request, configuration).redact(text)
  }
}

extension Redactor {
  /// What must not be shown of a request.
  init(_ request: HTTPRequest, _ configuration: HTTPClient.Configuration) {
    let headers = WireRequest.headers(of: request, configuration)
    self = Redactor(registered: configuration.secrets + request.secrets, headers: headers)
      .hiding(secretsOf: request.url)
  }
}
