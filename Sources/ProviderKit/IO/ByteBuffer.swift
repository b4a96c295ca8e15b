/// Bytes that have come and were not used yet.
struct ByteBuffer: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0
  /// Up to where no line end was found: a line that comes byte by byte is not searched again and again.
  private var searched = 0

  var count: Int { bytes.count - start }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ more: [UInt8]) {
    if start == bytes.count {
      bytes = more
      start = 0
      searched = 0
    } else {
      compact()
      bytes += more
    }
  }

  /// At least one and at most `limit` bytes; nil when there are none.
  mutating func take(upTo limit: Int) -> [UInt8]? {
    guard !isEmpty, limit > 0 else { return nil }
    let end = start + min(limit, count)
    defer { moveStart(to: end) }
    return start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end])
  }

  /// The next bytes, which stay; nil when there are not so many.
  func peek(_ count: Int) -> [UInt8]? {
    self.count >= count ? Array(bytes[start..<start + count]) : nil
  }

  /// Exactly so many bytes; nil when there are not so many.
  mutating func takeWhole(_ count: Int) -> [UInt8]? {
    guard self.count >= count else { return nil }
    return count == 0 ? [] : take(upTo: count)
  }

  /// The next line without its end, which is LF or CR LF (RFC 9112, section 2.2); nil when it is not complete.
  mutating func takeLine() -> ArraySlice<UInt8>? {
    guard let end = bytes[searched...].firstIndex(of: 10) else {
      searched = bytes.count
      return nil
    }
    let line = bytes[start..<end]
    moveStart(to: end + 1)
    return line.last == 13 ? line.dropLast() : line
  }

  private mutating func moveStart(to index: Int) {
    start = index
    searched = index
  }

  /// Gives up the used bytes once they are the larger part, so that each byte is moved a few times at most.
  private mutating func compact() {
    guard start > bytes.count / 2 else { return }
    bytes.removeFirst(start)
    searched -= start
    start = 0
  }
}
