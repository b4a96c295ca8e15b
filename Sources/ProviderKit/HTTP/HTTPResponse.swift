/// The status and the header fields of a response.
public struct HTTPResponseHead: Hashable, Sendable {
  public var status: Int
  public var headers: HTTPHeaders

  public init(status: Int, headers: HTTPHeaders = HTTPHeaders()) {
    self.status = status
    self.headers = headers
  }

  public var isSuccess: Bool { (200..<300).contains(status) }

  /// How long the server asks to be left alone, or to wait before asking again; nil when it does not say.
  public var retryAfter: Duration? { RetryAfter.delay(in: headers) }

  /// The server's name for this exchange, if it gave one.
  public var requestID: String? {
    Self.requestIDNames.lazy.compactMap { headers[$0] }.first
  }

  /// What Azure, Fly, Kubernetes, GitHub, AWS and most others call it.
  private static let requestIDNames = [
    "x-ms-request-id", "fly-request-id", "audit-id", "x-github-request-id", "x-amzn-requestid",
    "x-amz-request-id", "x-request-id", "request-id", "x-correlation-id",
  ]
}

/// A whole response.
public struct HTTPResponse: Hashable, Sendable {
  public var head: HTTPResponseHead
  public var body: [UInt8]
  /// Fields that followed the body: what gRPC says of the outcome.
  public var trailers: HTTPHeaders
  /// Where the answer came from, after redirects.
  public var url: HTTPURL

  public var status: Int { head.status }
  public var headers: HTTPHeaders { head.headers }
  public var isSuccess: Bool { head.isSuccess }

  /// The body as text; what is not UTF-8 is repaired.
  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// A response whose body is read while it arrives.
public struct HTTPResponseStream: Sendable {
  public let head: HTTPResponseHead
  public let body: HTTPResponseBody
  /// Where the answer came from, after redirects.
  public let url: HTTPURL

  public var status: Int { head.status }
  public var headers: HTTPHeaders { head.headers }
  public var isSuccess: Bool { head.isSuccess }
}

/// The body of a response, in the pieces in which it arrives. Can be iterated once.
///
/// The server is held back while nobody reads. Letting go of the body ends the transfer.
public struct HTTPResponseBody: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  let exchange: OpenExchange

  public func makeAsyncIterator() -> Iterator { Iterator(exchange: exchange) }

  public struct Iterator: AsyncIteratorProtocol {
    let exchange: OpenExchange

    public func next() async throws -> [UInt8]? { try await exchange.read() }
  }

  /// Fields that followed the body; empty until it was read to its end.
  public var trailers: HTTPHeaders { exchange.trailers }

  /// The rest of the body as one piece.
  ///
  /// - Throws: ``HTTPError`` with code `tooLarge` beyond `limit` bytes.
  public func collect(upTo limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try await exchange.read() {
      guard bytes.count + piece.count <= limit else { throw exchange.tooLarge(limit) }
      bytes += piece
    }
    return bytes
  }
}
