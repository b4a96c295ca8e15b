import Glibc
import Synchronization

@testable import ProviderKit

/// How a client reaches a test's server: each way is a transport of its own.
enum Road: CaseIterable, Sendable {
  /// Through the program's own HTTP/1.1.
  case unix
  /// Through libcurl.
  case tcp
}

/// Runs `body` beside a server that gives each connection to `serve` and closes it afterwards.
func withServer<Result: Sendable>(
  _ road: Road, _ serve: @escaping @Sendable (ServerConnection) async throws -> Void,
  during body: (HTTPURL) async throws -> Result
) async throws -> Result {
  let listener = try Listener(road)
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { await listener.accept(serve) }
    defer { group.cancelAll() }
    return try await body(listener.url)
  }
}

/// Runs `body` beside a server that answers the requests of each connection one after the other.
func withHTTPServer<Result: Sendable>(
  _ road: Road, _ answer: @escaping @Sendable (ServerConnection, ServerRequest) async throws -> Void,
  during body: (HTTPURL) async throws -> Result
) async throws -> Result {
  try await withServer(road) { connection in
    while let request = try await connection.readRequest() { try await answer(connection, request) }
  } during: { url in
    try await body(url)
  }
}

/// What a server understood.
struct ServerRequest: Sendable {
  var line: String
  var headers: HTTPHeaders
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// The server's end of a connection.
final class ServerConnection: Sendable {
  let stream: IOStream
  private let unread = Mutex<[UInt8]>([])

  init(_ stream: IOStream) { self.stream = stream }

  func send(_ text: String) async throws { try await stream.write(Array(text.utf8)) }

  /// Answers with a body and its length.
  func respond(_ status: Int = 200, _ fields: String = "", _ body: String = "") async throws {
    try await send("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
  }

  /// The next request with its body; nil when the client has closed.
  func readRequest() async throws -> ServerRequest? {
    guard var request = try await readHead() else { return nil }
    if request.headers["Transfer-Encoding"] == "chunked" {
      request.body = try await readChunks()
    } else if let length = request.headers["Content-Length"].flatMap({ Int($0) }) {
      request.body = try await read(length)
    }
    return request
  }

  /// Request line and fields, without the body.
  func readHead() async throws -> ServerRequest? {
    let line = try await readLine()
    guard !line.isEmpty else { return nil }
    var headers = HTTPHeaders()
    while let field = HTTPHeaders.Field(line: Array(try await readLine().utf8)[...]) {
      headers.add(field.name, field.value)
    }
    return ServerRequest(line: line, headers: headers, body: [])
  }

  private func readChunks() async throws -> [UInt8] {
    var body: [UInt8] = []
    while let size = Int(try await readLine(), radix: 16), size > 0 {
      body += try await read(size)
      _ = try await readLine()
    }
    _ = try await readLine()
    return body
  }

  /// A line without its end; empty when the client has closed.
  private func readLine() async throws -> String {
    var bytes: [UInt8] = []
    while let byte = try await read(1).first, byte != 10 { bytes.append(byte) }
    return String(decoding: bytes.prefix { $0 != 13 }, as: UTF8.self)
  }

  /// So many bytes, fewer at the end.
  func read(_ count: Int) async throws -> [UInt8] {
    while unread.withLock({ $0.count }) < count {
      let more = try await stream.read(upTo: 256 << 10)
      if more.isEmpty { break }
      unread.withLock { $0 += more }
    }
    return unread.withLock { unread in
      defer { unread.removeFirst(min(count, unread.count)) }
      return Array(unread.prefix(count))
    }
  }
}
