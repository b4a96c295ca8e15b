import Encodings
import GitShims
import Glibc
public import Values

/// The bare repository that holds the files of all template versions, each a commit.
///
/// Every commit has a reference of its own, so `git gc` keeps it, and the one before it as its parent, so
/// `git log` shows the history. Calls reach no further than the disk.
public struct TemplateRepository: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// Who made a commit, and why.
  public struct Signature: Hashable, Sendable {
    /// `NAME <ADDRESS>`
    public var author: String
    public var message: String
    public var time: Timestamp

    public init(author: String, message: String, time: Timestamp = .now()) {
      self.author = author
      self.message = message
      self.time = time
    }
  }

  /// Writes a commit.
  ///
  /// - Parameters:
  ///   - parent: the commit before it; nil, or one that is not there, for none.
  ///   - reference: what keeps it, such as `refs/templates/ID/3`.
  /// - Returns: the name of the commit.
  public func write(
    _ content: TemplateContent, _ signature: Signature, after parent: String?, keptBy reference: String
  ) throws(TemplateError) -> String {
    try withRepository(creating: true) { repository throws(TemplateError) in
      let tree = try repository.write(ContentFolder(content))
      let parent = parent.flatMap { repository.tree(of: $0) == nil ? nil : $0 }
      let commit = try repository.commit(tree, after: parent, signature)
      try repository.keep(commit, by: reference)
      return commit
    }
  }

  /// The files of a commit.
  ///
  /// - Throws: ``TemplateError`` with `.damaged` when they are not there.
  public func content(of commit: String) throws(TemplateError) -> TemplateContent {
    try withRepository(creating: false) { repository throws(TemplateError) in
      guard let tree = repository.tree(of: commit) else { throw damaged(commit) }
      var files: [TemplateContent.File] = []
      try repository.read(tree, "", depth: 0, into: &files)
      return TemplateContent(files)
    }
  }

  /// Lets a commit go; its files stay until `git gc` runs.
  public func release(_ reference: String) throws(TemplateError) {
    guard access(path, F_OK) == 0 else { return }
    try withRepository(creating: false) { repository throws(TemplateError) in repository.release(reference) }
  }

  private func damaged(_ commit: String) -> TemplateError {
    TemplateError(
      .damaged,
      "The files of the commit \(commit) are not in \(path). To see what else is missing, and to go back to a backup:\n"
        + "    rcw admin check\n    rcw admin restore FILE")
  }

  private func withRepository<Result>(
    creating: Bool, _ body: (OpenRepository) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    if let problem = git2_load() { throw TemplateError(.unwritable, String(cString: problem)) }
    let isThere = access(path, F_OK) == 0
    guard let pointer = isThere || !creating ? git2_open(path) : git2_create(path) else {
      throw TemplateError(.damaged, "The repository \(path) cannot be opened: \(OpenRepository.problem).")
    }
    defer { git2_close(pointer) }
    // What templates hold is for their users, not for everybody on this machine.
    if !isThere { chmod(path, 0o700) }
    return try body(OpenRepository(pointer: pointer, path: path))
  }
}

/// A repository that is open.
private struct OpenRepository {
  let pointer: UnsafeMutableRawPointer
  let path: String

  static var problem: String { String(cString: git2_problem()) }

  // MARK: Writing

  func write(_ folder: ContentFolder) throws(TemplateError) -> String {
    guard let builder = git2_tree_begin(pointer) else { throw unwritable }
    defer { git2_tree_end(builder) }
    for (name, file) in folder.files {
      let id = try id { git2_write_blob(pointer, file.bytes, file.bytes.count, $0) }
      guard git2_tree_add(builder, name, id, file.kind.mode) == 0 else { throw unwritable }
    }
    for (name, inside) in folder.folders {
      guard git2_tree_add(builder, name, try write(inside), 0o40000) == 0 else { throw unwritable }
    }
    return try id { git2_tree_write(builder, $0) }
  }

  func commit(
    _ tree: String, after parent: String?, _ signature: TemplateRepository.Signature
  ) throws(TemplateError) -> String {
    let (name, address) = Self.parts(of: signature.author)
    let time = Int64(signature.time.seconds)
    return try id { git2_commit(pointer, tree, parent, name, address, time, signature.message, $0) }
  }

  /// Name and address of `NAME <ADDRESS>`, neither of them empty.
  private static func parts(of author: String) -> (name: String, address: String) {
    let parts = author.split(separator: "<", maxSplits: 1).map { part in
      String(part.filter { $0 != "<" && $0 != ">" && !$0.isNewline }).trimmed
    }
    let name = parts.first ?? ""
    return (name.isEmpty ? "unknown" : name, parts.count > 1 && !parts[1].isEmpty ? parts[1] : "unknown")
  }

  func keep(_ commit: String, by reference: String) throws(TemplateError) {
    guard git2_set_reference(pointer, reference, commit) == 0 else { throw unwritable }
  }

  func release(_ reference: String) { git2_remove_reference(pointer, reference) }

  private var unwritable: TemplateError {
    TemplateError(.unwritable, "The repository \(path) cannot be written: \(Self.problem).")
  }

  /// The id that a call fills in.
  private func id(
    _ body: (UnsafeMutablePointer<CChar>) throws(TemplateError) -> Int32
  ) throws(TemplateError) -> String {
    var bytes = [CChar](repeating: 0, count: Int(GIT2_ID_SIZE))
    guard try body(&bytes) == 0 else { throw unwritable }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  // MARK: Reading

  /// nil when there is no such commit.
  func tree(of commit: String) -> String? {
    try? id { git2_tree_of(pointer, commit, $0) }
  }

  /// How deep folders may lie in one another; those that are written lie less deep.
  private static let maxDepth = 64

  func read(
    _ tree: String, _ prefix: String, depth: Int, into files: inout [TemplateContent.File]
  ) throws(TemplateError) {
    guard depth < Self.maxDepth, let folder = git2_tree_open(pointer, tree) else { throw damaged }
    defer { git2_tree_close(folder) }
    for index in 0..<git2_tree_count(folder) {
      var mode: UInt32 = 0
      var name = ""
      let id = try id { id in
        guard let text = git2_tree_entry(folder, index, id, &mode) else { return -1 }
        name = prefix + String(cString: text)
        return 0
      }
      if mode == 0o40000 {
        try read(id, name + "/", depth: depth + 1, into: &files)
      } else {
        let kind: TemplateContent.File.Kind =
          mode == 0o120000 ? .link : mode == 0o100755 ? .executable : .plain
        files.append(TemplateContent.File(name, try bytes(of: id), kind))
      }
    }
  }

  private func bytes(of id: String) throws(TemplateError) -> [UInt8] {
    guard let blob = git2_blob_open(pointer, id) else { throw damaged }
    defer { git2_blob_close(blob) }
    var count = 0
    let bytes = git2_blob_bytes(blob, &count)
    return Array(UnsafeRawBufferPointer(start: bytes, count: count))
  }

  private var damaged: TemplateError {
    TemplateError(.damaged, "The repository \(path) is damaged: \(Self.problem).")
  }
}

extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
