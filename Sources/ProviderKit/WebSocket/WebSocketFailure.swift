/// Why a connection is given up: what is wrong with what the server sent.
struct WebSocketFailure: Error, Hashable {
  /// Of RFC 6455, section 7.4.1: what the server is told.
  enum Code: Int {
    case protocolError = 1002
    case invalidText = 1007
    case tooBig = 1009
  }

  var code: Code
  var reason: String

  init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  var error: HTTPError {
    HTTPError(
      code == .tooBig ? .tooLarge : .protocolViolation, "The server broke the WebSocket protocol: \(reason).",
      wasSent: true)
  }
}
