/// Compresses into a DEFLATE stream (RFC 1951).
///
/// The stream is that of Go's compressor at its default level, byte for byte: what `base64gzip` gives ends up
/// in the arguments of resources, which must not change with the program that computes them. So the search
/// for matches, its limits and the choice among codes are Go's (`compress/flate`, as observed).
struct Deflater {
  private static let windowSize = 32_768
  private static let minMatch = 4
  private static let maxMatch = 258
  /// Where a match this long was found, the next position is not looked at for a longer one.
  private static let lazyLimit = 16
  /// A match this long ends the search.
  private static let niceLength = 128
  private static let maxTries = 128
  private static let maxTokens = 16_384

  private let input: [UInt8]
  /// The latest position of each hash, plus one; 0 for none.
  private var heads = [Int32](repeating: 0, count: 1 << 17)
  /// By position within the window: the one before with the same hash, plus one.
  private var previous = [Int32](repeating: 0, count: windowSize)
  /// The first byte that can still be referred to: the window moves on in steps of its size.
  private var base = 0
  private var tokens: [DeflateToken] = []
  /// Where the block that is being gathered starts.
  private var blockStart = 0
  private var writer = BitWriter()

  init(_ input: [UInt8]) {
    self.input = input
    tokens.reserveCapacity(Self.maxTokens)
  }

  /// The stream, with an empty block at its end that flushes and another that closes it.
  mutating func deflate() -> [UInt8] {
    tokenise()
    if !tokens.isEmpty { endBlock(at: input.count) }
    DeflateBlock.writeStoredHeader(length: 0, isLast: false, to: &writer)
    DeflateBlock.writeStoredHeader(length: 0, isLast: true, to: &writer)
    return writer.bytes
  }

  private struct Match {
    var length = minMatch - 1
    var distance = 0
  }

  private mutating func tokenise() {
    var position = 0
    var candidate = 0
    var match = Match()
    // Whether the byte before `position` awaits the decision between it and a match.
    var isPending = false
    while position < input.count {
      moveWindow(to: position)
      if position + Self.minMatch <= input.count { candidate = insert(position) }
      let before = match
      match = betterMatch(at: position, from: candidate, than: before)
      if before.length >= Self.minMatch, match.length <= before.length {
        let end = position + before.length - 1
        for next in position + 1..<max(end, position + 1) where next + Self.minMatch <= input.count {
          _ = insert(next)
        }
        position = max(end, position + 1)
        isPending = false
        match = Match()
        add(.match(length: before.length, distance: before.distance), end: position)
      } else {
        if isPending { add(.literal(input[position - 1]), end: position) }
        position += 1
        isPending = true
      }
    }
    if isPending { tokens.append(.literal(input[position - 1])) }
  }

  /// Go's window is two windows long and moves by one when less than the longest match is left in it.
  private mutating func moveWindow(to position: Int) {
    let end = base + 2 * Self.windowSize
    if end - position < Self.minMatch + Self.maxMatch, end < input.count { base += Self.windowSize }
  }

  private mutating func add(_ token: DeflateToken, end: Int) {
    tokens.append(token)
    if tokens.count == Self.maxTokens { endBlock(at: end) }
  }

  private mutating func endBlock(at end: Int) {
    let content = blockStart >= base ? input[blockStart..<end] : nil
    DeflateBlock(tokens, content: content).write(to: &writer)
    tokens.removeAll(keepingCapacity: true)
    blockStart = end
  }

  // MARK: Matches

  /// Notes a position under its hash, and gives the one that was noted there before, plus one.
  private mutating func insert(_ position: Int) -> Int {
    let word = input[position..<position + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let hash = Int((word &* 0x1E35_A7BD) >> 15)
    let earlier = heads[hash]
    previous[position % Self.windowSize] = earlier
    heads[hash] = Int32(position + 1)
    return Int(earlier)
  }

  /// The longest match, if there may be a longer one than at the position before.
  private func betterMatch(at position: Int, from candidate: Int, than before: Match) -> Match {
    let rest = input.count - position
    guard candidate > 0, candidate - 1 >= max(base, position - Self.windowSize), rest > before.length,
      before.length < Self.lazyLimit
    else { return Match() }
    return longestMatch(at: position, from: candidate - 1, limit: min(rest, Self.maxMatch))
  }

  private func longestMatch(at position: Int, from candidate: Int, limit: Int) -> Match {
    var best = Match()
    var start = candidate
    let nice = min(limit, Self.niceLength)
    for _ in 0..<Self.maxTries {
      if input[position + best.length] == input[start + best.length] {
        let length = matchLength(start, position, limit)
        // A match of the least length from afar costs more than it saves.
        if length > best.length, length > Self.minMatch || position - start <= 4096 {
          best = Match(length: length, distance: position - start)
          if length >= nice { break }
        }
      }
      guard start != position - Self.windowSize else { break }
      start = Int(previous[start % Self.windowSize]) - 1
      guard start >= max(base, position - Self.windowSize) else { break }
    }
    return best
  }

  private func matchLength(_ a: Int, _ b: Int, _ limit: Int) -> Int {
    var length = 0
    while length < limit, input[a + length] == input[b + length] { length += 1 }
    return length
  }
}
