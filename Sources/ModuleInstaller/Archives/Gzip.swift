/// The gzip file format (RFC 1952).
enum Gzip {
  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The content of a file with one member, checked against its checksum.
  static func decompress(_ bytes: [UInt8], limit: Int) throws(ArchiveError) -> [UInt8] {
    var inflater = Inflater(bytes, from: try headerLength(bytes), limit: limit)
    let content = try inflater.inflate()
    let end = inflater.offset
    guard end + 8 <= bytes.count else { throw .truncated }
    let checksum = bytes[end..<end + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard checksum == crc32(content) else {
      throw ArchiveError("its checksum does not agree with its content")
    }
    return content
  }

  private static func headerLength(_ bytes: [UInt8]) throws(ArchiveError) -> Int {
    guard bytes.count >= 10 else { throw .truncated }
    guard bytes[2] == 8 else { throw ArchiveError("it is not compressed with DEFLATE") }
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

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var table = [UInt32](repeating: 0, count: 256)
    for index in table.indices {
      var entry = UInt32(index)
      for _ in 0..<8 { entry = entry & 1 == 1 ? entry >> 1 ^ 0xEDB8_8320 : entry >> 1 }
      table[index] = entry
    }
    var crc = UInt32.max
    for byte in bytes { crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
    return ~crc
  }
}
