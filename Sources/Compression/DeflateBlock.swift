/// A byte, or a repetition of bytes that came before.
enum DeflateToken {
  case literal(UInt8)
  /// `length` from 3 to 258 bytes, `distance` from 1 to 32768 bytes ago.
  case match(length: Int, distance: Int)
}

/// One block of a DEFLATE stream (RFC 1951, section 3.2), in whichever of the three forms is shortest.
struct DeflateBlock {
  private let tokens: [DeflateToken]
  /// What the tokens stand for; nil when it cannot be copied.
  private let content: ArraySlice<UInt8>?
  /// By symbol of the code for literals and lengths; the end of the block occurs once.
  private var literalFrequencies = [Int](repeating: 0, count: 286)
  private var distanceFrequencies = [Int](repeating: 0, count: 30)
  /// Bits that follow the codes of lengths and distances.
  private var extraBits = 0

  init(_ tokens: [DeflateToken], content: ArraySlice<UInt8>?) {
    self.tokens = tokens
    self.content = content
    literalFrequencies[256] = 1
    for token in tokens { count(token) }
    // A block needs a code for distances even if it has none.
    if distanceFrequencies.allSatisfy({ $0 == 0 }) { distanceFrequencies[0] = 1 }
  }

  private mutating func count(_ token: DeflateToken) {
    switch token {
    case .literal(let byte): literalFrequencies[Int(byte)] += 1
    case .match(let length, let distance):
      let (length, distance) = (DeflateTables.length(length), DeflateTables.distance(distance))
      literalFrequencies[length.symbol] += 1
      distanceFrequencies[distance.symbol] += 1
      extraBits += length.extraLength + distance.extraLength
    }
  }

  func write(to writer: inout BitWriter) {
    let dynamic = DynamicCodes(literalFrequencies, distanceFrequencies)
    let fixedSize =
      3 + DeflateTables.fixedLiterals.size(of: literalFrequencies)
      + DeflateTables.fixedDistances.size(of: distanceFrequencies) + extraBits
    let dynamicSize = dynamic.size + extraBits
    let huffmanSize = min(fixedSize, dynamicSize)
    if let content, content.count <= 65_535, (content.count + 5) * 8 < huffmanSize {
      Self.writeStoredHeader(length: content.count, isLast: false, to: &writer)
      writer.append(content)
    } else if dynamicSize < fixedSize {
      dynamic.writeHeader(to: &writer)
      writeTokens(dynamic.literals, dynamic.distances, to: &writer)
    } else {
      writer.write(0b010, 3)
      writeTokens(DeflateTables.fixedLiterals, DeflateTables.fixedDistances, to: &writer)
    }
  }

  /// Begins a block of bytes that are copied.
  static func writeStoredHeader(length: Int, isLast: Bool, to writer: inout BitWriter) {
    writer.write(isLast ? 1 : 0, 3)
    writer.align()
    writer.write(length, 16)
    writer.write(~length & 0xFFFF, 16)
  }

  private func writeTokens(
    _ literals: HuffmanEncoding, _ distances: HuffmanEncoding, to writer: inout BitWriter
  ) {
    for token in tokens {
      switch token {
      case .literal(let byte): writer.write(literals.codes[Int(byte)])
      case .match(let length, let distance):
        let (length, distance) = (DeflateTables.length(length), DeflateTables.distance(distance))
        writer.write(literals.codes[length.symbol])
        writer.write(length.extra, length.extraLength)
        writer.write(distances.codes[distance.symbol])
        writer.write(distance.extra, distance.extraLength)
      }
    }
    writer.write(literals.codes[256])
  }
}

/// The tables of RFC 1951, sections 3.2.5 and 3.2.6.
enum DeflateTables {
  /// A symbol and the bits that follow its code.
  struct Entry {
    var symbol: Int
    var extra: Int
    var extraLength: Int
  }

  static let fixedLiterals = HuffmanEncoding(
    lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  static let fixedDistances = HuffmanEncoding(lengths: Array(repeating: 5, count: 30))

  /// The order in which the lengths of the code for code lengths stand (section 3.2.7).
  static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  static func length(_ length: Int) -> Entry {
    length == 258
      ? Entry(symbol: 285, extra: 0, extraLength: 0) : entry(length - 3, groupOf: 4, firstSymbol: 257)
  }

  static func distance(_ distance: Int) -> Entry { entry(distance - 1, groupOf: 2, firstSymbol: 0) }

  /// Symbols come in groups, of which each but the first two has one bit more that follows.
  private static func entry(_ value: Int, groupOf size: Int, firstSymbol: Int) -> Entry {
    guard value >= 2 * size else { return Entry(symbol: firstSymbol + value, extra: 0, extraLength: 0) }
    let sizeBits = size.trailingZeroBitCount
    let extraLength = Int.bitWidth - 1 - value.leadingZeroBitCount - sizeBits
    let index = extraLength * size + value >> extraLength
    return Entry(
      symbol: firstSymbol + index, extra: value & ((1 << extraLength) - 1), extraLength: extraLength)
  }
}
