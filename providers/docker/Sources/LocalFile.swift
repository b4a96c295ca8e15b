import Glibc
import ProviderAPI

/// Files of this machine.
enum LocalFile {
  /// The whole content; nil when there is no such file.
  static func read(_ path: String) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT || errno == ENOTDIR { return nil }
    guard descriptor >= 0 else { throw failure("read", path) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    while case let piece = try readPiece(descriptor, upTo: 256 << 10, path), !piece.isEmpty {
      content += piece
    }
    return content
  }

  /// The names in a folder, sorted; none when there is no such folder.
  static func names(in folder: String) throws -> [String] {
    guard let directory = opendir(folder) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw failure("read", folder)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// What is at the path, not following a link at its end; nil when there is nothing.
  static func status(of path: String) throws -> stat? {
    var status = stat()
    if lstat(path, &status) == 0 { return status }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw failure("read", path)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Where a symbolic link leads, as it is written.
  static func destination(ofLink path: String) throws -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let start = bytes.baseAddress else { return 0 }
      return readlink(path, start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard count >= 0 else { throw failure("read the link", path) }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }

  /// The next bytes of an open file; empty at its end.
  static func readPiece(_ descriptor: Int32, upTo limit: Int, _ path: String) throws -> [UInt8] {
    var failed = false
    let piece = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let got = Glibc.read(descriptor, buffer.baseAddress, limit)
      failed = got < 0
      count = max(0, got)
    }
    if failed, errno == EINTR { return try readPiece(descriptor, upTo: limit, path) }
    guard !failed else { throw failure("read", path) }
    return piece
  }

  static func failure(_ what: String, _ path: String) -> ProviderError {
    let reason = String(cString: strerror(errno))
    return ProviderError(.invalid, "Could not \(what) \(path): \(reason).")
  }
}
