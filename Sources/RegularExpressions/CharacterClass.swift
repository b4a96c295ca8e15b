/// A set of Unicode scalars: `[a-z]`, `\d`, `\pL`, `.`.
struct CharacterClass: Sendable {
  static let lastScalar: UInt32 = 0x10FFFF

  private var ranges: [ClosedRange<UInt32>] = []
  private var categories: [CategorySet] = []
  private var isNegated = false
  private var foldsCase = false
  /// The answer for ASCII, one bit a character; valid once ``sealed()``.
  private var ascii: (low: UInt64, high: UInt64) = (0, 0)

  init() {}

  init(_ ranges: ClosedRange<UInt32>...) {
    self.ranges = ranges
    seal()
  }

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  mutating func insert(_ other: [ClosedRange<UInt32>]) { ranges += other }

  mutating func insert(_ category: CategorySet) { categories.append(category) }

  /// The class made ready for matching.
  func sealed(isNegated: Bool = false, foldsCase: Bool = false) -> CharacterClass {
    var result = self
    result.isNegated = isNegated
    result.foldsCase = foldsCase
    result.seal()
    return result
  }

  func contains(_ scalar: UInt32) -> Bool {
    if scalar < 64 { return ascii.low >> UInt64(scalar) & 1 == 1 }
    if scalar < 128 { return ascii.high >> UInt64(scalar - 64) & 1 == 1 }
    return computesContains(scalar)
  }

  private mutating func seal() {
    if foldsCase { insertCaseVariants() }
    ranges = Self.normalised(ranges)
    for scalar in 0..<64 as Range<UInt32> {
      if computesContains(scalar) { ascii.low |= 1 << UInt64(scalar) }
      if computesContains(scalar + 64) { ascii.high |= 1 << UInt64(scalar) }
    }
  }

  /// Large ranges, which hold their own variants nearly always, are left to ``computesContains(_:)``.
  private mutating func insertCaseVariants() {
    for range in ranges where range.count <= 512 {
      for scalar in range { ranges += CaseFolding.variants(of: scalar).map { $0...$0 } }
    }
  }

  private func computesContains(_ scalar: UInt32) -> Bool {
    let isListed =
      foldsCase ? CaseFolding.variants(of: scalar).contains(where: lists) : lists(scalar)
    return isListed != isNegated
  }

  private func lists(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    if low < ranges.count, ranges[low].contains(scalar) { return true }
    return categories.contains { $0.contains(scalar) }
  }
}

extension CharacterClass {
  /// The same scalars in ascending ranges that neither touch nor overlap.
  static func normalised(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound &+ 1 {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  /// All other scalars.
  static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in normalised(ranges) {
      if next < range.lowerBound { result.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= lastScalar { result.append(next...lastScalar) }
    return result
  }
}
