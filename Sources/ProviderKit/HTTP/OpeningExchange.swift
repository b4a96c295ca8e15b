/// An exchange whose response has not begun: sends the body while the response is awaited.
struct OpeningExchange: Sendable {
  private let request: WireRequest
  private let exchange: any HTTPExchange
  private let progress: ProgressCounter

  init(
    _ request: WireRequest, _ transport: any HTTPTransport, _ progress: ProgressCounter
  ) async throws {
    self.request = request
    self.progress = progress
    do {
      exchange = try await transport.open(request)
    } catch {
      throw request.redacting(error)
    }
  }

  /// Waits for the response to begin.
  func begin() async throws -> OpenExchange {
    do {
      return OpenExchange(request, exchange, head: try await exchange.head(), progress)
    } catch {
      throw request.redacting(error)
    }
  }

  /// Runs `receive` while a streamed body is sent. The exchange is over when this throws.
  ///
  /// A server may answer before it has read everything, so a body that it does not take is no failure by
  /// itself: the response, or its absence, tells.
  func sendingBody<Result: Sendable>(_ receive: () async throws -> Result) async throws -> Result {
    do {
      guard case .stream(let length, let produce) = request.body.content else { return try await receive() }
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await send(length, produce) }
        return try await receive()
      }
    } catch {
      exchange.cancel(CancellationError())
      throw error
    }
  }

  private func send(
    _ length: Int?, _ produce: @Sendable (HTTPBodyWriter) async throws -> Void
  ) async {
    let counter = BodyLength(expected: length)
    do {
      try await produce(
        HTTPBodyWriter { bytes in
          try counter.add(bytes.count)
          do { try await exchange.write(bytes) } catch { throw BodyNotTaken() }
          progress.sent(bytes.count)
        })
      try counter.finish()
      do { try await exchange.finishWriting() } catch { throw BodyNotTaken() }
    } catch is BodyNotTaken {
      return
    } catch {
      exchange.cancel(error)
    }
  }
}

/// The server does not read the body to its end; the exchange itself says why.
private struct BodyNotTaken: Error {}

extension WireRequest {
  /// The error without the request's secrets.
  func redacting(_ error: any Error) -> any Error {
    guard var error = error as? HTTPError else { return error }
    error.message = redactor.redact(error.message)
    error.requestID = error.requestID.map(redactor.redact)
    return error
  }
}
