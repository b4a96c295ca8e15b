/// The gzip file format (RFC 1952).
public enum Gzip {
  public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The content of a file with one member, checked against its checksum.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
    var inflater = Inflater(bytes, from: try headerLength(bytes), limit: limit)
    let content = try inflater.inflate()
    let end = inflater.offset
    guard end + 8 <= bytes.count else { throw .truncated }
    let checksum = bytes[end..<end + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard checksum == CRC32.of(content) else {
      throw CompressionError("its checksum does not agree with its content")
    }
    return content
  }

  /// A file with one member and no name or time, byte for byte as the gzip writer of Go makes it when it is
  /// flushed before it is closed.
  public static func compress(_ content: [UInt8]) -> [UInt8] {
    var deflater = Deflater(content)
    // Compressed with DEFLATE, no flags, no time, no level said, on an unknown system.
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    return header + deflater.deflate() + littleEndian(CRC32.of(content))
      + littleEndian(UInt32(truncatingIfNeeded: content.count))
  }

  private static func littleEndian(_ number: UInt32) -> [UInt8] {
    stride(from: 0, to: 32, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func headerLength(_ bytes: [UInt8]) throws(CompressionError) -> Int {
    guard bytes.count >= 10 else { throw .truncated }
    guard bytes[2] == 8 else { throw CompressionError("it is not compressed with DEFLATE") }
    let flags = bytes[3]
    var offset = 10
    if flags & 4 != 0 {
      guard offset + 2 <= bytes.count else { throw .truncated }
      offset += 2 + Int(bytes[offset]) + Int(bytes[offset + 1]) << 8
    }
    // The original name and a comment, each ended by a zero.
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      guard offset < bytes.count, let end = bytes[offset...].firstIndex(of: 0) else { throw .truncated }
      offset = end + 1
    }
    if flags & 2 != 0 { offset += 2 }
    guard offset <= bytes.count else { throw .truncated }
    return offset
  }
}
