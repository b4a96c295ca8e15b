/// A connection over which bytes go both ways. One task may read while another writes.
///
/// Errors are ``SystemError``, ``HTTPError``, `DeadlinePassed` and `CancellationError`.
protocol ByteStream: AnyObject, Sendable {
  /// The next bytes, at most `count`; none at the end of input.
  func read(upTo count: Int, until deadline: ContinuousClock.Instant?) async throws -> [UInt8]
  /// Writes all the bytes. Each wait for room has the deadline that `deadlines` gives it.
  func write(_ bytes: [UInt8], _ deadlines: Deadlines) async throws
  /// Ends what this side writes; the other side's reads come to an end.
  func finishWriting()
  /// Ends both directions: whoever waits here wakes up.
  func abort()
}

extension ByteStream {
  func read(upTo count: Int = 16 << 10) async throws -> [UInt8] { try await read(upTo: count, until: nil) }

  func read(until deadline: ContinuousClock.Instant?) async throws -> [UInt8] {
    try await read(upTo: 16 << 10, until: deadline)
  }

  func write(_ bytes: [UInt8]) async throws { try await write(bytes, Deadlines()) }
}
