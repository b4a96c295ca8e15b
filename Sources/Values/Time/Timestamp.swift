import Glibc

/// A moment with the UTC offset it was written with (RFC 3339).
public struct Timestamp: Hashable, Sendable {
  /// Since 1970-01-01T00:00:00Z.
  public var seconds: Int
  /// From 0 up to a second.
  public var nanoseconds = 0
  /// East of Greenwich, in seconds.
  public var offset = 0

  public init(seconds: Int, nanoseconds: Int = 0, offset: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.offset = offset
  }

  /// The system's time in UTC, to the second.
  public static func now() -> Timestamp { Timestamp(seconds: time(nil)) }

  /// The parts as a clock and a calendar at that offset show them.
  public var components: Components {
    let local = seconds + offset
    let days = Int((Double(local) / 86_400).rounded(.down))
    return Components(days: days, secondOfDay: local - days * 86_400)
  }

  public mutating func add(_ duration: Duration) {
    let (whole, attoseconds) = duration.components
    let sum = nanoseconds + Int(attoseconds / 1_000_000_000)
    seconds += Int(whole) + (sum < 0 ? -1 : sum / 1_000_000_000)
    nanoseconds = (sum + 1_000_000_000) % 1_000_000_000
  }

  /// `+05:30` or, without a separator, `+0530`.
  public func offsetText(separator: String) -> String {
    let minutes = abs(offset) / 60
    let sign = offset < 0 ? "-" : "+"
    return sign + Self.padded(minutes / 60) + separator + Self.padded(minutes % 60)
  }

  package static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Timestamp: CustomStringConvertible {
  /// `2018-01-02T23:12:01Z`; fractions of a second are left out.
  public var description: String {
    let parts = components
    let date = "\(Self.padded(parts.year, 4))-\(Self.padded(parts.month))-\(Self.padded(parts.day))"
    let time = "\(Self.padded(parts.hour)):\(Self.padded(parts.minute)):\(Self.padded(parts.second))"
    return "\(date)T\(time)\(offset == 0 ? "Z" : offsetText(separator: ":"))"
  }
}
