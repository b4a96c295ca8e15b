/// Paths as texts.
enum Path {
  /// The shortest path that leads to the same place: no `.`, no `x/..`, no doubled or final slashes.
  static func cleaned(_ path: String) -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// The last part of a path, `.` for an empty one.
  static func lastPart(_ path: String) -> String {
    guard !path.isEmpty else { return "." }
    return path.split(separator: "/").last.map(String.init) ?? "/"
  }

  /// All but the last part of a path, cleaned.
  static func directory(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return cleaned(String(path[...slash]))
  }

  /// `path` as seen from `directory`.
  static func resolved(_ path: String, in directory: String) -> String {
    path.utf8.first == UInt8(ascii: "/") ? path : directory + "/" + path
  }

  /// The rest of `path` below `directory`, both cleaned; nil when it is not below.
  static func relative(_ path: String, to directory: String) -> String? {
    if directory == "." { return path.hasBytes("../") || path.hasBytes("/") ? nil : path }
    let start = directory == "/" ? "/" : directory + "/"
    return path.hasBytes(start) ? String(path.dropFirst(start.count)) : nil
  }
}
