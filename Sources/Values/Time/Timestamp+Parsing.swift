extension Timestamp {
  /// Why a text is no timestamp.
  public struct SyntaxError: Error, Hashable, CustomStringConvertible {
    /// A clause such as `day out of range`.
    public var description: String
  }

  /// Reads `2018-01-02T23:12:01.5+01:00`.
  public init(_ text: String) throws(SyntaxError) {
    var reader = TimestampReader(rest: Array(text.utf8)[...])
    self = try reader.read()
  }
}

private struct TimestampReader {
  typealias Failure = Timestamp.SyntaxError

  var rest: ArraySlice<UInt8>

  mutating func read() throws(Failure) -> Timestamp {
    let year = try number("year", digits: 4, in: 0...9999)
    try expect("-")
    let month = try number("month", in: 1...12)
    try expect("-")
    let day = try number("day", in: 1...31)
    guard day <= Timestamp.daysInMonth(month, year: year) else {
      throw Failure(description: "day out of range")
    }
    guard rest.popFirst() == UInt8(ascii: "T") else {
      throw Failure(description: "missing required time introducer 'T'")
    }
    let hour = try number("hour", in: 0...23)
    try expect(":")
    let minute = try number("minute", in: 0...59)
    try expect(":")
    let second = try number("second", in: 0...59)
    let nanoseconds = takeFraction()
    let offset = try readOffset()
    let days = Timestamp.days(year: year, month: month, day: day)
    let local = days * 86_400 + hour * 3_600 + minute * 60 + second
    return Timestamp(seconds: local - offset, nanoseconds: nanoseconds, offset: offset)
  }

  private mutating func readOffset() throws(Failure) -> Int {
    guard !rest.isEmpty else { throw Failure(description: "end of string before UTC offset") }
    let text = String(decoding: rest, as: UTF8.self)
    let sign = rest.removeFirst()
    if sign == UInt8(ascii: "Z"), rest.isEmpty { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 5 else {
      throw Failure(description: "cannot use \"\(text)\" as UTC offset")
    }
    let hours = try number("hour of the UTC offset", in: 0...23)
    try expect(":")
    let minutes = try number("minute of the UTC offset", in: 0...59)
    return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }

  private mutating func number(
    _ name: String, digits: Int = 2, in range: ClosedRange<Int>
  ) throws(Failure) -> Int {
    guard !rest.isEmpty else { throw Failure(description: "end of string before \(name)") }
    let text = rest.prefix(digits)
    guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(String(decoding: text, as: UTF8.self))
    else { throw Failure(description: "cannot use \"\(String(decoding: rest, as: UTF8.self))\" as \(name)") }
    guard range.contains(number) else {
      throw Failure(
        description: "\(name) must be between \(range.lowerBound) and \(range.upperBound) inclusive")
    }
    rest = rest.dropFirst(digits)
    return number
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard let found = rest.popFirst() else {
      throw Failure(description: "end of string before \"\(character)\"")
    }
    guard found == UInt8(ascii: character) else {
      throw Failure(description: "found \"\(Unicode.Scalar(found))\" where \"\(character)\" is expected")
    }
  }

  /// Takes `.123` and returns it in nanoseconds, cut off after nine digits.
  private mutating func takeFraction() -> Int {
    guard rest.first == UInt8(ascii: ".") else { return 0 }
    let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return 0 }
    rest = rest[digits.endIndex...]
    let nine = digits.prefix(9) + Array(repeating: 0x30, count: max(0, 9 - digits.count))
    return nine.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
