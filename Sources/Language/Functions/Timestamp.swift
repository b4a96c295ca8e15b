import HCL

/// A moment with the UTC offset it was written with (RFC 3339).
struct Timestamp {
  /// Since 1970-01-01T00:00:00Z.
  var seconds: Int
  /// From 0 up to a second.
  var nanoseconds = 0
  /// East of Greenwich, in seconds.
  var offset = 0

  /// The parts as a clock and a calendar at that offset show them.
  var components: Components {
    let local = seconds + offset
    let days = Int((Double(local) / 86_400).rounded(.down))
    return Components(days: days, secondOfDay: local - days * 86_400)
  }

  /// `2018-01-02T23:12:01Z`; fractions of a second are left out.
  var description: String {
    let parts = components
    let date = "\(Self.padded(parts.year, 4))-\(Self.padded(parts.month))-\(Self.padded(parts.day))"
    let time = "\(Self.padded(parts.hour)):\(Self.padded(parts.minute)):\(Self.padded(parts.second))"
    return "\(date)T\(time)\(offset == 0 ? "Z" : offsetText(separator: ":"))"
  }

  mutating func add(_ duration: Duration) {
    let (whole, attoseconds) = duration.components
    let sum = nanoseconds + Int(attoseconds / 1_000_000_000)
    seconds += Int(whole) + (sum < 0 ? -1 : sum / 1_000_000_000)
    nanoseconds = (sum + 1_000_000_000) % 1_000_000_000
  }

  /// `+05:30` or, without a separator, `+0530`.
  func offsetText(separator: String) -> String {
    let minutes = abs(offset) / 60
    let sign = offset < 0 ? "-" : "+"
    return sign + Self.padded(minutes / 60) + separator + Self.padded(minutes % 60)
  }

  static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

// MARK: The calendar

extension Timestamp {
  /// A day of the proleptic Gregorian calendar and a time of day.
  struct Components {
    var year: Int
    var month: Int
    var day: Int
    /// From 0 for Sunday.
    var weekday: Int
    var hour: Int
    var minute: Int
    var second: Int

    /// - Parameter days: since 1970-01-01.
    fileprivate init(days: Int, secondOfDay: Int) {
      // Years are counted from March here, so that the leap day is a year's last and 400 years, an era,
      // always have the same 146 097 days.
      let sinceMarch = days + 719_468
      let era = (sinceMarch >= 0 ? sinceMarch : sinceMarch - 146_096) / 146_097
      let dayOfEra = sinceMarch - era * 146_097
      let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let monthFromMarch = (5 * dayOfYear + 2) / 153
      day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
      month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
      year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
      weekday = ((days + 4) % 7 + 7) % 7
      hour = secondOfDay / 3_600
      minute = secondOfDay / 60 % 60
      second = secondOfDay % 60
    }
  }

  /// The days from 1970-01-01 to a date.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

// MARK: Reading

extension Timestamp {
  /// - Parameter argument: the argument of the function that is given to be read.
  init(_ text: String, argument: Int) throws(FunctionError) {
    do {
      var reader = TimestampReader(rest: Array(text.utf8)[...])
      self = try reader.read()
    } catch {
      throw FunctionError("not a valid RFC3339 timestamp: \(error.reason)", argument: argument)
    }
  }
}

private struct TimestampReader {
  struct Failure: Error {
    var reason: String
  }

  var rest: ArraySlice<UInt8>

  mutating func read() throws(Failure) -> Timestamp {
    let year = try number("year", digits: 4, in: 0...9999)
    try expect("-")
    let month = try number("month", in: 1...12)
    try expect("-")
    let day = try number("day", in: 1...31)
    guard day <= Timestamp.daysInMonth(month, year: year) else { throw Failure(reason: "day out of range") }
    guard rest.popFirst() == UInt8(ascii: "T") else {
      throw Failure(reason: "missing required time introducer 'T'")
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
    guard !rest.isEmpty else { throw Failure(reason: "end of string before UTC offset") }
    let text = String(decoding: rest, as: UTF8.self)
    let sign = rest.removeFirst()
    if sign == UInt8(ascii: "Z"), rest.isEmpty { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 5 else {
      throw Failure(reason: "cannot use \"\(text)\" as UTC offset")
    }
    let hours = try number("hour of the UTC offset", in: 0...23)
    try expect(":")
    let minutes = try number("minute of the UTC offset", in: 0...59)
    return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }

  private mutating func number(
    _ name: String, digits: Int = 2, in range: ClosedRange<Int>
  ) throws(Failure) -> Int {
    guard !rest.isEmpty else { throw Failure(reason: "end of string before \(name)") }
    let text = rest.prefix(digits)
    guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(String(decoding: text, as: UTF8.self))
    else { throw Failure(reason: "cannot use \"\(String(decoding: rest, as: UTF8.self))\" as \(name)") }
    guard range.contains(number) else {
      throw Failure(reason: "\(name) must be between \(range.lowerBound) and \(range.upperBound) inclusive")
    }
    rest = rest.dropFirst(digits)
    return number
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard let found = rest.popFirst() else { throw Failure(reason: "end of string before \"\(character)\"") }
    guard found == UInt8(ascii: character) else {
      throw Failure(reason: "found \"\(Unicode.Scalar(found))\" where \"\(character)\" is expected")
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
