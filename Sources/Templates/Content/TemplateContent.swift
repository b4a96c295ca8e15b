import Crypto
import Encodings

/// The files of a template: what a folder holds, or a commit.
public struct TemplateContent: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      case plain, executable
      /// A symbolic link, whose target is the content.
      case link
    }

    /// Relative to the template, with `/` between its parts.
    public var path: String
    public var kind: Kind
    public var bytes: [UInt8]

    public init(_ path: String, _ bytes: [UInt8], _ kind: Kind = .plain) {
      self.path = path
      self.kind = kind
      self.bytes = bytes
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// Where the versions of modules are recorded.
  public static let lockPath = ".rcw/modules.lock.json"

  /// By path; no two have the same one.
  public private(set) var files: [File]

  public init(_ files: [File]) { self.files = files.sorted { $0.path < $1.path } }

  public subscript(path: String) -> File? { files.first { $0.path == path } }

  /// The content with a file in the place of the one of its path.
  public func adding(_ file: File) -> TemplateContent {
    TemplateContent(files.filter { $0.path != file.path } + [file])
  }

  /// The content without the file of a path, if there is one.
  public func removing(_ path: String) -> TemplateContent {
    TemplateContent(files.filter { $0.path != path })
  }

  /// The files as they are called in a folder around them.
  public func files(under folder: String) -> [File] {
    files.map { File("\(folder)/\($0.path)", $0.bytes, $0.kind) }
  }

  /// What describes the template to people: a file README in its root.
  public var readme: File? {
    files.first { !$0.path.contains("/") && $0.path.lowercased().hasPrefix("readme") }
  }

  /// Under which terms it may be used.
  public var license: File? {
    files.first { file in
      let name = file.path.lowercased()
      return !name.contains("/") && ["license", "licence", "copying"].contains { name.hasPrefix($0) }
    }
  }
}

extension TemplateContent.File.Kind {
  /// The number that git has for it.
  var mode: UInt32 {
    switch self {
    case .plain: 0o100644
    case .executable: 0o100755
    case .link: 0o120000
    }
  }
}

/// A folder of a template's files, as git sees it.
struct ContentFolder {
  var files: [(name: String, file: TemplateContent.File)] = []
  var folders: [String: ContentFolder] = [:]

  init(_ content: TemplateContent) {
    for file in content.files { add(file, file.path.split(separator: "/")[...]) }
  }

  private init() {}

  private mutating func add(_ file: TemplateContent.File, _ path: ArraySlice<Substring>) {
    guard let name = path.first else { return }
    if path.count == 1 {
      files.append((String(name), file))
    } else {
      folders[String(name), default: ContentFolder()].add(file, path.dropFirst())
    }
  }
}

/// The names that git has for contents (git's documentation, gitformat-index and "Git Objects"): SHA-1 of a header
/// and the content.
enum GitObjectID {
  static func blob(_ bytes: [UInt8]) -> [UInt8] { hash("blob", bytes) }

  static func tree(_ folder: ContentFolder) -> [UInt8] {
    var entries = folder.files.map { name, file in
      // A folder is sorted as though its name ended with a slash.
      (key: Array(name.utf8), mode: String(file.kind.mode, radix: 8), name: name, id: blob(file.bytes))
    }
    entries += folder.folders.map { name, inside in
      (key: Array("\(name)/".utf8), mode: "40000", name: name, id: tree(inside))
    }
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    return hash("tree", entries.flatMap { Array("\($0.mode) \($0.name)\0".utf8) + $0.id })
  }

  private static func hash(_ type: String, _ bytes: [UInt8]) -> [UInt8] {
    var hash = Insecure.SHA1()
    hash.update(data: Array("\(type) \(bytes.count)\0".utf8))
    hash.update(data: bytes)
    return Array(hash.finalize())
  }
}

extension TemplateContent {
  /// The name of the content: that of git's tree.
  public var id: String { Hexadecimal.encode(GitObjectID.tree(ContentFolder(self))) }
}
