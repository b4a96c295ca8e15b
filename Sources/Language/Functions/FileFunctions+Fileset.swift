import HCL
import Values

extension FileFunctions {
  static func fileset(_ context: FunctionContext) -> Function {
    Function(
      "fileset", "Returns the paths of the files under a directory whose path matches a pattern.",
      .init("path", .string, "The directory; the results are relative to it."),
      .init(
        "pattern", .string,
        "`*` and `?` stand for characters other than a slash, `[a-z]` for one of them, `{a,b}` for one of "
          + "several texts, and `**` for any number of directories."),
      result: .type(.set(.string))
    ) { arguments throws(FunctionError) in
      let directory = Path.cleaned(try PathFunctions.expanded(try arguments.string(0), context))
      let pattern = try arguments.string(1)
      guard let glob = Glob(Path.cleaned(directory + "/" + pattern)) else {
        throw FunctionError("failed to glob pattern \"\(pattern)\": syntax error in pattern", argument: 1)
      }
      let files = glob.files(in: context.workingDirectory)
      let paths = files.compactMap { Path.relative($0, to: directory) }
      return .set(paths.map { Value.string($0) }, of: .string)
    }
  }
}

/// A pattern of paths.
struct Glob {
  private enum Part {
    /// Matched as it is.
    case name(String)
    case pattern(GlobPattern)
    /// `**`: any number of directories.
    case anyDepth
  }

  private let parts: [Part]
  private let isAbsolute: Bool
  /// The deepest nesting of directories that is looked at, as a guard against loops of links.
  private static let maxDepth = 64

  /// - Parameter path: cleaned.
  init?(_ path: String) {
    isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var parts: [Part] = []
    for part in path.split(separator: "/") {
      if part == "**" {
        parts.append(.anyDepth)
      } else if part.contains(where: { "*?[{\\".contains($0) }) {
        guard let pattern = GlobPattern(part) else { return nil }
        parts.append(.pattern(pattern))
      } else if part != "." {
        parts.append(.name(String(part)))
      }
    }
    self.parts = parts
  }

  /// The paths of the regular files that match, in the form of the pattern; links are followed.
  func files(in workingDirectory: String) -> [String] {
    var found: Set<String> = []
    search(isAbsolute ? "/" : "", parts[...], depth: 0, workingDirectory, &found)
    return Array(found)
  }

  private func search(
    _ path: String, _ parts: ArraySlice<Part>, depth: Int, _ root: String, _ found: inout Set<String>
  ) {
    guard depth <= Self.maxDepth else { return }
    let location = Path.resolved(path, in: root)
    guard let part = parts.first else {
      if (try? FileSystem.kind(location)) == .file { found.insert(path) }
      return
    }
    let rest = parts.dropFirst()
    switch part {
    case .name(let name): search(Self.join(path, name), rest, depth: depth + 1, root, &found)
    case .pattern(let pattern):
      for name in FileSystem.names(in: location) ?? [] where pattern.matches(name) {
        search(Self.join(path, name), rest, depth: depth + 1, root, &found)
      }
    case .anyDepth:
      search(path, rest, depth: depth + 1, root, &found)
      for name in FileSystem.names(in: location) ?? [] {
        let inner = Self.join(path, name)
        // A last `**` stands for files, too.
        let isFile = (try? FileSystem.kind(Path.resolved(inner, in: root))) != .directory
        search(inner, isFile && rest.isEmpty ? rest : parts, depth: depth + 1, root, &found)
      }
    }
  }

  private static func join(_ directory: String, _ name: String) -> String {
    directory.isEmpty || directory == "/" ? directory + name : directory + "/" + name
  }
}
