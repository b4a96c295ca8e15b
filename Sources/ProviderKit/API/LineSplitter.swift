/// Cuts bytes that come in pieces into lines, which end in LF or CR LF.
public struct LineSplitter: Sendable {
  private var buffer = ByteBuffer()

  public init() {}

  public mutating func feed(_ bytes: [UInt8]) { buffer.append(bytes) }

  /// The next complete line without its end; nil when more bytes are needed.
  public mutating func next() -> ArraySlice<UInt8>? { buffer.takeLine() }

  /// How many bytes of an incomplete line are held.
  public var count: Int { buffer.count }

  /// What follows the last line's end; nil when nothing does.
  public mutating func finish() -> ArraySlice<UInt8>? { buffer.take(upTo: .max)?[...] }
}
