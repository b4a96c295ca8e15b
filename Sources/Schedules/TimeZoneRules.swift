import Values

/// How far the clocks of a region are from UTC, over time.
public struct TimeZoneRules: Hashable, Sendable {
  public static let utc = TimeZoneRules(transitions: [], initial: 0, later: nil)

  struct Transition: Hashable, Sendable {
    /// Since 1970.
    var seconds: Int
    /// East of Greenwich, in seconds.
    var offset: Int
  }

  /// In order.
  let transitions: [Transition]
  /// Before the first.
  let initial: Int
  /// After the last; nil when that one holds for good.
  let later: RecurringOffset?

  /// Seconds east of Greenwich.
  public func offset(at moment: Int) -> Int {
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].seconds <= moment { low = middle + 1 } else { high = middle }
    }
    if low == transitions.count, let later { return later.offset(at: moment) }
    return low == 0 ? initial : transitions[low - 1].offset
  }

  /// The first moment at which the clocks show a time; for a time that they skip, the moment at which they would
  /// show it had they not been put forward.
  ///
  /// - Parameter local: as if it were in UTC, in seconds since 1970.
  func moment(ofLocal local: Int) -> Int {
    // No offset is more than a day, and none holds for less than that.
    let before = offset(at: local - 86_400)
    let first = local - before
    if offset(at: first) == before { return first }
    let second = local - offset(at: local + 86_400)
    return offset(at: second) == local - second ? second : first
  }
}

// MARK: The format of the time zone database

extension TimeZoneRules {
  /// Reads a compiled file of the IANA time zone database, of version 2 or later (RFC 9636).
  ///
  /// - Returns: nil when it is none.
  public init?(compiled bytes: [UInt8]) {
    var reader = CompiledZone(bytes: bytes)
    guard let first = reader.header(), first.version >= UInt8(ascii: "2") else { return nil }
    // What follows at once is there for readers of version 1.
    reader.position += first.size(ofTime: 4)
    guard let header = reader.header(), let zone = reader.zone(header) else { return nil }
    self = zone
  }
}

private struct CompiledZone {
  let bytes: [UInt8]
  var position = 0

  struct Header {
    var version: UInt8
    /// In the order of the file: UT indicators, standard indicators, leap seconds, transitions, types, characters.
    var counts: [Int]

    /// Of the data that follow, in bytes.
    func size(ofTime bytes: Int) -> Int {
      counts[3] * (bytes + 1) + counts[4] * 6 + counts[5] + counts[2] * (bytes + 4) + counts[1] + counts[0]
    }
  }

  mutating func header() -> Header? {
    guard let start = take(44), start.starts(with: Array("TZif".utf8)) else { return nil }
    let counts = (0..<6).map { Self.number(start.dropFirst(20 + 4 * $0).prefix(4)) }
    guard counts.allSatisfy({ (0...1_000_000).contains($0) }) else { return nil }
    return Header(version: start[start.startIndex + 4], counts: counts)
  }

  mutating func zone(_ header: Header) -> TimeZoneRules? {
    let (count, types) = (header.counts[3], header.counts[4])
    guard let times = take(count * 8), let indices = take(count), let records = take(types * 6) else {
      return nil
    }
    let offsets = (0..<types).map { Self.number(records.dropFirst(6 * $0).prefix(4)) }
    guard let initial = offsets.first, indices.allSatisfy({ Int($0) < types }) else { return nil }
    let transitions = zip(0..<count, indices).map { index, type in
      TimeZoneRules.Transition(
        seconds: Self.number(times.dropFirst(8 * index).prefix(8)), offset: offsets[Int(type)])
    }
    position += header.counts[5] + header.counts[2] * 12 + header.counts[1] + header.counts[0]
    let newline = UInt8(ascii: "\n")
    let footer = bytes.dropFirst(position + 1).prefix { $0 != newline }
    return TimeZoneRules(
      transitions: transitions, initial: initial,
      later: RecurringOffset(String(decoding: footer, as: UTF8.self)))
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard bytes.count - position >= count else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Most significant byte first, in two's complement.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    let sign = (bytes.first ?? 0) & 0x80 != 0 ? -1 : 0
    return bytes.reduce(sign) { $0 << 8 | Int($1) }
  }
}
