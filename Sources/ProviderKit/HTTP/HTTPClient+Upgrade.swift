/// A connection that has left HTTP behind: bytes both ways, as they come.
///
/// One task may read while another writes. Letting go of it closes it. Errors are ``HTTPError``, or what an
/// ``APIClient`` makes of it, and `CancellationError`.
public final class HTTPUpgrade: Sendable {
  public let head: HTTPResponseHead
  /// What callers see of an error.
  let failure: @Sendable (HTTPError) -> any Error
  private let stream: any ByteStream
  /// What came together with the response's head.
  private let early: OneTime<[UInt8]>

  init(
    head: HTTPResponseHead, _ stream: any ByteStream, early: [UInt8],
    failure: @escaping @Sendable (HTTPError) -> any Error
  ) {
    self.head = head
    self.stream = stream
    self.early = OneTime(early)
    self.failure = failure
  }

  deinit { stream.abort() }

  /// The next bytes; nil when the other side has finished.
  public func read() async throws -> [UInt8]? {
    if let bytes = early.take(), !bytes.isEmpty { return bytes }
    let bytes = try await httpErrors { try await stream.read() }
    return bytes.isEmpty ? nil : bytes
  }

  /// Sends bytes; returns when the system has taken them all.
  public func write(_ bytes: [UInt8]) async throws {
    try await httpErrors { try await stream.write(bytes) }
  }

  /// Tells the other side that no more will be written. Reading goes on.
  public func finishWriting() { stream.finishWriting() }

  /// Ends the connection at once: whoever reads or writes is told so.
  func abort() { stream.abort() }

  private func httpErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as HTTPError { throw failure(error) } catch {
      throw failure(try HTTPError(error, while: "using an upgraded connection"))
    }
  }
}

extension HTTPClient {
  public enum UpgradeResult: Sendable {
    case upgraded(HTTPUpgrade)
    /// The server answered as to any other request.
    case refused(HTTPResponse)
  }

  /// Sends a request that asks for another protocol (RFC 9110, section 7.8) and hands over the connection.
  ///
  /// Docker calls this hijacking: `POST /exec/{id}/start` and `/containers/{id}/attach` with `Upgrade: tcp`
  /// are answered 101, or 200 without a length by older engines (Docker Engine API, ContainerAttach).
  ///
  /// - Parameter protocolName: for example `tcp`.
  /// - Throws: ``HTTPError``; `CancellationError`.
  public func upgrade(_ request: HTTPRequest, to protocolName: String) async throws -> UpgradeResult {
    try await upgrade(request, to: protocolName, answered: [101, 200]) { $0 }
  }

  /// - Parameters:
  ///   - statuses: of answers that agree.
  ///   - failure: what users of the connection are to see of an error.
  func upgrade(
    _ request: HTTPRequest, to protocolName: String, answered statuses: Set<Int>,
    failure: @escaping @Sendable (HTTPError) -> any Error
  ) async throws -> UpgradeResult {
    var wire = try WireRequest(request, configuration)
    wire.headers["Connection"] = "Upgrade"
    wire.headers["Upgrade"] = protocolName
    configuration.log?("> \(wire) upgrading to \(protocolName)")
    do {
      let exchange = try await openExchange(wire)
      let head = try await exchange.head()
      configuration.log?("< \(head.status) \(wire.redactor.redact(head.headers.description))")
      if statuses.contains(head.status), let (stream, early) = try exchange.upgrade() {
        return .upgraded(HTTPUpgrade(head: head, stream, early: early, failure: failure))
      }
      let open = OpenExchange(wire, exchange, head: head, ProgressCounter(nil, nil))
      let body = try await HTTPResponseBody(exchange: open).collect(upTo: configuration.maxResponseBytes)
      return .refused(HTTPResponse(head: head, body: body, trailers: open.trailers, url: wire.url))
    } catch {
      throw wire.redacting(error)
    }
  }

  /// Sends a request in HTTP/1.1 of our own, for libcurl does not let go of its connections.
  private func openExchange(_ wire: WireRequest) async throws -> HTTP1Exchange {
    if let unix = ownTransport(for: wire.url) { return try await unix.openExchange(wire) }
    let deadlines = Deadlines(wire.timeouts)
    let connection = HTTP1Connection(try await CurlStream.connect(for: wire, configuration))
    _ = try await connection.send(HTTP1RequestWriter.message(wire), deadlines)
    return HTTP1Exchange(wire, connection, deadlines)
  }
}
