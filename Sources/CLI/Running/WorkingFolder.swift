import Glibc
import StateStorage

/// The folder that relative paths start from, of which a process has one: whatever is read by a relative path is of one
/// template at a time.
enum WorkingFolder {
  static func enter(_ folder: String) throws {
    guard chdir(folder) == 0 else { throw FileAccess.failure(.unreadable, "enter", folder) }
  }

  /// The path of what there is, from the root and without links; nil when there is nothing.
  static func absolutePath(of path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// Runs `body` in another folder. Not for two at once.
  static func during<Result>(_ folder: String, _ body: () async throws -> Result) async throws -> Result {
    let before = ProcessEnvironment.workingDirectory
    try enter(folder)
    defer { chdir(before) }
    return try await body()
  }
}
