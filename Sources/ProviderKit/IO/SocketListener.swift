import Glibc
import Synchronization

/// A stream socket with a name in the file system, which is gone together with this object.
package final class SocketListener: Sendable {
  private let descriptor: Descriptor
  package let path: String
  private let isStopped = Atomic(false)

  /// - Parameter path: what there must not be yet; at most 107 bytes (unix(7)).
  /// - Throws: an error that says why.
  package init(path: String) throws {
    descriptor = try Descriptor(
      "socket", socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    let number = descriptor.number
    let bound = try UnixSocket.withAddress(of: path) { bind(number, $0, $1) }
    guard bound == 0 else { throw SystemError("bind \(path)", errno) }
    self.path = path
    guard listen(number, 64) == 0 else { throw SystemError("listen", errno) }
    try descriptor.makeNonBlocking()
  }

  deinit { unlink(path) }

  /// The next connection; nil once it was stopped.
  package func accept() async throws -> LocalConnection? {
    // accept(2) goes on saying that nobody is there yet.
    try await descriptor.acceptConnection(unless: { isStopped.load(ordering: .acquiring) })
  }

  /// From now on nobody can connect, and who waits for a connection wakes up.
  package func stop() {
    isStopped.store(true, ordering: .releasing)
    shutdown(descriptor.number, Int32(SHUT_RDWR))
  }
}
