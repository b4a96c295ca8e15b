import Diagnostics

/// Which files of a directory make up a module.
struct ModuleFiles {
  let directory: Directory
  private(set) var diagnostics: [Diagnostic] = []

  init(directory: Directory) {
    self.directory = directory
  }

  /// The configuration files, by name in the order of their bytes: those that declare things, and those that
  /// override parts of them. A `.tofu` file stands in for the `.tf` file of the same stem.
  mutating func read() -> (primary: [SourceFile], overriding: [SourceFile]) {
    let names: [String]
    do {
      names = try directory.names().filter { !Self.isIgnored($0) && !isDirectory($0) }
    } catch {
      report(error)
      return ([], [])
    }
    let present = Set(names)
    let chosen = names.filter { name in
      Self.syntax(of: name).map { !present.contains(name.dropLast($0.count) + Self.replacement(of: $0)) }
        ?? false
    }
    return (
      chosen.filter { !Self.isOverride($0) }.compactMap { readFile(named: $0) },
      chosen.filter(Self.isOverride).compactMap { readFile(named: $0) }
    )
  }

  private func isDirectory(_ name: String) -> Bool {
    (try? FileSystem.kind(directory.path(of: name))) == .directory
  }

  private mutating func readFile(named name: String) -> SourceFile? {
    let path = directory.path(of: name)
    do {
      return SourceFile(name: path, bytes: try FileSystem.read(path))
    } catch {
      report(error)
      return nil
    }
  }

  private mutating func report(_ error: FileError) {
    diagnostics.append(
      Diagnostic("file-not-readable", "File not readable", "\"\(error.path)\": \(error.reason)."))
  }

  /// What editors leave behind, and hidden files.
  private static func isIgnored(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasSuffix("~") || name.hasPrefix("#") && name.hasSuffix("#")
  }

  // MARK: Names

  /// The ending that says how a configuration file is written; nil for other files.
  private static func syntax(of name: String) -> String? {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].first(where: name.hasSuffix)
  }

  /// The ending of a file that goes before one with `ending`; one that no file has for those that give way to
  /// none.
  private static func replacement(of ending: String) -> String {
    switch ending {
    case ".tf": ".tofu"
    case ".tf.json": ".tofu.json"
    default: "/"
    }
  }

  private static func isOverride(_ name: String) -> Bool {
    guard let stem = syntax(of: name).map({ name.dropLast($0.count) }) else { return false }
    return stem == "override" || stem.hasSuffix("_override")
  }
}
