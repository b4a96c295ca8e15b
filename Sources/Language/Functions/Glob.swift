/// A pattern of paths.
struct Glob {
  fileprivate enum Part {
    /// Matched as it is.
    case name(String)
    case pattern(GlobPattern)
    /// `**`: any number of directories.
    case anyDepth
  }

  private let parts: [Part]
  private let isAbsolute: Bool

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

  /// The paths of the regular files that match, in the form of the pattern. Links are followed.
  func files(in workingDirectory: String) -> Set<String> {
    var search = Search(root: workingDirectory)
    search.run(isAbsolute ? "/" : "", parts[...])
    return search.found
  }
}

private struct Search {
  /// Deeper directories are left out, as a guard for the stack.
  static let maxDepth = 128

  let root: String
  var found: Set<String> = []
  /// The directories that `**` went into on the way to where the search is, so that links in a circle end.
  private var ancestors: [FileSystem.Identity] = []

  init(root: String) { self.root = root }

  /// Adds the files below `path` that match the rest of the pattern.
  mutating func run(_ path: String, _ parts: ArraySlice<Glob.Part>) {
    guard let part = parts.first else {
      if kind(path) == .file { found.insert(path) }
      return
    }
    let rest = parts.dropFirst()
    switch part {
    case .name(let name): run(join(path, name), rest)
    case .pattern(let pattern):
      for name in names(in: path) where pattern.matches(name) { run(join(path, name), rest) }
    case .anyDepth:
      run(path, rest)
      descend(from: path, parts)
    }
  }

  private mutating func descend(from path: String, _ parts: ArraySlice<Glob.Part>) {
    guard let identity = FileSystem.identity(of: location(path)), !ancestors.contains(identity),
      ancestors.count < Self.maxDepth
    else { return }
    ancestors.append(identity)
    for name in names(in: path) {
      let inner = join(path, name)
      if kind(inner) == .directory {
        run(inner, parts)
      } else if parts.count == 1 {
        // A last `**` stands for files, too.
        run(inner, [])
      }
    }
    ancestors.removeLast()
  }

  private func names(in path: String) -> [String] { (try? FileSystem.names(in: location(path))) ?? [] }

  /// Nil also for what cannot be looked at.
  private func kind(_ path: String) -> FileSystem.Kind? { try? FileSystem.kind(location(path)) }

  private func location(_ path: String) -> String { Path.resolved(path, in: root) }

  private func join(_ directory: String, _ name: String) -> String {
    directory.isEmpty || directory == "/" ? directory + name : directory + "/" + name
  }
}
