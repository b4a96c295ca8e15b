import Compression

/// Reads the files and links of a zip archive (PKWARE APPNOTE 6.3.10), stored or deflated, without encryption and below
/// 4 GiB.
package struct ZipReader {
  private let bytes: [UInt8]
  private let limit: Int

  /// - Parameter limit: bytes that the content may have in all.
  package init(_ bytes: [UInt8], limit: Int) {
    self.bytes = bytes
    self.limit = limit
  }

  package static func isZip(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
  }

  package func read() throws(ArchiveError) -> PackageContent {
    var found = PackageContent()
    var offset = try directoryOffset()
    var size = 0
    while try number(at: offset, bytes: 4) == 0x0201_4B50 {
      let entry = try entry(at: offset)
      offset = entry.end
      guard !entry.path.hasSuffix("/") else { continue }
      let content = try content(of: entry, limit: limit - size)
      size += content.count
      guard entry.unixMode & 0o170000 != 0o120000 else {
        found.links.append(
          PackageContent.Link(path: entry.path, target: String(decoding: content, as: UTF8.self)))
        continue
      }
      found.files.append(
        PackageContent.File(path: entry.path, bytes: content, isExecutable: entry.unixMode & 0o100 != 0))
    }
    return found
  }

  private struct Entry {
    var path: String
    var method: Int
    var compressedSize: Int
    /// 0 where the archive was not made on Unix.
    var unixMode: Int
    /// Of the entry's local header.
    var offset: Int
    /// Of what follows the entry in the directory.
    var end: Int
  }

  /// From the record at the end of the file, which is found by its mark: a comment may follow it.
  private func directoryOffset() throws(ArchiveError) -> Int {
    let last = bytes.count - 22
    let first = max(0, last - 0xFFFF)
    guard last >= 0 else { throw .truncated }
    for offset in stride(from: last, through: first, by: -1)
    where try number(at: offset, bytes: 4) == 0x0605_4B50 {
      return try number(at: offset + 16, bytes: 4)
    }
    throw ArchiveError("it is no zip archive, or it is damaged")
  }

  private func entry(at offset: Int) throws(ArchiveError) -> Entry {
    let nameLength = try number(at: offset + 28, bytes: 2)
    let rest = try number(at: offset + 30, bytes: 2) + number(at: offset + 32, bytes: 2)
    let isUnix = try number(at: offset + 5, bytes: 1) == 3
    return Entry(
      path: String(decoding: try slice(offset + 46, nameLength), as: UTF8.self),
      method: try number(at: offset + 10, bytes: 2),
      compressedSize: try number(at: offset + 20, bytes: 4),
      unixMode: isUnix ? try number(at: offset + 40, bytes: 2) : 0,
      offset: try number(at: offset + 42, bytes: 4), end: offset + 46 + nameLength + rest)
  }

  private func content(of entry: Entry, limit: Int) throws(ArchiveError) -> [UInt8] {
    let extra = try number(at: entry.offset + 26, bytes: 2) + number(at: entry.offset + 28, bytes: 2)
    let data = try slice(entry.offset + 30 + extra, entry.compressedSize)
    switch entry.method {
    case 0:
      guard data.count <= limit else { throw .tooLarge }
      return Array(data)
    case 8:
      var inflater = Inflater(Array(data), from: 0, limit: limit)
      do { return try inflater.inflate() } catch { throw ArchiveError(error) }
    default: throw ArchiveError("\"\(entry.path)\" is compressed in a way that is not known")
    }
  }

  /// A little-endian number.
  private func number(at offset: Int, bytes count: Int) throws(ArchiveError) -> Int {
    try slice(offset, count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private func slice(_ offset: Int, _ count: Int) throws(ArchiveError) -> ArraySlice<UInt8> {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      throw .truncated
    }
    return bytes[offset..<offset + count]
  }
}
