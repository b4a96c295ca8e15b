/// Cuts bytes that come in pieces into lines, which end in LF or CR LF.
struct LineSplitter: Sendable {
  private var buffer = ByteBuffer()

  mutating func feed(_ bytes: [UInt8]) { buffer.append(bytes) }

  /// The next complete line without its end; nil when more bytes are needed.
  mutating func next() -> ArraySlice<UInt8>? { buffer.takeLine() }

  /// How many bytes of an incomplete line are held.
  var count: Int { buffer.count }

  /// What follows the last line's end; nil when nothing does.
  mutating func finish() -> ArraySlice<UInt8>? { buffer.take(upTo: .max)?[...] }
}
