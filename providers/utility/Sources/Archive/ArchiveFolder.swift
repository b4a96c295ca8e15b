import Glibc
import ProviderAPI
import RegularExpressions
import Values

/// Gathers the files below a folder, by name.
struct ArchiveFolder {
  private let root: String
  private let excludes: [RegularExpression]
  private let followsFolders: Bool

  /// How deep folders may stand inside one another: links can lead in circles.
  private static let maxDepth = 64

  init(_ root: String, of archive: ArchiveFile) throws {
    self.root = root
    excludes = try (archive.excludes ?? []).map(Self.pattern)
    followsFolders = archive.excludeSymlinkDirectories != true
  }

  /// - Parameter mode: of all files; nil for that of each.
  func entries(mode: UInt32?) throws -> [ArchiveEntry] {
    var entries: [ArchiveEntry] = []
    try gather("", mode, depth: 0, into: &entries)
    return entries
  }

  private func gather(
    _ folder: String, _ mode: UInt32?, depth: Int, into entries: inout [ArchiveEntry]
  ) throws {
    let path = folder.isEmpty ? root : "\(root)/\(folder)"
    guard depth < Self.maxDepth else {
      throw ProviderError(.invalid, "The folders at \(path) stand too deep inside one another.")
    }
    for name in try Self.names(in: path) {
      let below = folder.isEmpty ? name : "\(folder)/\(name)"
      guard !excludes.contains(where: { $0.matches(below) }) else { continue }
      switch Self.kind(of: "\(root)/\(below)") {
      case .folder(let isLink):
        if !isLink || followsFolders { try gather(below, mode, depth: depth + 1, into: &entries) }
      case .file(let own):
        guard let content = try LocalFile.read("\(root)/\(below)") else { continue }
        entries.append(ArchiveEntry(name: below, content: content, mode: mode ?? own))
      case .other: continue
      }
    }
  }

  // MARK: The file system

  private enum Kind {
    case file(mode: UInt32)
    case folder(isLink: Bool)
    case other
  }

  private static func kind(of path: String) -> Kind {
    var status = stat()
    var link = stat()
    guard stat(path, &status) == 0, lstat(path, &link) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(mode: UInt32(status.st_mode & 0o777))
    case S_IFDIR: return .folder(isLink: link.st_mode & S_IFMT == S_IFLNK)
    default: return .other
    }
  }

  static func mode(of path: String) -> UInt32 {
    if case .file(let mode) = kind(of: path) { mode } else { 0o644 }
  }

  private static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      throw ProviderError(
        .notFound, "Could not read the folder \(path): \(String(cString: strerror(errno))).",
        attribute: AttributePath("source_dir"))
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  // MARK: Patterns

  /// `*` and `?` within a name, `**` across names.
  private static func pattern(_ glob: String) throws -> RegularExpression {
    var pattern = "^"
    var rest = glob[...]
    while let character = rest.popFirst() {
      switch character {
      case "*" where rest.first == "*":
        rest.removeFirst()
        if rest.first == "/" { rest.removeFirst() }
        pattern += ".*"
      case "*": pattern += "[^/]*"
      case "?": pattern += "[^/]"
      case let plain where plain.isLetter || plain.isNumber || plain == "/" || plain == "_" || plain == " ":
        pattern.append(plain)
      default:
        pattern +=
          "\\x{\(character.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: "}\\x{"))}"
      }
    }
    return try RegularExpression(pattern + "$")
  }
}
