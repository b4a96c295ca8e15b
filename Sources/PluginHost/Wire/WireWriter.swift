/// Puts a message together. Fields at their default are left out, as proto3 has it.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func text(_ field: Int, _ text: String) {
    if !text.isEmpty { append(field, Array(text.utf8)) }
  }

  mutating func bytes(_ field: Int, _ content: [UInt8]) {
    if !content.isEmpty { append(field, content) }
  }

  mutating func integer(_ field: Int, _ number: Int) {
    guard number != 0 else { return }
    varint(UInt64(field) << 3)
    varint(UInt64(bitPattern: Int64(number)))
  }

  mutating func bool(_ field: Int, _ bool: Bool) { integer(field, bool ? 1 : 0) }

  /// A message is written even when nothing is in it: that it is there says something.
  mutating func message(_ field: Int, _ build: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    build(&inner)
    append(field, inner.bytes)
  }

  private mutating func append(_ field: Int, _ content: [UInt8]) {
    varint(UInt64(field) << 3 | 2)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func varint(_ number: UInt64) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
