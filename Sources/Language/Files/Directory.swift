import Glibc

/// A directory, by a path that is kept as the user wrote it so that diagnostics can show it.
package struct Directory: Hashable, Sendable {
  package let path: String

  /// Simplifies `path` without asking the file system: `a/./b//..` becomes `a`, and nothing becomes `.`.
  package init(_ path: String) {
    self.path = Self.normalised(path)
  }

  /// The path of something in the directory; `main.tf` in the directory `.` is `main.tf`.
  package func path(of relative: String) -> String {
    if relative.hasPrefix("/") { return Self.normalised(relative) }
    return Self.normalised(path + "/" + relative)
  }

  package func subdirectory(_ relative: String) -> Directory { Directory(path(of: relative)) }

  /// The last component of the path.
  package var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  package var exists: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names of the entries, without `.` and `..`, sorted by their bytes.
  package func names() throws(FileError) -> [String] {
    guard let stream = opendir(path) else { throw FileError(path: path, errno: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func normalised(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      guard part == ".." else {
        parts.append(part)
        continue
      }
      if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    if isAbsolute { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }
}
