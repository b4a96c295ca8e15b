import Glibc

/// Reads the files of a template from a folder.
///
/// What `.gitignore` files name stays out, and so does what tools leave behind: `.git`, `.terraform`, states, saved
/// plans. What cannot be part of a template is refused by name, all of it at once.
public struct FolderReader {
  /// What a template may hold: far more than any does, and little enough to keep every version.
  public static let maxFileBytes = 16 << 20
  public static let maxBytes = 64 << 20
  public static let maxFiles = 10_000
  private static let maxDepth = 32

  private let root: String
  private var files: [TemplateContent.File] = []
  private var problems: [String] = []
  private var size = 0

  public init(_ root: String) { self.root = root }

  /// - Throws: ``TemplateError`` with `.unreadable` or `.unacceptable`.
  public static func read(_ folder: String) throws(TemplateError) -> TemplateContent {
    var reader = FolderReader(folder)
    try reader.read("", [IgnoreRules.builtIn], depth: 0)
    return try TemplateContent(checking: reader.files, problems: reader.problems)
  }

  private mutating func read(
    _ folder: String, _ rules: [IgnoreRules], depth: Int
  ) throws(TemplateError) {
    guard depth < Self.maxDepth else {
      problems.append("\(folder): folders lie too deep in one another")
      return
    }
    var rules = rules
    let names = try names(in: folder)
    if names.contains(".gitignore"), let bytes = try? Self.content(of: path(folder + ".gitignore")) {
      rules.append(IgnoreRules(String(decoding: bytes, as: UTF8.self), folder: folder))
    }
    for name in names where files.count <= Self.maxFiles && size <= Self.maxBytes {
      try add(folder + name, rules, depth)
    }
  }

  private mutating func add(_ name: String, _ rules: [IgnoreRules], _ depth: Int) throws(TemplateError) {
    var status = stat()
    guard lstat(path(name), &status) == 0 else { throw Self.unreadable(path(name)) }
    let kind = status.st_mode & S_IFMT
    guard !rules.ignores(name, isFolder: kind == S_IFDIR) else { return }
    switch kind {
    case S_IFDIR: try read(name + "/", rules, depth: depth + 1)
    case S_IFREG where status.st_size > Self.maxFileBytes:
      problems.append(
        "\(name): \(status.st_size >> 20) MiB are too much (\(Self.maxFileBytes >> 20) at most)")
    case S_IFREG:
      append(name, status.st_mode & S_IXUSR != 0 ? .executable : .plain, try Self.content(of: path(name)))
    case S_IFLNK: append(name, .link, try target(of: name))
    default: problems.append("\(name): neither a file nor a folder")
    }
  }

  private mutating func append(_ name: String, _ kind: TemplateContent.File.Kind, _ bytes: [UInt8]) {
    size += bytes.count
    files.append(TemplateContent.File(name, bytes, kind))
  }

  private func path(_ name: String) -> String { name.isEmpty ? root : "\(root)/\(name)" }

  private func names(in folder: String) throws(TemplateError) -> [String] {
    guard let stream = opendir(path(folder)) else { throw Self.unreadable(path(folder)) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func target(of name: String) throws(TemplateError) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path(name), &buffer, buffer.count)
    guard count >= 0 else { throw Self.unreadable(path(name)) }
    return buffer.prefix(count).map { UInt8(bitPattern: $0) }
  }

  private static func content(of path: String) throws(TemplateError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var status = stat()
    fstat(descriptor, &status)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 || bytes.count > maxFileBytes { return bytes }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        throw unreadable(path)
      }
    }
  }

  private static func unreadable(_ path: String) -> TemplateError {
    let reason = String(cString: strerror(errno))
    return TemplateError(.unreadable, "Cannot read \(path): \(reason).")
  }
}

extension TemplateContent {
  /// The files of a template from anywhere, found acceptable.
  ///
  /// - Parameter problems: what is known to be wrong with it already, a line for each file.
  /// - Throws: ``TemplateError`` with `.unacceptable`, naming every file that is the reason.
  init(checking files: [File], problems: [String]) throws(TemplateError) {
    let size = files.reduce(0) { $0 + $1.bytes.count }
    guard files.count <= FolderReader.maxFiles, size <= FolderReader.maxBytes else {
      throw TemplateError(
        .unacceptable,
        "It holds more than \(FolderReader.maxFiles) files or \(FolderReader.maxBytes >> 20) MiB. Name what does not "
          + "belong to the template in .gitignore.")
    }
    let all = problems + files.compactMap(\.problem)
    guard all.isEmpty else {
      let lines = all.sorted().map { "    \($0)" }.joined(separator: "\n")
      throw TemplateError(
        .unacceptable,
        "These cannot be part of a template. Remove them, or name them in .gitignore:\n\(lines)")
    }
    self.init(files)
  }
}

extension TemplateContent.File {
  /// Why the file cannot be part of a template.
  fileprivate var problem: String? {
    if kind == .link { return leadsOut ? "\(path): a link that leads out of the template, to \(text)" : nil }
    if bytes.count > FolderReader.maxFileBytes {
      return "\(path): \(bytes.count >> 20) MiB are too much (\(FolderReader.maxFileBytes >> 20) at most)"
    }
    if bytes.count < 1024, bytes.starts(with: Self.pointerStart) {
      return "\(path): kept in Git LFS, so only a pointer to it is here; fetch it with: git lfs pull"
    }
    return nil
  }

  /// How the file begins that stands for one in Git LFS (git-lfs, docs/spec.md).
  private static let pointerStart = Array("version https://git-lfs.github.com/spec/".utf8)

  private var leadsOut: Bool {
    guard !text.hasPrefix("/") else { return true }
    var depth = path.split(separator: "/").count - 1
    for part in text.split(separator: "/") where part != "." {
      depth += part == ".." ? -1 : 1
      if depth < 0 { return true }
    }
    return false
  }
}
