/// One file in an archive.
struct ArchiveEntry {
  /// Seen from the top of the archive.
  let name: String
  let content: [UInt8]
  /// Permission bits.
  let mode: UInt32
}

extension [UInt8] {
  /// Appends whole numbers, the least significant byte first.
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
