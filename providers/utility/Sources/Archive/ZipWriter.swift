/// Writes a zip file whose entries are older than all others and compressed, so that the same files always
/// make the same archive.
///
/// Format: APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16, without zip64.
struct ZipWriter {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  /// 1 January 2049, midnight, in the format of MS-DOS: the time that the public provider gives.
  private static let time: UInt32 = UInt32((2049 - 1980) << 9 | 1 << 5 | 1) << 16

  /// nil when it is too large for the format.
  static func archive(_ entries: [ArchiveEntry]) -> [UInt8]? {
    let size = entries.reduce(0) { $0 + $1.content.count + 2 * $1.name.utf8.count + 128 }
    guard size < Int(UInt32.max) / 2, entries.count < Int(UInt16.max) else { return nil }
    var writer = ZipWriter()
    for entry in entries { writer.add(entry) }
    return writer.finish()
  }

  private mutating func add(_ entry: ArchiveEntry) {
    let parts = GzipParts(entry.content)
    let offset = UInt32(truncatingIfNeeded: bytes.count)
    bytes.append(littleEndian: UInt32(0x0403_4B50))
    appendCommon(entry, parts, to: \.bytes)
    bytes += Array(entry.name.utf8) + parts.compressed
    directory.append(littleEndian: UInt32(0x0201_4B50))
    // Made on UNIX, by version 2.0 of the format.
    directory.append(littleEndian: UInt16(3 << 8 | 20))
    appendCommon(entry, parts, to: \.directory)
    // No comment, on the first disk, no internal attributes.
    directory += [UInt8](repeating: 0, count: 6)
    directory.append(littleEndian: (0o100000 | entry.mode) << 16)
    directory.append(littleEndian: offset)
    directory += Array(entry.name.utf8)
    count += 1
  }

  /// What the header before the data and the one in the directory have in common.
  private mutating func appendCommon(
    _ entry: ArchiveEntry, _ parts: GzipParts, to field: WritableKeyPath<ZipWriter, [UInt8]>
  ) {
    // Version 2.0 is needed; names are in UTF-8; the method is DEFLATE.
    for number: UInt16 in [20, 1 << 11, 8] { self[keyPath: field].append(littleEndian: number) }
    self[keyPath: field].append(littleEndian: Self.time)
    self[keyPath: field].append(littleEndian: parts.checksum)
    self[keyPath: field].append(littleEndian: UInt32(truncatingIfNeeded: parts.compressed.count))
    self[keyPath: field].append(littleEndian: UInt32(truncatingIfNeeded: entry.content.count))
    self[keyPath: field].append(littleEndian: UInt16(truncatingIfNeeded: entry.name.utf8.count))
    self[keyPath: field].append(littleEndian: UInt16(0))
  }

  private consuming func finish() -> [UInt8] {
    let start = UInt32(truncatingIfNeeded: bytes.count)
    bytes += directory
    bytes.append(littleEndian: UInt32(0x0605_4B50))
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: count)
    bytes.append(littleEndian: count)
    bytes.append(littleEndian: UInt32(truncatingIfNeeded: directory.count))
    bytes.append(littleEndian: start)
    bytes.append(littleEndian: UInt16(0))
    return bytes
  }
}
