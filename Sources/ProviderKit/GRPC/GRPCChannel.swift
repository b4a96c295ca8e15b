import Synchronization

/// Calls to one gRPC server, all on one connection by HTTP/2.
public final class GRPCChannel: Sendable {
  public struct Configuration: Sendable {
    /// Where the server is; the path is not used. Without TLS every call makes a connection of its own, because
    /// libcurl 7.88 cannot use one twice.
    public var server: HTTPURL
    public var tls = TLSConfiguration()
    /// In bytes, of one message.
    public var maxMessageBytes = 1 << 30

    public init(_ server: HTTPURL) { self.server = server }
  }

  private let configuration: Configuration
  /// What all calls have in common.
  private let blank: WireRequest
  private let engine: CurlEngine

  /// - Throws: ``HTTPError`` when the thread for it cannot be started. Nothing is sent before the first call.
  public init(_ configuration: Configuration) throws {
    self.configuration = configuration
    var http = HTTPClient.Configuration()
    http.tls = configuration.tls
    http.version = configuration.server.isSecure ? .automatic : .http2
    // A question whether the server lives must not be answered on another connection than the one that is in doubt:
    // libcurl 7.88 leaves one on which nonsense came open and silent.
    if configuration.server.isSecure { http.maxConnections = 1 }
    let request = HTTPRequest(
      .post, configuration.server, headers: ["Content-Type": "application/grpc", "TE": "trailers"])
    blank = try WireRequest(request, http)
    engine = try CurlEngine(http)
  }

  /// A call with one message each way.
  ///
  /// - Parameters:
  ///   - method: `tfplugin5.Provider/GetSchema`.
  ///   - limit: how long the answer may take; nil for as long as it likes.
  /// - Throws: ``GRPCError``; `CancellationError`.
  public func call(
    _ method: String, _ message: [UInt8], within limit: Duration? = nil
  ) async throws -> [UInt8] {
    let answer = OneShot<[UInt8]>()
    let call = try start(method, message, within: limit, onEnd: { answer.settle($0) })
    do {
      return try await answer.value()
    } catch {
      if error is CancellationError { cancel(call) }
      throw error
    }
  }

  /// As `call`, but tells the outcome on a thread of the channel instead of letting a task wait.
  public func call(
    _ method: String, _ message: [UInt8], within limit: Duration? = nil,
    then: @escaping @Sendable (Result<[UInt8], any Error>) -> Void
  ) {
    do {
      _ = try start(method, message, within: limit, onEnd: then)
    } catch {
      then(.failure(error))
    }
  }

  /// As `call`, but blocks the thread until the outcome is there: for computations that cannot wait otherwise.
  public func callBlocking(
    _ method: String, _ message: [UInt8], within limit: Duration? = nil
  ) throws -> [UInt8] {
    let ready = try WakeSignal()
    let outcome = OneShot<[UInt8]>()
    call(method, message, within: limit) { result in
      outcome.settle(result)
      ready.raise()
    }
    ready.wait()
    guard let result = outcome.result else { throw GRPCError(.internal, "the call has no outcome") }
    return try result.get()
  }

  /// A call that is answered by any number of messages, for as long as the channel lives.
  ///
  /// - Parameters:
  ///   - onMessage: takes each message on a thread of the channel; must not wait.
  ///   - onEnd: nil when the server ended it in order.
  public func listen(
    _ method: String, _ message: [UInt8], onMessage: @escaping @Sendable ([UInt8]) -> Void,
    onEnd: @escaping @Sendable (GRPCError?) -> Void
  ) throws {
    _ = try start(method, message, within: nil, onMessage: onMessage, onEnd: onEnd)
  }

  /// Closes the connection, which libcurl otherwise keeps even when the server has ended it. There must be no calls after.
  package func close() { engine.stop() }

  private func start(
    _ method: String, _ message: [UInt8], within limit: Duration?,
    onEnd: @escaping @Sendable (Result<[UInt8], any Error>) -> Void
  ) throws -> GRPCCall {
    let holder = AnswerHolder()
    return try start(
      method, message, within: limit, onMessage: { holder.take($0) }, onEnd: { onEnd(holder.result($0)) })
  }

  private func start(
    _ method: String, _ message: [UInt8], within limit: Duration?,
    onMessage: @escaping @Sendable ([UInt8]) -> Void, onEnd: @escaping @Sendable (GRPCError?) -> Void
  ) throws -> GRPCCall {
    let call = GRPCCall(
      try request(method, message, limit), id: engine.makeID(), limit: configuration.maxMessageBytes,
      onMessage: onMessage,
      onEnd: { [weak self] error in
        guard let self, let error, error.isLost else { return onEnd(error) }
        findOut(error, method, within: limit, then: onEnd)
      })
    engine.start(call)
    return call
  }

  /// Asks for what a lost answer said, as far as that can be known: whether the server knows the method, if it still
  /// runs. A request without a message is read to its end at once, so that its answer is not lost, and has no other
  /// effect.
  private func findOut(
    _ lost: GRPCError, _ method: String, within limit: Duration?,
    then: @escaping @Sendable (GRPCError?) -> Void
  ) {
    do {
      let question = try request(method, nil, limit)
      engine.start(
        GRPCCall(
          question, id: engine.makeID(), limit: configuration.maxMessageBytes, onMessage: { _ in },
          onEnd: { answer in
            let isRefusal = answer?.isAnswer == true && answer?.code != .unimplemented
            then(isRefusal ? lost : answer ?? lost)
          }))
    } catch {
      then(lost)
    }
  }

  private func cancel(_ call: GRPCCall) {
    if call.finish(.failure(CancellationError())) { engine.cancel(call.id) }
  }

  private func request(
    _ method: String, _ message: [UInt8]?, _ limit: Duration?
  ) throws(HTTPError) -> WireRequest {
    var request = blank
    request.url.path = "/\(method)"
    request.body = message.map { .bytes(GRPCFrames.encode($0)) } ?? .none
    request.isRepeatable = message == nil
    request.timeouts = HTTPTimeouts(total: limit)
    try request.validate()
    return request
  }
}

/// The one message that answers a call.
private final class AnswerHolder: Sendable {
  private let messages = Mutex<(first: [UInt8]?, count: Int)>((nil, 0))

  func take(_ message: [UInt8]) {
    messages.withLock { messages in
      if messages.first == nil { messages.first = message }
      messages.count += 1
    }
  }

  func result(_ error: GRPCError?) -> Result<[UInt8], any Error> {
    if let error { return .failure(error) }
    let (first, count) = messages.withLock { $0 }
    guard let first, count == 1 else {
      return .failure(GRPCError(.internal, "\(count) messages came where one is due"))
    }
    return .success(first)
  }
}
