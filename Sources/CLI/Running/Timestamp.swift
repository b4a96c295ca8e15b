import Glibc

/// Points in time as RFC 3339 writes them.
enum Timestamp {
  /// Now, in seconds since 1970-01-01T00:00:00Z.
  static var seconds: Int { time(nil) }

  /// Now, in UTC, to the second.
  static var now: String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}

/// The version of this program.
enum Version {
  static let number = "0.1.0"
}
