import Glibc

/// A TCP port of this machine's own, which nobody else can reach.
public final class LocalListener: Sendable {
  private let descriptor: Descriptor
  public let port: Int

  /// - Parameter port: 0 for one that is free.
  /// - Throws: an error that says why, such as that the port is taken.
  public init(port: Int) throws {
    descriptor = try Descriptor(
      "socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    var yes: Int32 = 1
    setsockopt(descriptor.number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    let number = descriptor.number
    let bound = Self.withGeneric(&address) { bind(number, $0, $1) }
    guard bound == 0, listen(number, 64) == 0 else { throw SystemError("bind", errno) }
    self.port = try Self.port(of: number)
    try descriptor.makeNonBlocking()
  }

  /// The next connection.
  public func accept() async throws -> LocalConnection {
    guard let connection = try await descriptor.acceptConnection(unless: { false }) else {
      throw CancellationError()
    }
    return connection
  }

  private static func port(of number: Int32) throws -> Int {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
    }
    guard result == 0 else { throw SystemError("getsockname", errno) }
    return Int(in_port_t(bigEndian: address.sin_port))
  }

  private static func withGeneric<Result>(
    _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

extension Descriptor {
  /// The next connection that somebody makes to this socket, which listens; nil once it is stopped.
  func acceptConnection(unless isStopped: () -> Bool) async throws -> LocalConnection? {
    while true {
      try await Reactor.shared.wait(for: self, .reading, until: nil)
      if isStopped() { return nil }
      let accepted = Glibc.accept(number, nil, nil)
      if accepted >= 0 {
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return LocalConnection(try IOStream(Descriptor(accepted)))
      }
      guard [EAGAIN, EINTR, ECONNABORTED].contains(errno) else { throw SystemError("accept", errno) }
    }
  }
}

/// A connection that somebody made to a ``LocalListener`` or ``SocketListener``. Letting go of it closes it.
public final class LocalConnection: Sendable {
  private let stream: IOStream

  init(_ stream: IOStream) { self.stream = stream }

  deinit { stream.abort() }

  /// The next bytes; nil at the end.
  public func read() async throws -> [UInt8]? {
    let bytes = try await stream.read()
    return bytes.isEmpty ? nil : bytes
  }

  public func write(_ bytes: [UInt8]) async throws { try await stream.write(bytes) }
  public func finishWriting() { stream.finishWriting() }
  /// What the other side has not sent yet does not come: reads find the end.
  package func finishReading() { stream.finishReading() }
}
