/// The codes of a block that brings its own (RFC 1951, section 3.2.7).
struct DynamicCodes {
  let literals: HuffmanEncoding
  let distances: HuffmanEncoding
  /// How long the block gets, in bits, without what follows the codes of lengths and distances.
  let size: Int

  private let literalCount: Int
  private let distanceCount: Int
  /// The lengths of all codes, as runs.
  private let runs: [LengthRun]
  private let runCodes: HuffmanEncoding
  /// How many of the lengths of ``runCodes`` are written.
  private let runCodeCount: Int

  init(_ literalFrequencies: [Int], _ distanceFrequencies: [Int]) {
    literals = HuffmanEncoding(frequencies: literalFrequencies, maxLength: 15)
    distances = HuffmanEncoding(frequencies: distanceFrequencies, maxLength: 15)
    literalCount = (literalFrequencies.lastIndex { $0 > 0 } ?? 256) + 1
    distanceCount = (distanceFrequencies.lastIndex { $0 > 0 } ?? 0) + 1
    runs = LengthRun.runs(
      of: (literals.codes[..<literalCount] + distances.codes[..<distanceCount]).map(\.length))
    var runFrequencies = [Int](repeating: 0, count: 19)
    for run in runs { runFrequencies[run.symbol] += 1 }
    runCodes = HuffmanEncoding(frequencies: runFrequencies, maxLength: 7)
    runCodeCount = max(4, (DeflateTables.lengthOrder.lastIndex { runFrequencies[$0] > 0 } ?? 0) + 1)
    let headerSize =
      3 + 5 + 5 + 4 + 3 * runCodeCount + runCodes.size(of: runFrequencies)
      + runs.reduce(0) { $0 + $1.extraLength }
    size = headerSize + literals.size(of: literalFrequencies) + distances.size(of: distanceFrequencies)
  }

  /// Begins the block, which is not the last one.
  func writeHeader(to writer: inout BitWriter) {
    writer.write(0b100, 3)
    writer.write(literalCount - 257, 5)
    writer.write(distanceCount - 1, 5)
    writer.write(runCodeCount - 4, 4)
    for symbol in DeflateTables.lengthOrder[..<runCodeCount] {
      writer.write(runCodes.codes[symbol].length, 3)
    }
    for run in runs {
      writer.write(runCodes.codes[run.symbol])
      writer.write(run.extra, run.extraLength)
    }
  }
}

/// One or several code lengths, written as one symbol and some bits after its code.
struct LengthRun {
  var symbol: Int
  var extra = 0
  var extraLength: Int {
    switch symbol {
    case 16: 2
    case 17: 3
    case 18: 7
    default: 0
    }
  }

  static func runs(of lengths: [Int]) -> [LengthRun] {
    var runs: [LengthRun] = []
    var rest = lengths[...]
    while let length = rest.first {
      let count = rest.prefix { $0 == length }.count
      rest.removeFirst(count)
      runs += length == 0 ? zeros(count) : repetition(of: length, count)
    }
    return runs
  }

  private static func zeros(_ count: Int) -> [LengthRun] {
    var (runs, count) = ([LengthRun](), count)
    while count >= 11 {
      let part = min(count, 138)
      runs.append(LengthRun(symbol: 18, extra: part - 11))
      count -= part
    }
    if count >= 3 {
      runs.append(LengthRun(symbol: 17, extra: count - 3))
      count = 0
    }
    return runs + repeatElement(LengthRun(symbol: 0), count: count)
  }

  /// The length itself, then how often it repeats.
  private static func repetition(of length: Int, _ count: Int) -> [LengthRun] {
    var (runs, count) = ([LengthRun(symbol: length)], count - 1)
    while count >= 3 {
      let part = min(count, 6)
      runs.append(LengthRun(symbol: 16, extra: part - 3))
      count -= part
    }
    return runs + repeatElement(LengthRun(symbol: length), count: count)
  }
}
