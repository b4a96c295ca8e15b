/// Where this program keeps what it keeps for its user, by the XDG base directory specification.
public enum StandardFolders {
  /// The folder of databases, templates and keys: `RCW_HOME`, or `rcw` among the user's data. nil when the environment
  /// names neither it nor a home directory.
  public static func home(_ environment: [String: String]) -> String? {
    folder("RCW_HOME", environment) ?? folder("XDG_DATA_HOME", environment).map { "\($0)/rcw" }
      ?? folder("HOME", environment).map { "\($0)/.local/share/rcw" }
  }

  /// The folder of what can be had again: `cache` in `RCW_HOME`, or `rcw` among the user's caches.
  public static func cache(_ environment: [String: String]) -> String? {
    folder("RCW_HOME", environment).map { "\($0)/cache" }
      ?? folder("XDG_CACHE_HOME", environment).map { "\($0)/rcw" }
      ?? folder("HOME", environment).map { "\($0)/.cache/rcw" }
  }

  /// What is set to nothing counts as not set.
  private static func folder(_ variable: String, _ environment: [String: String]) -> String? {
    environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }
}
