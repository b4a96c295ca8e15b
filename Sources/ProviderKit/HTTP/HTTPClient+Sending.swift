extension HTTPClient {
  /// Sends a request and returns the whole response, whatever its status.
  ///
  /// Redirects are followed, without credentials where they lead elsewhere. What failed is repeated as far
  /// as the client's ``RetryPolicy`` and the request allow.
  ///
  /// - Throws: ``HTTPError`` when there is no response; `CancellationError`; what the body's producer threw.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let limit = request.maxResponseBytes ?? configuration.maxResponseBytes
    return try await perform(request) { exchange in
      let body = try await HTTPResponseBody(exchange: exchange).collect(upTo: limit)
      return HTTPResponse(head: exchange.head, body: body, trailers: exchange.trailers, url: exchange.url)
    }
  }

  /// Sends a request and returns when the response begins and the request's body is sent.
  ///
  /// As ``send(_:)``, but a failure once the response has begun is thrown where the body is read.
  public func stream(_ request: HTTPRequest) async throws -> HTTPResponseStream {
    try await perform(request) { exchange in
      HTTPResponseStream(
        head: exchange.head, body: HTTPResponseBody(exchange: exchange), url: exchange.url)
    }
  }

  /// What is to be done after a response has begun.
  private enum Verdict<Result: Sendable>: Sendable {
    case done(Result)
    case redirect(WireRequest)
    case again(after: Duration)
  }

  /// Attempts a request until it is answered, and gives the answer to `consume`.
  private func perform<Result: Sendable>(
    _ request: HTTPRequest, _ consume: (OpenExchange) async throws -> Result
  ) async throws -> Result {
    let wire = try WireRequest(request, configuration)
    var retry = RetryState(configuration.retry, isRepeatable: wire.isRepeatable)
    var random = ClosureGenerator(configuration.random)
    return try await repeating(on: configuration.clock) { elapsed in
      do {
        return try await follow(wire, request.progress) { exchange -> Verdict<Result> in
          let outcome = RetryState.Outcome(exchange.head)
          if let delay = retry.delay(after: outcome, elapsed: elapsed, using: &random) {
            return .again(after: delay)
          }
          return .done(try await consume(exchange))
        }
      } catch let error as HTTPError {
        let outcome = RetryState.Outcome.failure(error)
        guard let delay = retry.delay(after: outcome, elapsed: elapsed, using: &random) else { throw error }
        configuration.log?("! \(error); trying again in \(delay)")
        return .again(after: delay)
      }
    }
  }

  /// One attempt: the request and those it is redirected to.
  private func follow<Result: Sendable>(
    _ first: WireRequest, _ progress: (@Sendable (HTTPProgress) -> Void)?,
    _ judge: (OpenExchange) async throws -> Verdict<Result>
  ) async throws -> Repeated<Result> {
    var request = first
    for _ in 0...max(0, configuration.maxRedirects) {
      let verdict = try await exchange(request, progress) { open -> Verdict<Result> in
        if let next = try open.redirection(of: request) { return .redirect(next) }
        return try await judge(open)
      }
      switch verdict {
      case .done(let result): return .done(result)
      case .again(let delay): return .again(after: delay)
      case .redirect(let next): request = next
      }
    }
    throw HTTPError(
      .protocolViolation, "\(first) was redirected more than \(configuration.maxRedirects) times.",
      wasSent: true)
  }

  /// Sends one request and gives the response that begins to `judge`. A response that is not kept is read to
  /// its end if that is near, so that the connection can be used again.
  private func exchange<Result: Sendable>(
    _ request: WireRequest, _ progress: (@Sendable (HTTPProgress) -> Void)?,
    _ judge: (OpenExchange) async throws -> Verdict<Result>
  ) async throws -> Verdict<Result> {
    configuration.log?("> \(request) \(request.redactor.redact(request.headers.description))")
    let opening = try await OpeningExchange(
      request, transport(for: request.url), ProgressCounter(request.body.length, progress))
    return try await opening.sendingBody {
      let open = try await opening.begin()
      configuration.log?("< \(open.head.status) \(request.redactor.redact(open.head.headers.description))")
      let verdict = try await judge(open)
      if case .done = verdict { return verdict }
      await open.discard()
      return verdict
    }
  }
}

/// Random numbers from a closure.
struct ClosureGenerator: RandomNumberGenerator {
  private let draw: @Sendable () -> UInt64

  init(_ draw: @escaping @Sendable () -> UInt64) { self.draw = draw }

  mutating func next() -> UInt64 { draw() }
}
