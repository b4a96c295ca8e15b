import CSystemShims
import Glibc

/// An open file descriptor, closed when nobody holds it any more.
final class Descriptor: Sendable {
  let number: Int32

  /// Takes over an open descriptor.
  init(_ number: Int32) { self.number = number }

  /// Takes over what a system call returned.
  convenience init(_ call: String, _ result: Int32) throws(SystemError) {
    guard result >= 0 else { throw SystemError(call, errno) }
    self.init(result)
  }

  deinit { close(number) }

  func makeNonBlocking() throws(SystemError) {
    let flags = fcntl(number, F_GETFL)
    guard flags >= 0, fcntl(number, F_SETFL, flags | O_NONBLOCK) >= 0 else {
      throw SystemError("fcntl", errno)
    }
  }

  enum Direction {
    case reading
    case writing
    case both
  }

  /// Ends one direction of a connection, or both; the other descriptors of the same connection included.
  func shutDown(_ direction: Direction) {
    switch direction {
    case .reading: shutdown(number, Int32(SHUT_RD))
    case .writing: shutdown(number, Int32(SHUT_WR))
    case .both: shutdown(number, Int32(SHUT_RDWR))
    }
  }

  /// The two ends of a pipe, both closed on exec.
  static func pipe() throws(SystemError) -> (readEnd: Descriptor, writeEnd: Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard system_pipe(&ends) == 0 else { throw SystemError("pipe2", errno) }
    return try (Descriptor(ends[0]).aboveStandard(), Descriptor(ends[1]).aboveStandard())
  }

  /// The descriptor under a number above the three standard ones, which a program may have been started
  /// without: it can then be put in their place.
  private func aboveStandard() throws(SystemError) -> Descriptor {
    number > 2 ? self : try Descriptor("fcntl", fcntl(number, F_DUPFD_CLOEXEC, 3))
  }
}

/// What wakes a loop that waits in poll(2), from any thread.
final class WakeSignal: Sendable {
  let descriptor: Descriptor

  init() throws(SystemError) { descriptor = try Descriptor("eventfd", system_eventfd()) }

  func raise() {
    var one: UInt64 = 1
    _ = write(descriptor.number, &one, 8)
  }

  /// Blocks the thread until it is raised.
  func wait() {
    var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
    while poll(&entry, 1, -1) < 0, errno == EINTR {}
  }

  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor.number, &count, 8)
  }
}
