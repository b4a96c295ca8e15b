import FoundationEssentials

/// One file of `Tests/Cases` that holds an input and what is expected to be made of it.
///
/// The file is cut into sections by lines such as `-- tree --`: the first is the `input`, each further one
/// the text of a stage. With `RCW_ACCEPT=1` in the environment a test run rewrites the stages with what it
/// got: the difference is then there to be reviewed.
public struct GoldenCase: Sendable, CustomStringConvertible {
  /// The name of the file, without its ending.
  public let name: String
  public let input: String
  private let path: String
  private let expected: [String: String]

  public var description: String { name }

  /// All cases of a folder under `Tests/Cases`, by name.
  public static func all(in folder: String) -> [GoldenCase] {
    let root = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/\(root)/Cases/\(folder)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".txt") }.sorted().compactMap { GoldenCase(path: "\(path)/\($0)") }
  }

  private init?(path: String) {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    self.path = path
    name = String(path.split(separator: "/").last?.dropLast(4) ?? "")
    let sections = Self.sections(of: String(decoding: bytes, as: UTF8.self))
    input = sections["input"] ?? ""
    expected = sections
  }

  private static func sections(of text: String) -> [String: String] {
    var sections: [String: String] = [:]
    var name = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("-- "), line.hasSuffix(" --") {
        name = String(line.dropFirst(3).dropLast(3))
        sections[name] = ""
      } else {
        sections[name, default: ""] += line + "\n"
      }
    }
    // Each section was given one line end too many at the very end of the file.
    sections[name]?.removeLast()
    return sections
  }

  /// How the stages differ from what the file expects; nil when they do not, or have just been accepted.
  public func difference(from stages: KeyValuePairs<String, String>) -> String? {
    let stages = stages.map {
      ($0.key, $0.value.isEmpty || $0.value.hasSuffix("\n") ? $0.value : $0.value + "\n")
    }
    let differing = stages.filter { expected[$0.0, default: ""] != $0.1 }
    guard !differing.isEmpty else { return nil }
    if ProcessInfo.processInfo.environment["RCW_ACCEPT"] == "1" {
      let text = ([("input", input)] + stages).map { "-- \($0.0) --\n\($0.1)" }.joined()
      return FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
        ? nil : "cannot write \(path)"
    }
    return differing.map { "\($0.0):\n\($0.1)" }.joined(separator: "\n")
  }
}
