extension TarArchive {
  /// The content of the first file of an archive, whatever else is before it; nil when there is none, or this
  /// is no archive.
  static func firstFile(in archive: [UInt8]) -> [UInt8]? {
    var rest = archive[...]
    while rest.count >= TarHeader.blockSize {
      let header = Array(rest.prefix(TarHeader.blockSize))
      guard let size = Int(octal: header[124..<136]), size <= rest.count - header.count else { return nil }
      rest = rest.dropFirst(header.count)
      if header[156] == UInt8(ascii: "0") || header[156] == 0 { return Array(rest.prefix(size)) }
      rest = rest.dropFirst(size + TarHeader.padding(after: size).count)
    }
    return nil
  }
}

extension Int {
  /// A number in octal digits, spaces and zeros around it; nil when there are none.
  fileprivate init?(octal field: some Sequence<UInt8>) {
    let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    let digits = field.drop { !isDigit($0) }.prefix(while: isDigit)
    self.init(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
