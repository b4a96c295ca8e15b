import ServingShims

/// The server's side of one connection by HTTP/2, as far as gRPC needs it. Decides what bytes mean and which ones to
/// send; whoever owns it moves them.
final class HTTP2Server {
  /// A call, whole.
  struct Request: Sendable {
    var stream: Int32
    /// `/tfplugin6.Provider/PlanResourceChange`
    var path: String
    var body: [UInt8]
  }

  private let connection: UnsafeMutableRawPointer
  /// Bytes that one request may have.
  private let limit: Int

  init(limit: Int) throws(ServingError) {
    if let problem = http2_load() { throw ServingError(String(cString: problem)) }
    guard let connection = http2_open() else { throw ServingError("There is no memory for a connection.") }
    self.connection = connection
    self.limit = limit
  }

  deinit { http2_close(connection) }

  /// Takes what came from the client.
  ///
  /// - Returns: the calls that are whole now.
  func receive(_ bytes: [UInt8]) throws(ServingError) -> [Request] {
    guard http2_receive(connection, bytes, bytes.count, limit) else {
      throw ServingError("What came is not HTTP/2, or a request is too long.")
    }
    var requests: [Request] = []
    var request = http2_request()
    while http2_next_request(connection, &request) {
      requests.append(
        Request(
          stream: request.stream, path: String(cString: request.path),
          body: Array(UnsafeBufferPointer(start: request.body, count: request.count))))
    }
    return requests
  }

  /// A part of an answer; the first one begins it.
  func answer(_ stream: Int32, _ bytes: [UInt8]) {
    http2_begin_answer(connection, stream)
    http2_append_answer(connection, stream, bytes, bytes.count)
  }

  /// - Parameter message: of visible characters of ASCII.
  func end(_ stream: Int32, status: Int, message: String) {
    http2_begin_answer(connection, stream)
    http2_end_answer(connection, stream, "\(status)", message)
  }

  /// All that is to be sent now.
  func output() throws(ServingError) -> [UInt8] {
    var output: [UInt8] = []
    var bytes: UnsafePointer<UInt8>?
    while true {
      let count = http2_next_output(connection, &bytes)
      guard count >= 0 else { throw ServingError("The connection is of no use any more.") }
      guard count > 0, let start = bytes else { return output }
      output.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
    }
  }
}

/// Why a provider cannot be served, or not on this connection.
public struct ServingError: Error, CustomStringConvertible, Sendable {
  public var description: String

  init(_ description: String) { self.description = description }
}
