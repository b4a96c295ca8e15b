import FoundationEssentials

/// A file of the repository, which a test may keep up to date.
public struct RepositoryFile {
  /// Absolute.
  public let path: String

  /// - Parameter path: from the root of the repository.
  public init(_ path: String) {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    self.path = "/\(root)/\(path)"
  }

  /// Whether the file holds the text. With `RCW_ACCEPT=1` in the environment it does afterwards.
  public func isSame(as text: String) -> Bool {
    if FileManager.default.contents(atPath: path) == Data(text.utf8) { return true }
    guard ProcessInfo.processInfo.environment["RCW_ACCEPT"] == "1" else { return false }
    return FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
  }
}
