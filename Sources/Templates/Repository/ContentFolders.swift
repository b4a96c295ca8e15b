import CSystemShims
import Glibc

/// Folders with the files of versions, for whatever reads files: one for each commit, made once and never changed.
public struct ContentFolders: Sendable {
  private let root: String

  /// - Parameter root: may be removed at any time while nothing runs.
  public init(_ root: String) { self.root = root }

  /// The folder under a name; nil when it is not there.
  ///
  /// - Parameter name: that of the commit.
  func folder(_ name: String) -> String? {
    let place = "\(root)/\(name)"
    return access(place, F_OK) == 0 ? place : nil
  }

  /// Makes the folder under a name, unless it is there.
  func make(_ name: String, _ content: TemplateContent) throws(TemplateError) -> String {
    let place = "\(root)/\(name)"
    let draft = try write(content)
    guard rename(draft, place) != 0 else { return place }
    let reason = errno
    Self.remove(draft)
    // Another process was faster.
    guard access(place, F_OK) == 0 else { throw Self.unwritable(place, reason) }
    return place
  }

  /// Writes files to a new folder of the caller's own, who removes it with ``remove(_:)``.
  public func write(_ content: TemplateContent) throws(TemplateError) -> String {
    removeLeftovers()
    let folder = "\(root)/\(Self.draftPrefix)\(getpid())-\(UInt32.random(in: 0 ... .max))"
    do throws(TemplateError) {
      try Self.makeFolder(folder)
      for file in content.files { try Self.write(file, to: folder) }
    } catch {
      Self.remove(folder)
      throw error
    }
    // A folder that has its name is complete, even after a loss of power.
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    system_sync_file_system(descriptor)
    close(descriptor)
    return folder
  }

  /// How the names of folders in the making begin; the number of the process that makes it follows.
  private static let draftPrefix = ".draft-"

  /// Removes what processes have left that were killed.
  private func removeLeftovers() {
    for name in Self.names(in: root) where name.hasPrefix(Self.draftPrefix) {
      let process = name.dropFirst(Self.draftPrefix.count).prefix { $0 != "-" }
      guard let number = pid_t(process), kill(number, 0) != 0, errno == ESRCH else { continue }
      Self.remove("\(root)/\(name)")
    }
  }

  /// What is in a folder; nothing when there is none.
  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Writes the files of a template into a folder that is there, over what has their names.
  public static func write(_ content: TemplateContent, into folder: String) throws(TemplateError) {
    for file in content.files { try write(file, to: folder) }
  }

  private static func write(_ file: TemplateContent.File, to folder: String) throws(TemplateError) {
    let path = "\(folder)/\(file.path)"
    if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
    guard file.kind != .link else {
      unlink(path)
      guard symlink(file.text, path) == 0 else { throw unwritable(path, errno) }
      return
    }
    let descriptor = open(
      path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, file.kind == .executable ? 0o755 : 0o644)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    defer { close(descriptor) }
    var rest = file.bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw unwritable(path, errno) }
    }
  }

  public static func makeFolder(_ path: String) throws(TemplateError) {
    guard access(path, F_OK) != 0 else { return }
    var folder = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      folder += "/\(name)"
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw unwritable(folder, errno) }
    }
  }

  /// Removes a folder and all in it; what cannot be removed stays. Links are not followed.
  public static func remove(_ folder: String) {
    for name in names(in: folder) where unlink("\(folder)/\(name)") != 0 { remove("\(folder)/\(name)") }
    rmdir(folder)
  }

  private static func unwritable(_ path: String, _ reason: Int32) -> TemplateError {
    TemplateError(.unwritable, "Cannot write \(path): \(String(cString: strerror(reason))).")
  }
}
