import CSystemShims
import Glibc

/// Bytes in and out of a descriptor without blocking: a socket, or one end of a pipe.
final class IOStream: ByteStream {
  private let descriptor: Descriptor

  init(_ descriptor: Descriptor) throws(SystemError) {
    try descriptor.makeNonBlocking()
    self.descriptor = descriptor
  }

  func read(upTo count: Int, until deadline: ContinuousClock.Instant?) async throws -> [UInt8] {
    while true {
      if let bytes = try readNow(upTo: count) { return bytes }
      try await Reactor.shared.wait(for: descriptor, .reading, until: deadline)
    }
  }

  func write(_ bytes: [UInt8], _ deadlines: Deadlines) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = try writeNow(rest)
      rest = rest.dropFirst(count)
      if count == 0 { try await Reactor.shared.wait(for: descriptor, .writing, until: deadlines.next) }
    }
  }

  func finishWriting() { descriptor.shutDown(.writing) }

  /// Ends what this side of a socket reads: whoever waits here for bytes wakes up.
  func finishReading() { descriptor.shutDown(.reading) }

  func abort() { descriptor.shutDown(.both) }

  /// Whether the other side of a socket has neither closed nor said anything unasked.
  var isQuiet: Bool {
    var byte: UInt8 = 0
    return recv(descriptor.number, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) < 0
      && errno == EAGAIN
  }

  /// Nil when there is nothing to read yet.
  private func readNow(upTo count: Int) throws(SystemError) -> [UInt8]? {
    var result = 0
    var problem: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      repeat {
        result = Glibc.read(descriptor.number, buffer.baseAddress, count)
      } while result < 0 && errno == EINTR
      problem = errno
      used = max(result, 0)
    }
    if result >= 0 { return bytes }
    if problem == EAGAIN { return nil }
    throw SystemError("read", problem)
  }

  /// How many bytes were taken; 0 when there is no room yet.
  private func writeNow(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
    var result = 0
    var problem: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      repeat {
        result = system_write(descriptor.number, buffer.baseAddress, buffer.count)
      } while result < 0 && errno == EINTR
      problem = errno
    }
    if result >= 0 { return result }
    if problem == EAGAIN { return 0 }
    throw SystemError("write", problem)
  }
}
