/// A canonical Huffman code (RFC 1951, section 3.2.2), given by the length of each symbol's code.
struct HuffmanCode {
  static let maxLength = 15

  /// How many codes there are of each length.
  private var counts = [Int](repeating: 0, count: maxLength + 1)
  /// By length of their codes, then by value.
  private var symbols: [Int] = []

  /// - Parameter lengths: by symbol; 0 for symbols that do not occur.
  init(lengths: [Int]) {
    for length in 1...Self.maxLength {
      let ofLength = lengths.indices.filter { lengths[$0] == length }
      counts[length] = ofLength.count
      symbols += ofLength
    }
  }

  /// How far a code has been read.
  struct Decoder {
    var length = 0
    fileprivate var code = 0
    /// The first code of the current length, and the index of its symbol.
    fileprivate var first = 0
    fileprivate var index = 0
  }

  /// The symbol whose code the next bit completes; nil when more bits are needed.
  func symbol(after bit: Int, _ decoder: inout Decoder) -> Int? {
    decoder.length += 1
    guard decoder.length <= Self.maxLength else { return nil }
    decoder.code |= bit
    let count = counts[decoder.length]
    let position = decoder.code - decoder.first
    if position < count, position >= 0 { return symbols[decoder.index + position] }
    decoder.index += count
    decoder.first = (decoder.first + count) << 1
    decoder.code <<= 1
    return nil
  }
}
