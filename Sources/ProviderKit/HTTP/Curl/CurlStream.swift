import Synchronization

/// A connection that libcurl makes, with TLS and proxies as they must be, and over which we speak ourselves.
///
/// libcurl's handle is used by one task at a time and never waits; the ``Reactor`` does.
final class CurlStream: ByteStream {
  private let handle: Mutex<CurlHandle>
  private let socket: Descriptor

  /// Connects, within the time that the request allows.
  ///
  /// - Throws: ``HTTPError``; `CancellationError`.
  static func connect(
    for request: WireRequest, _ configuration: HTTPClient.Configuration
  ) async throws -> CurlStream {
    try await onOwnThread { try CurlStream(request, configuration) }
  }

  /// Blocks the thread.
  private init(_ request: WireRequest, _ configuration: HTTPClient.Configuration) throws {
    let handle = try CurlHandle(connectingFor: request, configuration)
    socket = try handle.makeSocket()
    self.handle = Mutex(handle)
  }

  func read(upTo count: Int, until deadline: ContinuousClock.Instant?) async throws -> [UInt8] {
    while true {
      if let bytes = try handle.withLock({ try $0.receive(upTo: count) }) { return bytes }
      try await Reactor.shared.wait(for: socket, .reading, until: deadline)
    }
  }

  func write(_ bytes: [UInt8], _ deadlines: Deadlines) async throws {
    var rest = bytes[...]
    while true {
      let (isDone, taken) = try handle.withLock { try $0.send(rest) }
      if isDone { return }
      rest = rest.dropFirst(taken)
      try await Reactor.shared.wait(for: socket, .writing, until: deadlines.next)
    }
  }

  /// libcurl cannot end one direction of TLS in order, so the other side sees the connection's own end: servers that
  /// read until there is no more, such as Docker's, take it as that.
  func finishWriting() { socket.shutDown(.writing) }

  func abort() { socket.shutDown(.both) }
}
