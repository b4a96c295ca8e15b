import Glibc
import Synchronization

@testable import ProviderKit

/// Runs `body` beside a server on a Unix socket that gives each connection to `serve`.
func withUnixServer<Result: Sendable>(
  _ serve: @escaping @Sendable (ServerConnection) async throws -> Void,
  during body: (HTTPURL) async throws -> Result
) async throws -> Result {
  let path = "/tmp/rcw-test-\(UInt32.random(in: 0 ... .max)).sock"
  let listener = try Descriptor("socket", socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
  try listen(listener, on: path)
  defer { unlink(path) }
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await accept(listener, serve) }
    defer { group.cancelAll() }
    return try await body(HTTPURL(socket: path))
  }
}

/// Serves HTTP requests one after the other on each connection: `answer` gets each as text and writes to the
/// connection.
func withUnixHTTPServer<Result: Sendable>(
  _ answer: @escaping @Sendable (ServerConnection, String) async throws -> Void,
  during body: (HTTPURL) async throws -> Result
) async throws -> Result {
  try await withUnixServer { connection in
    while let head = try await connection.readHead() { try await answer(connection, head) }
  } during: { url in
    try await body(url)
  }
}

/// The server's end of a connection.
final class ServerConnection: Sendable {
  let stream: IOStream
  private let unread = Mutex<[UInt8]>([])

  init(_ stream: IOStream) { self.stream = stream }

  func send(_ text: String) async throws { try await stream.write(Array(text.utf8)) }

  /// Request line and fields; nil when the client has closed.
  func readHead() async throws -> String? {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard let byte = try await read(1).first else { return nil }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// So many bytes, fewer at the end.
  func read(_ count: Int) async throws -> [UInt8] {
    while unread.withLock({ $0.count }) < count {
      let more = try await stream.read()
      if more.isEmpty { break }
      unread.withLock { $0 += more }
    }
    return unread.withLock { unread in
      defer { unread.removeFirst(min(count, unread.count)) }
      return Array(unread.prefix(count))
    }
  }
}

private func listen(_ listener: Descriptor, on path: String) throws {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  let bound = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(listener.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  guard bound == 0, Glibc.listen(listener.number, 64) == 0 else { throw SystemError("bind", errno) }
  try listener.makeNonBlocking()
}

private func accept(
  _ listener: Descriptor, _ serve: @escaping @Sendable (ServerConnection) async throws -> Void
) async throws {
  await withTaskGroup(of: Void.self) { group in
    while (try? await Reactor.shared.wait(for: listener, .reading, until: nil)) != nil {
      let client = Glibc.accept(listener.number, nil, nil)
      guard client >= 0, let stream = try? IOStream(Descriptor(client)) else { continue }
      group.addTask {
        try? await serve(ServerConnection(stream))
        stream.abort()
      }
    }
  }
}
