/// Where random values come from: the system's generator, or a seed that gives the same values every time.
struct RandomSource: RandomNumberGenerator, Sendable {
  private enum Kind {
    case system(SystemRandomNumberGenerator)
    case seeded(UInt64)
  }

  private var kind: Kind

  init() { kind = .system(SystemRandomNumberGenerator()) }

  /// - Parameter seed: Hashed with FNV-1a, 64 bits.
  init(seed: String) {
    kind = .seeded(
      seed.utf8.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in (hash ^ UInt64(byte)) &* 0x100_0000_01B3 })
  }

  /// From the seed, when there is one that is not empty.
  init(_ seed: String?) {
    if let seed, !seed.isEmpty { self.init(seed: seed) } else { self.init() }
  }

  mutating func next() -> UInt64 {
    switch kind {
    case .system(var system):
      return system.next()
    case .seeded(let state):
      let (word, next) = Self.splitMix(state)
      kind = .seeded(next)
      return word
    }
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }

  /// SplitMix64 (Steele, Lea, Flood 2014): the word for a state, and the state after it.
  private static func splitMix(_ state: UInt64) -> (word: UInt64, next: UInt64) {
    let next = state &+ 0x9E37_79B9_7F4A_7C15
    var word = next
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return (word ^ word >> 31, next)
  }
}
