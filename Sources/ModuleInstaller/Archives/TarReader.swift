/// Reads the files and links of a tar archive: POSIX ustar (IEEE Std 1003.1, pax) with the long names of pax
/// and GNU tar.
struct TarReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private static let blockSize = 512

  /// Devices and their like have no place in a module.
  mutating func read() throws(ArchiveError) -> PackageContent {
    var found = PackageContent()
    var longName: String?
    var longTarget: String?
    while let header = try nextHeader() {
      let content = try take(header.size)
      switch header.kind {
      case UInt8(ascii: "0"), 0:
        let path = longName ?? header.path
        found.files.append(
          ModulePackage.File(path: path, bytes: Array(content), isExecutable: header.mode & 0o100 != 0))
        longName = nil
      case UInt8(ascii: "x"):
        longName = Self.pax("path", in: content) ?? longName
        longTarget = Self.pax("linkpath", in: content) ?? longTarget
      case UInt8(ascii: "L"): longName = Self.text(content)
      case UInt8(ascii: "K"): longTarget = Self.text(content)
      case UInt8(ascii: "5"), UInt8(ascii: "g"): longName = nil
      case UInt8(ascii: "1"), UInt8(ascii: "2"):
        // The target of a hard link starts from the root of the archive.
        let target = longTarget ?? header.target
        found.links.append(
          PackageContent.Link(
            path: longName ?? header.path, target: target, isFromRoot: header.kind == UInt8(ascii: "1")))
        (longName, longTarget) = (nil, nil)
      default: throw ArchiveError("it holds \"\(longName ?? header.path)\", which is no file or directory")
      }
    }
    return found
  }

  // MARK: Headers

  private struct Header {
    var path: String
    /// Of a link.
    var target: String
    var mode: Int
    var size: Int
    var kind: UInt8
  }

  /// nil at the end of the archive, which is a block of zeros or the end of the file.
  private mutating func nextHeader() throws(ArchiveError) -> Header? {
    guard offset < bytes.count else { return nil }
    let block = try take(Self.blockSize)
    guard block.contains(where: { $0 != 0 }) else { return nil }
    guard let checksum = Self.octal(block, 148..<156), checksum == Self.checksum(block),
      let size = Self.octal(block, 124..<136), let mode = Self.octal(block, 100..<108)
    else { throw ArchiveError("it is no tar archive, or it is damaged") }
    let start = block.startIndex
    let isUstar = block[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8)
    let prefix = isUstar ? Self.text(block[(start + 345)..<(start + 500)]) : ""
    let name = Self.text(block[start..<(start + 100)])
    return Header(
      path: prefix.isEmpty ? name : "\(prefix)/\(name)",
      target: Self.text(block[(start + 157)..<(start + 257)]), mode: mode, size: size,
      kind: block[start + 156])
  }

  /// Takes `count` bytes and the padding after them.
  private mutating func take(_ count: Int) throws(ArchiveError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - offset else { throw .truncated }
    let content = bytes[offset..<offset + count]
    let padded = (count + Self.blockSize - 1) / Self.blockSize * Self.blockSize
    offset = min(bytes.count, offset + padded)
    return content
  }

  /// The sum of the header's bytes, with blanks in place of the checksum itself.
  private static func checksum(_ block: ArraySlice<UInt8>) -> Int {
    block.enumerated().reduce(0) { sum, byte in
      sum + ((148..<156).contains(byte.offset) ? 32 : Int(byte.element))
    }
  }

  private static func octal(_ block: ArraySlice<UInt8>, _ field: Range<Int>) -> Int? {
    let start = block.startIndex
    let text = Self.text(block[(start + field.lowerBound)..<(start + field.upperBound)])
    return Int(text.filter { $0 != " " }, radix: 8).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// The text before the first zero.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The value of a key in a pax header, which is made of records `LENGTH KEY=VALUE\n`.
  private static func pax(_ key: String, in content: ArraySlice<UInt8>) -> String? {
    var rest = content
    while let blank = rest.firstIndex(of: UInt8(ascii: " ")),
      let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
      length > blank - rest.startIndex, length <= rest.count
    {
      let record = rest[(blank + 1)..<(rest.startIndex + length)]
      let text = String(decoding: record, as: UTF8.self)
      if text.hasPrefix("\(key)=") { return String(text.dropFirst(key.count + 1).prefix { $0 != "\n" }) }
      rest = rest[(rest.startIndex + length)...]
    }
    return nil
  }
}
