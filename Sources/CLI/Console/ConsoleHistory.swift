import Glibc
import StateStorage

/// The lines typed in earlier conversations, in a file that only the owner can read.
struct ConsoleHistory {
  private let path: String?
  /// How many lines are kept.
  private static let limit = 1000

  /// - Parameter environment: `RCW_HOME` says where the file is, or else `XDG_STATE_HOME`, or else `HOME`.
  init(environment: [String: String]) {
    let folder =
      environment["RCW_HOME"] ?? environment["XDG_STATE_HOME"].map { "\($0)/rcw" }
      ?? environment["HOME"].map { "\($0)/.local/state/rcw" }
    path = folder.map { "\($0)/console_history" }
  }

  /// Empty when there is no such file, or it cannot be read.
  func load() -> [String] {
    guard let path, let content = try? FileAccess.read(path) else { return [] }
    return String(decoding: content, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// A history that cannot be kept is no reason to complain.
  func save(_ lines: [String]) {
    guard let path else { return }
    try? FileAccess.makeFolder(of: path)
    try? FileAccess.replace(path, with: Array((lines.suffix(Self.limit).joined(separator: "\n") + "\n").utf8))
  }
}
