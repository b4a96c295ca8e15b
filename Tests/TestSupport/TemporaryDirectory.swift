import Glibc

/// A directory of a test's own, gone with all that is in it when the value is.
public final class TemporaryDirectory: Sendable {
  /// Absolute, without a slash at its end.
  public let path: String

  /// - Parameter files: texts under their paths in the directory.
  public init(_ files: [String: String] = [:]) {
    var template = Array("/tmp/rcw-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("No temporary directory can be made.") }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    for (name, text) in files { write(name, text) }
  }

  /// - Parameter tree: the texts of several files; a line `== PATH ==` begins each but the first, which is
  ///   `main.tf`.
  public convenience init(tree text: String) {
    var name = "main.tf"
    var files: [String: String] = [:]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("== "), line.hasSuffix(" ==") {
        name = String(line.dropFirst(3).dropLast(3))
      } else {
        files[name, default: ""] += line + "\n"
      }
    }
    self.init(files)
  }

  deinit { remove(path) }

  /// Writes a file, and the directories that it needs.
  public func write(_ name: String, _ text: String) { write(name, bytes: Array(text.utf8)) }

  public func write(_ name: String, bytes: [UInt8]) {
    var directory = path
    for part in name.split(separator: "/").dropLast() {
      directory += "/\(part)"
      mkdir(directory, 0o755)
    }
    guard let file = fopen("\(path)/\(name)", "w") else { preconditionFailure("\(name) cannot be written.") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  /// The text of a file; nil when there is none.
  public func read(_ name: String) -> String? {
    guard let file = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Removes a file, or a directory with all that is in it.
  public func remove(_ path: String) {
    for name in names(in: path) where name != "." && name != ".." { remove("\(path)/\(name)") }
    _ = Glibc.remove(path)
  }

  /// The entries of a directory; none when `path` is a file or a link.
  private func names(in path: String) -> [String] {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) else {
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }
}
