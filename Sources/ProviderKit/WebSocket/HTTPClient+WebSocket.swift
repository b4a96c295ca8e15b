extension HTTPClient {
  public enum WebSocketResult: Sendable {
    case open(WebSocket)
    /// The server answered as to any other request.
    case refused(HTTPResponse)
  }

  /// Opens a WebSocket where a `GET` request leads, to `http` or `https`.
  ///
  /// - Parameters:
  ///   - protocols: what is spoken above the messages, the one that is liked best first. The server may choose none.
  ///   - limit: the largest message that is taken, in bytes.
  /// - Throws: ``HTTPError``; `CancellationError`.
  public func webSocket(
    _ request: HTTPRequest, protocols: [String] = [], limit: Int = WebSocket.standardLimit
  ) async throws -> WebSocketResult {
    try await webSocket(request, protocols: protocols, limit: limit) { $0 }
  }

  func webSocket(
    _ request: HTTPRequest, protocols: [String], limit: Int,
    failure: @escaping @Sendable (HTTPError) -> any Error
  ) async throws -> WebSocketResult {
    let handshake = WebSocketHandshake(protocols: protocols)
    var request = request
    handshake.add(to: &request.headers)
    switch try await upgrade(request, to: "websocket", answered: [101], failure: failure) {
    case .refused(let response): return .refused(response)
    case .upgraded(let connection):
      let agreed = try handshake.agreedProtocol(connection.head)
      return .open(WebSocket(connection, agreedProtocol: agreed, limit: limit))
    }
  }
}

extension HTTPURL {
  /// Reads an absolute URL of a WebSocket: `ws` or `wss`, which are `http` and `https` to all but people
  /// (RFC 6455, section 3).
  ///
  /// - Throws: as ``init(_:)``.
  public init(webSocket text: String) throws(HTTPError) {
    let scheme = text.prefix { $0 != ":" }.asciiLowercased
    guard scheme == "ws" || scheme == "wss" else { throw Self.malformed("its scheme is not ws or wss") }
    try self.init("http\(text.dropFirst(2))")
  }
}
