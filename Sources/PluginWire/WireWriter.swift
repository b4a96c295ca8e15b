/// Puts a message together. Fields at their default are left out, as proto3 has it.
package struct WireWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func text(_ field: Int, _ text: String) {
    if !text.isEmpty { append(field, Array(text.utf8)) }
  }

  package mutating func bytes(_ field: Int, _ content: [UInt8]) {
    if !content.isEmpty { append(field, content) }
  }

  package mutating func integer(_ field: Int, _ number: Int) {
    if number != 0 { choice(field, number) }
  }

  /// A number that is one of several possible fields, so that its being there says something.
  package mutating func choice(_ field: Int, _ number: Int) {
    varint(UInt64(field) << 3)
    varint(UInt64(bitPattern: Int64(number)))
  }

  package mutating func bool(_ field: Int, _ bool: Bool) { integer(field, bool ? 1 : 0) }

  /// A message is written even when nothing is in it: that it is there says something.
  package mutating func message(_ field: Int, _ build: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    build(&inner)
    append(field, inner.bytes)
  }

  /// As above, with a message that is there already.
  package mutating func message(_ field: Int, _ message: WireWriter) { append(field, message.bytes) }

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
