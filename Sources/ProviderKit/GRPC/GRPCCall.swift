import Synchronization

/// One call: takes what libcurl hands over, cuts it into messages, and tells how it ended.
final class GRPCCall: CurlReceiver {
  let id: UInt64
  let request: WireRequest
  private let onMessage: @Sendable ([UInt8]) -> Void
  private let onEnd: @Sendable (GRPCError?) -> Void
  private let state: Mutex<State>

  fileprivate struct State {
    var frames: GRPCFrames
    var head = HTTPResponseHead(status: 0)
    var trailers = HTTPHeaders()
    var isOver = false
    var hasMessage = false
    /// What came is no answer, so that the rest does not matter.
    var problem: GRPCError?
  }

  /// - Parameters:
  ///   - limit: bytes that one message may have.
  ///   - onMessage: takes each message; on the engine's thread.
  ///   - onEnd: is called once, with nil when the server says that all is well.
  init(
    _ request: WireRequest, id: UInt64, limit: Int, onMessage: @escaping @Sendable ([UInt8]) -> Void,
    onEnd: @escaping @Sendable (GRPCError?) -> Void
  ) {
    self.request = request
    self.id = id
    self.onMessage = onMessage
    self.onEnd = onEnd
    state = Mutex(State(frames: GRPCFrames(limit: limit)))
  }

  func receive(_ head: HTTPResponseHead) {
    state.withLock { state in
      state.head = head
      state.problem = head.problem
    }
  }

  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let messages = state.withLock { state -> [[UInt8]] in
      guard state.problem == nil else { return [] }
      state.frames.append(bytes)
      var messages: [[UInt8]] = []
      do throws(GRPCError) {
        while let message = try state.frames.next() { messages.append(message) }
      } catch { state.problem = error }
      if !messages.isEmpty { state.hasMessage = true }
      return messages
    }
    for message in messages { onMessage(message) }
    return true
  }

  func receive(trailer field: HTTPHeaders.Field) {
    state.withLock { $0.trailers.add(field.name, field.value) }
  }

  func takeUpload(upTo limit: Int) -> UploadPipe.Taken { .end }

  @discardableResult
  func finish(_ result: Result<Void, any Error>) -> Bool {
    let (isFirst, outcome) = state.withLock { state -> (Bool, GRPCError?) in
      defer { state.isOver = true }
      return (!state.isOver, state.outcome(result))
    }
    if isFirst { onEnd(outcome) }
    return isFirst
  }
}

extension GRPCCall.State {
  /// The status that the server gave, after the messages or instead of any; nil when it is 0.
  fileprivate func outcome(_ result: Result<Void, any Error>) -> GRPCError? {
    if let problem { return problem }
    guard let text = trailers["grpc-status"] ?? head.headers["grpc-status"] else {
      if case .failure(let error) = result { return failure(error) }
      // Of many answers at once, libcurl 7.88 loses the trailers of some (observed with plugins in Go and our own, over
      // TLS 1.3). One that ended in order with a whole message is an answer: what fails has no message.
      return hasMessage && frames.isEmpty
        ? nil : GRPCError(.unavailable, "the answer ended without a status")
    }
    guard text != "0" else {
      return frames.isEmpty ? nil : GRPCError(.internal, "the answer ended within a message")
    }
    let message = trailers["grpc-message"] ?? head.headers["grpc-message"] ?? ""
    return GRPCError(
      Int(text).flatMap { GRPCError.Code(rawValue: $0) } ?? .unknown, PercentEncoding.decode(message),
      isAnswer: true)
  }

  /// What it means that the exchange failed before there was a status.
  ///
  /// A server need not read a request to its end before it answers: it resets the stream after its answer then, without
  /// an error (RFC 9113, section 8.1). Those of gRPC's C core, as in Python, do so with methods that they do not know and
  /// messages that are too large. libcurl 7.88 loses an answer that comes at once with the reset (`cf_h2_recv`).
  private func failure(_ error: any Error) -> GRPCError {
    let http = error as? HTTPError
    guard head.status == 0, http?.cause is StreamEnded else {
      return GRPCError(
        http?.code == .timedOut ? .deadlineExceeded : .unavailable, http?.reason ?? "\(error)")
    }
    var lost = GRPCError(
      .unknown, "the call was refused before the request was read to its end", isAnswer: true)
    lost.isLost = true
    return lost
  }
}

extension HTTPResponseHead {
  /// Why this does not begin an answer by gRPC (doc/http-grpc-status-mapping.md); nil when it does.
  fileprivate var problem: GRPCError? {
    guard headers["grpc-status"] == nil else { return nil }
    guard status == 200 else {
      return GRPCError(status == 404 ? .unimplemented : .unavailable, "the answer had HTTP status \(status)")
    }
    guard headers["content-type"]?.hasPrefix("application/grpc") == true else {
      return GRPCError(.unknown, "the answer is not of the type application/grpc")
    }
    return nil
  }
}
