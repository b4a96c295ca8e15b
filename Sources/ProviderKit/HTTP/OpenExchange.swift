/// An exchange whose response has begun. Letting go of it ends it.
final class OpenExchange: Sendable {
  let head: HTTPResponseHead
  let url: HTTPURL
  private let request: WireRequest
  private let exchange: any HTTPExchange
  private let progress: ProgressCounter

  init(
    _ request: WireRequest, _ exchange: any HTTPExchange, head: HTTPResponseHead, _ progress: ProgressCounter
  ) {
    self.request = request
    self.exchange = exchange
    self.head = head
    self.progress = progress
    url = request.url
    progress.expect(head.headers["Content-Length"].flatMap { Int($0) })
  }

  deinit { exchange.cancel(CancellationError()) }

  var trailers: HTTPHeaders { exchange.trailers }

  /// The next piece of the body; nil at its end.
  func read() async throws -> [UInt8]? {
    do {
      let bytes = try await exchange.read()
      if let bytes { progress.received(bytes.count) }
      return bytes
    } catch {
      exchange.cancel(error)
      throw withRequestID(request.redacting(error))
    }
  }

  /// Reads a short rest of the body to its end, and cuts off a long one.
  func discard() async {
    var left = 64 << 10
    while left > 0, let bytes = try? await exchange.read() { left -= bytes.count }
    exchange.cancel(CancellationError())
  }

  /// The request to send instead, when the response redirects.
  ///
  /// - Throws: ``HTTPError`` when it redirects to where it may not.
  func redirection(of request: WireRequest) throws(HTTPError) -> WireRequest? {
    guard [301, 302, 303, 307, 308].contains(head.status), let location = head.headers["Location"] else {
      return nil
    }
    return request.redirected(to: try request.url.resolving(location), status: head.status)
  }

  func tooLarge(_ limit: Int) -> HTTPError {
    HTTPError(
      .tooLarge, "The response to \(request) is larger than \(limit) bytes.", requestID: head.requestID,
      wasSent: true)
  }

  private func withRequestID(_ error: any Error) -> any Error {
    guard var error = error as? HTTPError else { return error }
    error.requestID = error.requestID ?? head.requestID.map(request.redactor.redact)
    return error
  }
}
