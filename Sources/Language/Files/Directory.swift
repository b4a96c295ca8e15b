/// A directory, by a path that is kept as the user wrote it so that diagnostics can show it.
package struct Directory: Hashable, Sendable {
  package let path: String

  /// Simplifies `path` without asking the file system: `a/./b//..` becomes `a`, and nothing becomes `.`.
  package init(_ path: String) {
    self.path = Path.cleaned(path)
  }

  /// The path of something in the directory; `main.tf` in the directory `.` is `main.tf`.
  package func path(of relative: String) -> String {
    Path.cleaned(Path.resolved(relative, in: path))
  }

  package func subdirectory(_ relative: String) -> Directory { Directory(path(of: relative)) }

  package var exists: Bool { (try? FileSystem.kind(path)) == .directory }

  /// The names of the entries, sorted by their bytes.
  package func names() throws(FileError) -> [String] { try FileSystem.names(in: path).sorted() }
}
