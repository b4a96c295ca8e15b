import Glibc
public import Schedules
import StateStorage

/// The time zones that this machine knows.
public enum TimeZones {
  private static let folder = "/usr/share/zoneinfo"

  /// The rules of a zone.
  ///
  /// - Parameter name: `Europe/Berlin`; nil for UTC.
  /// - Throws: ``ScheduleError``
  public static func rules(named name: String?) throws(ScheduleError) -> TimeZoneRules {
    guard let name, name != "UTC", name != "Etc/UTC" else { return .utc }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-_".contains($0)) }
    }
    guard isPlain, let content = try? FileAccess.read("\(folder)/\(name)"),
      let rules = TimeZoneRules(compiled: content)
    else {
      let hint = access(folder, F_OK) == 0 ? "" : " This machine has no time zones: install tzdata."
      throw ScheduleError("There is no time zone \"\(name)\". Write one such as Europe/Berlin.\(hint)")
    }
    return rules
  }

  /// The name of the zone that this machine is in.
  public static func local(_ environment: [String: String]) -> String {
    if let name = environment["TZ"], (try? rules(named: name)) != nil { return name }
    guard let path = realpath("/etc/localtime", nil) else { return "UTC" }
    defer { free(path) }
    let target = String(cString: path)
    guard target.hasPrefix(folder + "/") else { return "UTC" }
    let name = String(target.dropFirst(folder.count + 1))
    return (try? rules(named: name)) != nil ? name : "UTC"
  }
}

/// Why a text says nothing of when.
public struct ScheduleError: Error, Hashable, CustomStringConvertible {
  /// Full sentences.
  public var description: String

  init(_ description: String) { self.description = description }
}
