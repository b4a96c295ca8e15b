import Glibc

@testable import ProviderKit

/// A socket that waits for connections, on a path or on a free port of this machine.
final class Listener: Sendable {
  let url: HTTPURL
  private let socket: Descriptor
  private let path: String?

  init(_ road: Road) throws {
    switch road {
    case .unix:
      let path = "/tmp/rcw-test-\(UInt64.random(in: 0 ... .max)).sock"
      socket = try Self.makeSocket(AF_UNIX)
      try Self.bind(socket, path: path)
      url = HTTPURL(socket: path)
      self.path = path
    case .tcp:
      socket = try Self.makeSocket(AF_INET)
      url = try HTTPURL("http://127.0.0.1:\(Self.bindAnyPort(socket))")
      path = nil
    }
    guard listen(socket.number, 128) == 0 else { throw SystemError("listen", errno) }
    try socket.makeNonBlocking()
  }

  deinit {
    if let path { unlink(path) }
  }

  /// Serves connections until the task is cancelled.
  func accept(_ serve: @escaping @Sendable (ServerConnection) async throws -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      while (try? await Reactor.shared.wait(for: socket, .reading, until: nil)) != nil {
        let client = Glibc.accept(socket.number, nil, nil)
        guard client >= 0, let stream = try? IOStream(Descriptor(client)) else { continue }
        group.addTask {
          try? await serve(ServerConnection(stream))
          stream.abort()
        }
      }
    }
  }

  private static func makeSocket(_ family: Int32) throws -> Descriptor {
    try Descriptor(
      "socket", Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
  }

  private static func bind(_ socket: Descriptor, path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    try bind(socket, &address)
  }

  /// Returns the port that the system chose.
  private static func bindAnyPort(_ socket: Descriptor) throws -> Int {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    try bind(socket, &address)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = getsockname(socket.number, $0, &length)
      }
    }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private static func bind<Address>(_ socket: Descriptor, _ address: inout Address) throws {
    let length = socklen_t(MemoryLayout<Address>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(socket.number, $0, length) }
    }
    guard result == 0 else { throw SystemError("bind", errno) }
  }
}
