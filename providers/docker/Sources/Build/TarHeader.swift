/// The header of one member of a tar archive (POSIX.1-2017 pax, "ustar Interchange Format"; what does not fit
/// is told in a pax extended header before it).
struct TarHeader: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// - Parameter size: in bytes.
    case file(size: Int)
    case folder
    case link(to: String)
  }

  /// Relative, without a slash at its end.
  var path: String
  var kind: Kind
  /// Permission bits.
  var mode: Int
  /// Seconds since 1970.
  var modified: Int

  /// In bytes: everything in an archive is a multiple of it.
  static let blockSize = 512

  /// The two empty blocks that end an archive.
  static let end = [UInt8](repeating: 0, count: 2 * blockSize)

  /// What fills the last block of a file of this size.
  static func padding(after size: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (blockSize - size % blockSize) % blockSize)
  }

  /// The blocks of the header.
  var bytes: [UInt8] {
    var records: [UInt8] = []
    let name = kind == .folder ? path + "/" : path
    if name.utf8.count > 100 { records += Self.record("path", name) }
    if target.utf8.count > 100 { records += Self.record("linkpath", target) }
    if size >= Self.maxSize { records += Self.record("size", String(size)) }
    let main = block(name: name, target: target, size: size, flag: flag)
    guard !records.isEmpty else { return main }
    let extended = TarHeader(path: "PaxHeader", kind: .file(size: records.count), mode: 0o644, modified: 0)
    return extended.block(name: extended.path, target: "", size: records.count, flag: UInt8(ascii: "x"))
      + records + Self.padding(after: records.count) + main
  }

  private var size: Int {
    if case .file(let size) = kind { size } else { 0 }
  }

  private var target: String {
    if case .link(let target) = kind { target } else { "" }
  }

  private var flag: UInt8 {
    switch kind {
    case .file: UInt8(ascii: "0")
    case .folder: UInt8(ascii: "5")
    case .link: UInt8(ascii: "2")
    }
  }

  /// What eleven octal digits hold.
  private static let maxSize = 1 << 33

  private func block(name: String, target: String, size: Int, flag: UInt8) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    func put(_ bytes: some Collection<UInt8>, at offset: Int, _ length: Int) {
      block.replaceSubrange(offset..<(offset + min(length, bytes.count)), with: bytes.prefix(length))
    }
    put(name.utf8, at: 0, 100)
    put(Self.octal(mode, digits: 7), at: 100, 8)
    put(Self.octal(0, digits: 7), at: 108, 8)
    put(Self.octal(0, digits: 7), at: 116, 8)
    put(Self.octal(size < Self.maxSize ? size : 0, digits: 11), at: 124, 12)
    put(Self.octal(max(0, modified), digits: 11), at: 136, 12)
    put([UInt8](repeating: UInt8(ascii: " "), count: 8), at: 148, 8)
    block[156] = flag
    put(target.utf8, at: 157, 100)
    put("ustar\u{0}00".utf8, at: 257, 8)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(Self.octal(sum, digits: 6) + [0, UInt8(ascii: " ")], at: 148, 8)
    return block
  }

  /// The lowest digits, with zeros in front.
  private static func octal(_ number: Int, digits: Int) -> [UInt8] {
    let text = String(number, radix: 8).suffix(digits)
    return [UInt8](repeating: UInt8(ascii: "0"), count: digits - text.utf8.count) + Array(text.utf8)
  }

  /// `LENGTH KEY=VALUE\n`, where the length counts itself.
  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count
    while String(length).utf8.count + rest.utf8.count != length {
      length = String(length).utf8.count + rest.utf8.count
    }
    return Array("\(length)\(rest)".utf8)
  }
}

/// A small archive in memory.
struct TarArchive {
  private var content: [UInt8] = []

  mutating func add(_ path: String, _ file: [UInt8], mode: Int, modified: Int = 0) {
    content += TarHeader(path: path, kind: .file(size: file.count), mode: mode, modified: modified).bytes
    content += file + TarHeader.padding(after: file.count)
  }

  var bytes: [UInt8] { content + TarHeader.end }
}
