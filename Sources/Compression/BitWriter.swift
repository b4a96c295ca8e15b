/// Writes bits into bytes, the lowest bit first.
struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var bits: UInt64 = 0
  private var count = 0

  /// - Parameter length: at most 32.
  mutating func write(_ value: Int, _ length: Int) {
    bits |= UInt64(value) << UInt64(count)
    count += length
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      count -= 8
    }
  }

  mutating func write(_ code: HuffmanEncoding.Code) { write(code.bits, code.length) }

  /// Fills the last byte with zeros.
  mutating func align() {
    if count > 0 { write(0, 8 - count) }
  }

  /// Appends whole bytes. The writer must be aligned.
  mutating func append(_ content: ArraySlice<UInt8>) { bytes += content }
}
