import CSystemShims
import Glibc

/// Bytes that come from a descriptor of somebody else's, such as standard input, without blocking a thread and
/// without changing how others see the descriptor.
public final class PolledInput: Sendable {
  private let descriptor: Descriptor

  /// - Parameter number: stays the caller's; what is read is read from a copy of it.
  public init(_ number: Int32) throws {
    descriptor = try Descriptor("fcntl", fcntl(number, F_DUPFD_CLOEXEC, 3))
  }

  private init(owned descriptor: Descriptor) { self.descriptor = descriptor }

  /// A byte for each time that the process gets a signal. The signal does nothing else from then on.
  public static func signals(_ number: Int32) throws -> PolledInput {
    let (readEnd, writeEnd) = try Descriptor.pipe()
    // The handler writes to it for as long as the process lives.
    guard system_watch_signal(number, dup(writeEnd.number)) == 0 else {
      throw SystemError("sigaction", errno)
    }
    return PolledInput(owned: readEnd)
  }

  /// The next bytes; nil at the end.
  ///
  /// - Throws: `CancellationError`, or what the system says.
  public func read() async throws -> [UInt8]? {
    try await Reactor.shared.wait(for: descriptor, .reading, until: nil)
    var result = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, used in
      repeat {
        result = Glibc.read(descriptor.number, buffer.baseAddress, buffer.count)
      } while result < 0 && errno == EINTR
      used = max(result, 0)
    }
    // A terminal that has gone is an end as well.
    guard result >= 0 || errno == EIO else { throw SystemError("read", errno) }
    return bytes.isEmpty ? nil : bytes
  }
}
