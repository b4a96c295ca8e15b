/// Messages as they stand in the body of a gRPC exchange: a byte that says whether the message is compressed,
/// its length in four bytes, the message (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
package struct GRPCFrames {
  package static func encode(_ message: [UInt8]) -> [UInt8] {
    let count = UInt32(message.count)
    return [0, UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
      + message
  }

  /// In bytes, of one message.
  private let limit: Int
  private var bytes: [UInt8] = []
  private var start = 0

  package init(limit: Int) { self.limit = limit }

  /// Whether nothing is left of an incomplete message.
  package var isEmpty: Bool { start == bytes.count }

  package mutating func append(_ more: UnsafeRawBufferPointer) {
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      start = 0
    }
    bytes += more
  }

  /// The next whole message; nil when more bytes are needed.
  package mutating func next() throws(GRPCError) -> [UInt8]? {
    guard bytes.count - start >= 5 else { return nil }
    guard bytes[start] == 0 else {
      throw GRPCError(.internal, "a message came compressed, or what came is no message of gRPC")
    }
    let length = bytes[start + 1...start + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= limit else {
      throw GRPCError(.resourceExhausted, "a message of \(length) bytes was announced; \(limit) are allowed")
    }
    let end = start + 5 + length
    guard end <= bytes.count else {
      bytes.reserveCapacity(end)
      return nil
    }
    defer { start = end }
    return Array(bytes[start + 5..<end])
  }
}
