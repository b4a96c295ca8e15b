import Diagnostics

/// Which files of a directory make up a module.
struct ModuleFiles {
  let directory: Directory
  private(set) var diagnostics: [Diagnostic] = []

  init(directory: Directory) {
    self.directory = directory
  }

  /// The configuration files, by name in the order of their bytes. A `.tofu` file stands in for the `.tf`
  /// file of the same stem.
  mutating func read() -> [SourceFile] {
    let names: [String]
    do {
      names = try directory.names().filter { !Self.isIgnored($0) }
    } catch {
      report(error)
      return []
    }
    for name in names { refuse(name) }
    let present = Set(names)
    let chosen = names.filter { name in
      name.hasSuffix(".tofu") || name.hasSuffix(".tf") && !present.contains(name.dropLast(2) + "tofu")
    }
    return chosen.filter { !Self.isOverride($0) && !isDirectory($0) }.compactMap { readFile(named: $0) }
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

  /// Leaving out a file that means something would plan the wrong thing.
  private mutating func refuse(_ name: String) {
    if name.hasSuffix(".tf.json") || name.hasSuffix(".tofu.json") {
      refuse(name, "Configuration in JSON syntax")
    } else if Self.isOverride(name) {
      refuse(name, "An override file")
    }
  }

  private mutating func refuse(_ name: String, _ kind: String) {
    diagnostics.append(
      Diagnostic(
        "not-supported-yet", "Not supported yet",
        "\(kind) cannot be used with this version of rcw, and \"\(directory.path(of: name))\" is one."))
  }

  private static func isOverride(_ name: String) -> Bool {
    guard let stem = [".tf", ".tofu"].first(where: name.hasSuffix).map({ name.dropLast($0.count) }) else {
      return false
    }
    return stem == "override" || stem.hasSuffix("_override")
  }
}
