/// Assigns Huffman codes of limited length to symbols by how often they occur.
///
/// Where several codes are equally short, it is the one that Go's compressor chooses.
struct HuffmanEncoding {
  struct Code {
    /// In the order in which they are written, the first one lowest.
    var bits = 0
    /// 0 for a symbol that does not occur.
    var length = 0
  }

  private(set) var codes: [Code]

  /// - Parameters:
  ///   - frequencies: by symbol.
  ///   - maxLength: of a code, in bits.
  init(frequencies: [Int], maxLength: Int) {
    codes = [Code](repeating: Code(), count: frequencies.count)
    let used = frequencies.indices.filter { frequencies[$0] > 0 }
    guard used.count > 2 else {
      for (bits, symbol) in used.enumerated() { codes[symbol] = Code(bits: bits, length: 1) }
      return
    }
    let byFrequency = used.sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
    let counts = Self.lengthCounts(of: byFrequency.map { frequencies[$0] }, maxLength: maxLength)
    assign(byFrequency, counts)
  }

  /// A code of given lengths.
  init(lengths: [Int]) {
    codes = lengths.map { Code(length: $0) }
    var next = 0
    for length in 1...(lengths.max() ?? 1) {
      next <<= 1
      for symbol in lengths.indices where lengths[symbol] == length {
        codes[symbol].bits = Self.reversed(next, length)
        next += 1
      }
    }
  }

  /// How many bits the codes of all occurrences take.
  func size(of frequencies: [Int]) -> Int {
    zip(frequencies, codes).reduce(0) { $0 + $1.0 * $1.1.length }
  }

  // MARK: Lengths

  /// One level of the package-merge algorithm: weights in order, each of a symbol or of two items below.
  private struct Level {
    var weights: [Int] = []
    var isSymbol: [Bool] = []
  }

  /// How many codes there are of each length, from 1.
  ///
  /// - Parameter weights: ascending.
  private static func lengthCounts(of weights: [Int], maxLength: Int) -> [Int] {
    let maxLength = min(maxLength, weights.count - 1)
    var levels: [Level] = []
    for _ in 0..<maxLength { levels.append(level(weights, above: levels.last)) }
    // The cheapest items of the top level; each package among them takes two from the level below.
    var symbolCounts: [Int] = []
    var taken = 2 * weights.count - 2
    for level in levels.reversed() {
      let symbols = level.isSymbol.prefix(taken).count { $0 }
      symbolCounts.append(symbols)
      taken = 2 * (taken - symbols)
    }
    // The nth entry says how many symbols have codes of n or more bits.
    return symbolCounts.indices.map { symbolCounts[$0] - ($0 + 1 < maxLength ? symbolCounts[$0 + 1] : 0) }
  }

  /// Packages go before symbols of the same weight.
  private static func level(_ symbols: [Int], above below: Level?) -> Level {
    var packages: [Int] = []
    if let below {
      packages = stride(from: 1, to: below.weights.count, by: 2).map {
        below.weights[$0 - 1] + below.weights[$0]
      }
    }
    var level = Level()
    var (symbol, package) = (0, 0)
    while symbol < symbols.count || package < packages.count {
      let isSymbol =
        package == packages.count || symbol < symbols.count && symbols[symbol] < packages[package]
      level.isSymbol.append(isSymbol)
      level.weights.append(isSymbol ? symbols[symbol] : packages[package])
      if isSymbol { symbol += 1 } else { package += 1 }
    }
    return level
  }

  // MARK: Codes

  /// Gives the shortest codes to the most frequent symbols; among those of one length they ascend with the
  /// symbols.
  private mutating func assign(_ byFrequency: [Int], _ counts: [Int]) {
    var rest = byFrequency[...]
    var next = 0
    for (index, count) in counts.enumerated() {
      next <<= 1
      for symbol in rest.suffix(count).sorted() {
        codes[symbol] = Code(bits: Self.reversed(next, index + 1), length: index + 1)
        next += 1
      }
      rest.removeLast(count)
    }
  }

  private static func reversed(_ code: Int, _ length: Int) -> Int {
    (0..<length).reduce(0) { $0 << 1 | code >> $1 & 1 }
  }
}
