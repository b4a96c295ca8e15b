import ProviderKit
import Synchronization

/// One connection of a host: reads calls, has them answered, each by a task of its own, and sends the answers.
final class ServedConnection: Sendable {
  typealias Handler = @Sendable (GRPCRequest) async -> Void

  /// What the bytes go through, both ways.
  private struct Layers {
    var tls: TLSServer?
    var http: HTTP2Server

    mutating func receive(_ bytes: [UInt8]) throws(ServingError) -> [HTTP2Server.Request] {
      guard let tls else { return try http.receive(bytes) }
      return try http.receive(try tls.receive(bytes))
    }

    mutating func output() throws(ServingError) -> [UInt8] {
      guard let tls else { return try http.output() }
      if tls.isEstablished { try tls.write(try http.output()) }
      return tls.output()
    }
  }

  /// Calls that are not answered yet, and whether there may be more.
  private struct Calls {
    var open = 0
    var isClosed = false
  }

  private let connection: LocalConnection
  private let calls = Mutex(Calls())
  private let isRead = OneShot<Void>()
  private let layers: Mutex<Layers>
  private let outgoing: AsyncStream<[UInt8]>
  private let sink: AsyncStream<[UInt8]>.Continuation
  private let note: @Sendable (String) -> Void

  /// - Parameters:
  ///   - limit: bytes that one request may have.
  ///   - makeTLS: nil to speak without TLS.
  ///   - note: takes why a connection is given up.
  init(
    _ connection: LocalConnection, limit: Int, tls makeTLS: (() throws(ServingError) -> TLSServer)?,
    note: @escaping @Sendable (String) -> Void
  ) throws(ServingError) {
    self.connection = connection
    self.note = note
    let tls = try makeTLS?()
    layers = Mutex(Layers(tls: tls, http: try HTTP2Server(limit: limit)))
    (outgoing, sink) = AsyncStream.makeStream()
  }

  /// Returns when the host has ended the connection, or has been told ``takeNothingMore()``, and the calls that came before
  /// are answered.
  func serve(_ handler: @escaping Handler) async {
    async let sending: Void = send()
    await withDiscardingTaskGroup { group in
      while let requests = await receive() {
        for request in requests.map({ GRPCRequest($0, on: self) }) {
          guard begin() else {
            request.end(GRPCError(.unavailable, "The provider is about to end."))
            continue
          }
          group.addTask { [self] in
            await handler(request)
            finish()
          }
        }
      }
      isRead.settle()
    }
    sink.finish()
    await sending
  }

  /// Refuses all calls that come from now on. The host is listened to until those before are answered: it says how much of
  /// the answers it can take.
  func takeNothingMore() {
    let isOver = calls.withLock { calls in
      calls.isClosed = true
      return calls.open == 0
    }
    if isOver { sink.finish() }
  }

  private func begin() -> Bool {
    calls.withLock { calls in
      if !calls.isClosed { calls.open += 1 }
      return !calls.isClosed
    }
  }

  private func finish() {
    let isOver = calls.withLock { calls in
      calls.open -= 1
      return calls.isClosed && calls.open == 0
    }
    if isOver { sink.finish() }
  }

  /// The next calls; nil at the end of the connection.
  private func receive() async -> [HTTP2Server.Request]? {
    guard let bytes = try? await connection.read() else { return nil }
    do {
      return try exchange { layers throws(ServingError) in try layers.receive(bytes) }
    } catch {
      note("\(error)")
      return nil
    }
  }

  private func send() async {
    for await bytes in outgoing {
      do { try await connection.write(bytes) } catch { break }
    }
    connection.finishWriting()
    // A host that is still there closes the connection now. One whose words meet a closed door takes even what it has
    // read already for lost.
    try? await within(.seconds(1)) { [isRead] in try await isRead.value() }
    connection.finishReading()
  }

  /// Sends a part of an answer.
  func answer(_ stream: Int32, _ bytes: [UInt8]) {
    _ = try? exchange { $0.http.answer(stream, bytes) }
  }

  func end(_ stream: Int32, status: Int, message: String) {
    _ = try? exchange { $0.http.end(stream, status: status, message: message) }
  }

  /// Does something to the connection, and sends what comes of it, in order.
  private func exchange<Result: Sendable>(
    _ body: (inout Layers) throws(ServingError) -> Result
  ) throws(ServingError) -> Result {
    try layers.withLock { layers throws(ServingError) in
      let result = try body(&layers)
      let bytes = try layers.output()
      if !bytes.isEmpty { sink.yield(bytes) }
      return result
    }
  }
}

/// A call, and the way to answer it.
struct GRPCRequest: Sendable {
  /// `tfplugin6.Provider`
  let service: String
  /// `PlanResourceChange`
  let method: String
  private let body: [UInt8]
  private let stream: Int32
  private let connection: ServedConnection

  fileprivate init(_ request: HTTP2Server.Request, on connection: ServedConnection) {
    let parts = request.path.split(separator: "/", maxSplits: 1)
    service = parts.first.map(String.init) ?? ""
    method = parts.count > 1 ? String(parts[1]) : ""
    body = request.body
    stream = request.stream
    self.connection = connection
  }

  /// The one message of the call.
  ///
  /// - Throws: ``GRPCError``.
  func message() throws(GRPCError) -> [UInt8] {
    var frames = GRPCFrames(limit: .max)
    body.withUnsafeBytes { frames.append($0) }
    guard let message = try frames.next(), frames.isEmpty else {
      throw GRPCError(.internal, "one message is due")
    }
    return message
  }

  func answer(_ message: [UInt8]) { connection.answer(stream, GRPCFrames.encode(message)) }

  /// - Parameter error: nil when all is well.
  func end(_ error: GRPCError? = nil) {
    let message = error.map { PercentEncoding.encode($0.message, .queryValue) } ?? ""
    connection.end(stream, status: error?.code.rawValue ?? 0, message: message)
  }
}
