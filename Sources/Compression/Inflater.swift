/// Decompresses a DEFLATE stream (RFC 1951).
///
/// Works a bit at a time with canonical Huffman codes: what is read is small, and what counts here is that no
/// input can make it read or write out of bounds, or grow beyond the limit.
public struct Inflater {
  private let input: [UInt8]
  /// Of the next byte to take.
  public private(set) var offset: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let limit: Int

  /// - Parameter limit: bytes that the content may have.
  public init(_ input: [UInt8], from offset: Int, limit: Int) {
    self.input = input
    self.offset = offset
    self.limit = limit
  }

  public mutating func inflate() throws(CompressionError) -> [UInt8] {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try decode(Self.fixedLiterals, Self.fixedDistances)
      case 2:
        let (literals, distances) = try readCodes()
        try decode(literals, distances)
      default: throw CompressionError("it has a block of no known kind")
      }
    }
    return output
  }

  // MARK: Bits

  /// Takes up to 16 bits, the lowest first.
  private mutating func take(_ count: Int) throws(CompressionError) -> Int {
    while bitCount < count {
      guard offset < input.count else { throw .truncated }
      bits |= UInt32(input[offset]) << UInt32(bitCount)
      offset += 1
      bitCount += 8
    }
    let value = bits & ((1 << UInt32(count)) - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func take(_ code: HuffmanCode) throws(CompressionError) -> Int {
    var decoder = HuffmanCode.Decoder()
    while true {
      if let symbol = code.symbol(after: try take(1), &decoder) { return symbol }
      guard decoder.length < HuffmanCode.maxLength else { throw CompressionError("it has a broken code") }
    }
  }

  // MARK: Blocks

  private mutating func copyStored() throws(CompressionError) {
    bits = 0
    bitCount = 0
    guard offset + 4 <= input.count else { throw .truncated }
    let length = Int(input[offset]) | Int(input[offset + 1]) << 8
    let check = Int(input[offset + 2]) | Int(input[offset + 3]) << 8
    guard length == ~check & 0xFFFF else { throw CompressionError("it has a block of a wrong length") }
    offset += 4
    guard offset + length <= input.count else { throw .truncated }
    guard output.count + length <= limit else { throw .tooLarge }
    output += input[offset..<offset + length]
    offset += length
  }

  private mutating func decode(_ literals: HuffmanCode, _ distances: HuffmanCode) throws(CompressionError) {
    while true {
      let symbol = try take(literals)
      switch symbol {
      case 0..<256:
        guard output.count < limit else { throw .tooLarge }
        output.append(UInt8(symbol))
      case 256: return
      case 257..<286:
        let length = try extended(Self.lengths[symbol - 257])
        let distanceSymbol = try take(distances)
        guard distanceSymbol < Self.distances.count else { throw CompressionError("it has a broken code") }
        try copy(length, from: try extended(Self.distances[distanceSymbol]))
      default: throw CompressionError("it has a broken code")
      }
    }
  }

  private mutating func copy(_ length: Int, from distance: Int) throws(CompressionError) {
    guard distance <= output.count else { throw CompressionError("it refers to content before its start") }
    guard output.count + length <= limit else { throw .tooLarge }
    // One byte at a time: the part that is copied may overlap what is written.
    for _ in 0..<length { output.append(output[output.count - distance]) }
  }

  private mutating func extended(_ entry: (base: Int, bits: Int)) throws(CompressionError) -> Int {
    entry.base + (entry.bits == 0 ? 0 : try take(entry.bits))
  }

  // MARK: Dynamic codes

  /// The order in which the lengths of the code for code lengths stand (RFC 1951, section 3.2.7).
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private mutating func readCodes() throws(CompressionError) -> (HuffmanCode, HuffmanCode) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let lengthCount = try take(4) + 4
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCount { lengths[Self.lengthOrder[index]] = try take(3) }
    let code = HuffmanCode(lengths: lengths)
    let all = try readLengths(code, count: literalCount + distanceCount)
    return (
      HuffmanCode(lengths: Array(all[..<literalCount])), HuffmanCode(lengths: Array(all[literalCount...]))
    )
  }

  private mutating func readLengths(_ code: HuffmanCode, count: Int) throws(CompressionError) -> [Int] {
    var lengths: [Int] = []
    while lengths.count < count {
      let symbol = try take(code)
      switch symbol {
      case 0...15: lengths.append(symbol)
      case 16:
        guard let last = lengths.last else { throw CompressionError("it has a broken code") }
        lengths += repeatElement(last, count: try take(2) + 3)
      case 17: lengths += repeatElement(0, count: try take(3) + 3)
      default: lengths += repeatElement(0, count: try take(7) + 11)
      }
    }
    guard lengths.count == count else { throw CompressionError("it has a broken code") }
    return lengths
  }

  // MARK: Tables (RFC 1951, sections 3.2.5 and 3.2.6)

  private static let fixedLiterals = HuffmanCode(
    lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  private static let fixedDistances = HuffmanCode(lengths: Array(repeating: 5, count: 30))

  private static let lengths: [(base: Int, bits: Int)] = {
    var table = (0..<28).map { index -> (base: Int, bits: Int) in
      let bits = max(0, index / 4 - 1)
      return (index < 8 ? index + 3 : ((4 + index % 4) << bits) + 3, bits)
    }
    table.append((258, 0))
    return table
  }()

  private static let distances: [(base: Int, bits: Int)] = (0..<30).map { index in
    let bits = max(0, index / 2 - 1)
    return (index < 4 ? index + 1 : ((2 + index % 2) << bits) + 1, bits)
  }
}
