import Values

/// How long a server asks to be left alone.
enum RetryAfter {
  /// From `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3), or from Azure's fields in
  /// milliseconds. A date counts from the response's own `Date`, so that the clocks need not agree; without
  /// one it is passed over.
  static func delay(in headers: HTTPHeaders) -> Duration? {
    for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
      if let milliseconds = headers[name].flatMap({ UInt32($0) }) { return .milliseconds(milliseconds) }
    }
    guard let value = headers["Retry-After"] else { return nil }
    if let seconds = UInt32(value) { return .seconds(seconds) }
    guard let then = HTTPDate.seconds(value), let now = headers["Date"].flatMap(HTTPDate.seconds) else {
      return nil
    }
    return .seconds(max(0, then - now))
  }
}

/// Dates in header fields (RFC 9110, section 5.6.7), in the three forms that must be understood.
enum HTTPDate {
  /// Seconds since 1970-01-01T00:00:00Z; nil when the text is no such date.
  static func seconds(_ text: String) -> Int? {
    let words = text.split { " ,-".contains($0) }.map(String.init)
    switch words.count {
    // Sun, 06 Nov 1994 08:49:37 GMT, and with hyphens and two digits of the year
    case 6: return seconds(year: words[3], month: words[2], day: words[1], time: words[4])
    // Sun Nov  6 08:49:37 1994
    case 5: return seconds(year: words[4], month: words[1], day: words[2], time: words[3])
    default: return nil
    }
  }

  private static func seconds(year: String, month: String, day: String, time: String) -> Int? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0)) }
    guard let month = months.firstIndex(of: month), let day = number(day), (1...31).contains(day),
      let year = number(year).map(fullYear), clock.count == 3,
      let hour = clock[0], let minute = clock[1], let second = clock[2],
      hour < 24, minute < 60, second < 61
    else { return nil }
    return Timestamp.days(year: year, month: month + 1, day: day) * 86400 + hour * 3600 + minute * 60 + second
  }

  /// A number of at most four digits.
  private static func number(_ text: String) -> Int? {
    text.utf8.count <= 4 && text.utf8.allSatisfy(\.isASCIIDigit) ? Int(text) : nil
  }

  /// Two digits mean the nearest such year; these dates are of today.
  private static func fullYear(_ year: Int) -> Int {
    year < 70 ? year + 2000 : year < 100 ? year + 1900 : year
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
