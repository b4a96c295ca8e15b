import Glibc

/// Stream sockets that are named by a path.
enum UnixSocket {
  /// How long to wait before another try when the server's queue of connections is full: the system then
  /// refuses at once and tells nobody when there is room.
  private static let queuePause = Duration.milliseconds(5)

  /// - Throws: ``SystemError``; `DeadlinePassed`; `CancellationError`.
  static func connect(to path: String, until deadline: ContinuousClock.Instant? = nil) async throws
    -> IOStream
  {
    let socket = try Descriptor("socket", socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | closeOnExec, 0))
    let stream = try IOStream(socket)
    while try !connect(socket, path) {
      let retry = ContinuousClock.now + queuePause
      if let deadline, deadline < retry { throw DeadlinePassed() }
      try await Reactor.shared.pause(queuePause)
    }
    return stream
  }

  private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)

  /// Returns whether the connection stands; if not, the server's queue is full.
  private static func connect(_ socket: Descriptor, _ path: String) throws(SystemError) -> Bool {
    let result = try withAddress(of: path) { address, length in
      Glibc.connect(socket.number, address, length) == 0 ? 0 : errno
    }
    switch result {
    case 0, EISCONN: return true
    case EAGAIN, EINTR, EINPROGRESS: return false
    default: throw SystemError("connect", result)
    }
  }

  static func withAddress<Result>(
    of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) throws(SystemError) -> Result {
    var address = sockaddr_un()
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    let bytes = Array(path.utf8)
    guard bytes.count < capacity else { throw SystemError("sockaddr_un", ENAMETOOLONG) }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
