import Compression

/// Writes a compressed tar file in which no entry has an owner or a time, so that the same files always make
/// the same archive.
///
/// Format: POSIX.1-2017, pax, "ustar Interchange Format"; a name that does not fit goes into an extended header.
struct TarWriter {
  static func archive(_ entries: [ArchiveEntry]) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries { add(entry, to: &bytes) }
    bytes += [UInt8](repeating: 0, count: 1024)
    return Gzip.compress(bytes)
  }

  private static func add(_ entry: ArchiveEntry, to bytes: inout [UInt8]) {
    let name = Array(entry.name.utf8)
    if name.count > 100 {
      bytes += header("PaxHeaders", size: record(name).count, mode: 0o644, type: "x") + padded(record(name))
    }
    bytes += header(
      String(decoding: name.prefix(100), as: UTF8.self), size: entry.content.count, mode: entry.mode,
      type: "0")
    bytes += padded(entry.content)
  }

  /// `LENGTH path=NAME`, in which the length counts itself.
  private static func record(_ name: [UInt8]) -> [UInt8] {
    let rest = Array(" path=".utf8) + name + [UInt8(ascii: "\n")]
    var length = rest.count
    while "\(length)".utf8.count + rest.count != length { length = "\(length)".utf8.count + rest.count }
    return Array("\(length)".utf8) + rest
  }

  private static func header(_ name: String, size: Int, mode: UInt32, type: Character) -> [UInt8] {
    var header =
      field(name, 100) + octal(Int(mode), 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12)
    header += [UInt8](repeating: UInt8(ascii: " "), count: 8)
    header += field(String(type), 1) + field("", 100) + field("ustar", 6) + field("00", 2)
    header += [UInt8](repeating: 0, count: 512 - header.count)
    let checksum = header.reduce(0) { $0 + Int($1) }
    header.replaceSubrange(148..<156, with: octal(checksum, 7) + [UInt8(ascii: " ")])
    return header
  }

  private static func field(_ text: String, _ width: Int) -> [UInt8] {
    let bytes = Array(text.utf8.prefix(width))
    return bytes + [UInt8](repeating: 0, count: width - bytes.count)
  }

  /// Octal digits with leading zeros, and a zero byte.
  private static func octal(_ number: Int, _ width: Int) -> [UInt8] {
    let digits = String(number, radix: 8)
    return Array(
      (String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits).utf8.suffix(width - 1)) + [0]
  }

  private static func padded(_ content: [UInt8]) -> [UInt8] {
    content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }
}
