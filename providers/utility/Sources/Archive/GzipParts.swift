import Compression

/// What a gzip file has inside, for formats that use the same compression and checksum.
///
/// RFC 1952: ten bytes before the compressed data, where no field is optional; after them the checksum and the
/// length of the content.
struct GzipParts {
  /// Raw DEFLATE.
  let compressed: ArraySlice<UInt8>
  /// CRC-32.
  let checksum: UInt32

  init(_ content: [UInt8]) {
    let file = Gzip.compress(content)
    compressed = file.dropFirst(10).dropLast(8)
    checksum = file.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
