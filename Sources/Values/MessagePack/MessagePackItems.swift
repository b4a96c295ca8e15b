/// Takes MessagePack apart, item by item. The items of an array or map follow it.
struct MessagePackItems {
  enum Item {
    case null
    case bool(Bool)
    case number(Number)
    /// A string, or binary data.
    case text(ArraySlice<UInt8>)
    case array(Int)
    case map(Int)
    /// The body of an extension; all that we know stand for unknown values.
    case unknown(ArraySlice<UInt8>)

    /// For diagnostics.
    var kind: String {
      switch self {
      case .null: "null"
      case .bool: "bool"
      case .number: "number"
      case .text: "string"
      case .array(let count): "array of length \(count)"
      case .map: "map"
      case .unknown: "unknown"
      }
    }
  }

  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func next() throws(ConversionError) -> Item {
    let code = try take(1)[offset - 1]
    switch code {
    case 0x00...0x7F: return .number(Number(Int(code)))
    case 0x80...0x8F: return .map(Int(code & 0x0F))
    case 0x90...0x9F: return .array(Int(code & 0x0F))
    case 0xA0...0xBF: return .text(try take(Int(code & 0x1F)))
    case 0xC0: return .null
    case 0xC2, 0xC3: return .bool(code == 0xC3)
    case 0xC4...0xC6: return .text(try take(try length(width: 1 << (code - 0xC4))))
    case 0xC7...0xC9: return try unknown(try length(width: 1 << (code - 0xC7)))
    case 0xCA:
      return .number(try double(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try word(width: 4))))))
    case 0xCB: return .number(try double(Double(bitPattern: try word(width: 8))))
    case 0xCC...0xCF: return .number(Number(try word(width: 1 << (code - 0xCC))))
    case 0xD0...0xD3: return .number(Number(try signed(width: 1 << (code - 0xD0))))
    case 0xD4...0xD8: return try unknown(1 << Int(code - 0xD4))
    case 0xD9...0xDB: return .text(try take(try length(width: 1 << (code - 0xD9))))
    case 0xDC, 0xDD: return .array(try length(width: code == 0xDC ? 2 : 4))
    case 0xDE, 0xDF: return .map(try length(width: code == 0xDE ? 2 : 4))
    case 0xE0...0xFF: return .number(Number(Int(Int8(bitPattern: code))))
    default: throw ConversionError("byte \(offset - 1) begins no value")
    }
  }

  private mutating func take(_ count: Int) throws(ConversionError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - offset else { throw ConversionError("the data ends too early") }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  private mutating func unknown(_ length: Int) throws(ConversionError) -> Item {
    let type = try take(1)[offset - 1]
    let body = try take(length)
    guard length <= 1 || type == MessagePack.refinedUnknown else {
      throw ConversionError("there is no extension \(type)")
    }
    return .unknown(body)
  }

  /// A big-endian integer.
  private mutating func word(width: Int) throws(ConversionError) -> UInt64 {
    try take(width).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func signed(width: Int) throws(ConversionError) -> Int {
    let shift = 64 - 8 * width
    return Int(Int64(bitPattern: try word(width: width) << shift) >> shift)
  }

  private mutating func length(width: Int) throws(ConversionError) -> Int { Int(try word(width: width)) }

  private func double(_ double: Double) throws(ConversionError) -> Number {
    guard let number = Number(double) else { throw ConversionError("a finite number is required") }
    return number
  }
}
