/// A way to get a request to its server.
protocol HTTPTransport: Sendable {
  /// Starts an exchange. What does not need the server's answer may still be going on when it returns.
  func open(_ request: WireRequest) async throws -> any HTTPExchange
}

/// One request and its response. One task may write while another reads; each side is used by one at a time.
///
/// Errors are ``HTTPError`` and `CancellationError`; what a transport knows of the request's secrets it does
/// not take out of them.
protocol HTTPExchange: AnyObject, Sendable {
  /// Sends a piece of a streamed body; returns when there is room for the next.
  func write(_ bytes: [UInt8]) async throws
  /// Ends a streamed body.
  func finishWriting() async throws
  /// The head of the final response, once it is there.
  func head() async throws -> HTTPResponseHead
  /// The next piece of the response's body; nil at its end. Comes after `head()`.
  func read() async throws -> [UInt8]?
  /// What followed the body; complete when `read()` has returned nil.
  var trailers: HTTPHeaders { get }
  /// Ends the exchange if it is not over: whoever waits in it is thrown `reason`.
  func cancel(_ reason: any Error)
}
