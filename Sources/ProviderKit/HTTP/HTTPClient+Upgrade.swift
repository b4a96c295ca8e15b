/// A connection that has left HTTP behind: bytes both ways, as they come.
///
/// One task may read while another writes. Letting go of it closes it. Errors are ``HTTPError`` and
/// `CancellationError`.
public final class HTTPUpgrade: Sendable {
  public let head: HTTPResponseHead
  private let stream: IOStream
  /// What came together with the response's head.
  private let early: OneTime<[UInt8]>

  init(head: HTTPResponseHead, _ stream: IOStream, early: [UInt8]) {
    self.head = head
    self.stream = stream
    self.early = OneTime(early)
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

  private func httpErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch { throw try HTTPError(error, while: "using an upgraded connection") }
  }
}

extension HTTPClient {
  /// Sends a request that asks for another protocol (RFC 9110, section 7.8) and hands over the connection.
  ///
  /// Docker calls this hijacking: `POST /exec/{id}/start` and `/containers/{id}/attach` with `Upgrade: tcp`
  /// are answered 101, or 200 without a length by older engines (Docker Engine API, ContainerAttach).
  ///
  /// - Parameter protocolName: for example `tcp`.
  /// - Returns: nil with the whole response when the server answers without upgrading.
  /// - Throws: ``HTTPError``; with code `invalidRequest` when the URL does not lead to a plain Unix socket.
  public func upgrade(_ request: HTTPRequest, to protocolName: String) async throws -> UpgradeResult {
    guard let transport = try transport(for: request.url) as? UnixTransport else {
      throw HTTPError(.invalidRequest, "Only connections over a plain Unix socket can be upgraded.")
    }
    var wire = try WireRequest(request, configuration)
    wire.headers["Connection"] = "Upgrade"
    wire.headers["Upgrade"] = protocolName
    configuration.log?("> \(wire) upgrading to \(protocolName)")
    do {
      let exchange = try await transport.openExchange(wire)
      let head = try await exchange.head()
      configuration.log?("< \(head.status) \(wire.redactor.redact(head.headers.description))")
      if head.status == 101 || head.status == 200, let (stream, early) = try exchange.upgrade() {
        return .upgraded(HTTPUpgrade(head: head, stream, early: early))
      }
      let open = OpenExchange(wire, exchange, head: head, ProgressCounter(nil, nil))
      let body = try await HTTPResponseBody(exchange: open).collect(upTo: configuration.maxResponseBytes)
      return .refused(HTTPResponse(head: head, body: body, trailers: open.trailers, url: wire.url))
    } catch {
      throw wire.redacting(error)
    }
  }

  public enum UpgradeResult: Sendable {
    case upgraded(HTTPUpgrade)
    /// The server answered as to any other request.
    case refused(HTTPResponse)
  }
}
