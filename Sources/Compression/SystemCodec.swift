import CodecShims

/// A compression format that a library of the system knows.
public enum SystemCodec: Sendable, CaseIterable {
  case xz
  case bzip2
  case zstandard

  /// The format that the first bytes of a file tell; nil when it is none of these.
  public init?(_ bytes: [UInt8]) {
    guard let codec = Self.allCases.first(where: { bytes.starts(with: $0.magic) }) else { return nil }
    self = codec
  }

  private var magic: [UInt8] {
    switch self {
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    case .bzip2: Array("BZh".utf8)
    case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
    }
  }

  private var library: String {
    switch self {
    case .xz: "liblzma 5"
    case .bzip2: "libbz2 1.0"
    case .zstandard: "libzstd 1"
    }
  }

  private typealias Function =
    @convention(c) (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?
    ) -> codec_status

  private var function: Function {
    switch self {
    case .xz: codec_shim_unxz
    case .bzip2: codec_shim_unbzip2
    case .zstandard: codec_shim_unzstd
    }
  }

  /// The content of a whole file.
  ///
  /// - Parameter limit: in bytes, of the content.
  public func decompress(_ bytes: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
    // The formats need not say how long the content is, so the buffer grows until it is enough.
    var capacity = min(max(bytes.count * 8, 1 << 16), limit)
    while true {
      let (status, content) = decompress(bytes, capacity: capacity)
      switch status {
      case CODEC_DONE: return content
      case CODEC_BUFFER_TOO_SMALL where capacity == limit: throw .tooLarge
      case CODEC_BUFFER_TOO_SMALL: capacity = min(capacity * 4, limit)
      case CODEC_LIBRARY_MISSING: throw CompressionError("\(library) is needed for it, and not installed")
      default: throw CompressionError("it is damaged, or ends too early")
      }
    }
  }

  private func decompress(_ bytes: [UInt8], capacity: Int) -> (codec_status, [UInt8]) {
    var status = CODEC_DAMAGED
    let content = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      status = function(bytes, bytes.count, buffer.baseAddress, capacity, &count)
      if status != CODEC_DONE { count = 0 }
    }
    return (status, content)
  }
}
