import Glibc

/// The few file operations that durability rests on, each with the system's own words when it fails.
public enum FileAccess {
  /// The content of a file; nil when there is none.
  public static func read(_ path: String) throws(StateError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure(.unreadable, "read", path)
    }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return content }
      if count > 0 {
        content += chunk[..<count]
      } else if errno != EINTR {
        throw failure(.unreadable, "read", path)
      }
    }
  }

  /// Puts a file in place so that a crash at any moment leaves the old or the new one whole: a temporary
  /// file in the same folder, synced, then renamed, then the folder synced. Only the owner can read it.
  public static func replace(_ path: String, with content: [UInt8]) throws(StateError) {
    removeLeftovers(of: path)
    let temporary = "\(path).\(getpid()).tmp"
    do throws(StateError) {
      let descriptor = open(temporary, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, ownerOnly)
      guard descriptor >= 0 else { throw failure(.unwritable, "write", path) }
      defer { close(descriptor) }
      // Says that somebody is at work on it, also to processes that do not see this one.
      flock(descriptor, LOCK_EX | LOCK_NB)
      try write(content, to: descriptor, path)
      guard fsync(descriptor) == 0 else { throw failure(.unwritable, "sync", path) }
      guard rename(temporary, path) == 0 else { throw failure(.unwritable, "replace", path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try syncFolder(of: path)
  }

  /// Removes the temporary files of processes that were killed while they replaced this file.
  static func removeLeftovers(of path: String) {
    let (folder, name) = parts(of: path)
    for leftover in names(in: folder) where leftover.hasPrefix("\(name).") && leftover.hasSuffix(".tmp") {
      guard let process = pid_t(leftover.dropFirst(name.count + 1).dropLast(4)), process > 0 else { continue }
      if kill(process, 0) != 0, errno == ESRCH { removeUnlessLocked("\(folder)/\(leftover)") }
    }
  }

  private static func removeUnlessLocked(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
  }

  /// What a folder holds; nothing where it cannot be read.
  public static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  /// Makes `copy` another name of the file, in the place of what had it: takes no room and no time. Where the
  /// file system knows no second names, the content is copied.
  static func backUp(_ path: String, as copy: String) throws(StateError) {
    removeLeftovers(of: copy)
    let temporary = "\(copy).\(getpid()).tmp"
    unlink(temporary)
    if link(path, temporary) == 0, rename(temporary, copy) == 0 { return }
    unlink(temporary)
    if let content = try read(path) { try replace(copy, with: content) }
  }

  /// States hold secrets.
  static let ownerOnly: mode_t = 0o600

  static func openForWriting(_ path: String, _ flags: Int32) throws(StateError) -> Int32 {
    let descriptor = open(path, flags | O_CLOEXEC, ownerOnly)
    guard descriptor >= 0 else { throw failure(.unwritable, "write", path) }
    return descriptor
  }

  static func write(_ content: [UInt8], to descriptor: Int32, _ path: String) throws(StateError) {
    var rest = content[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw failure(.unwritable, "write", path)
      }
    }
  }

  /// Makes the folder that a file is to be in, and those above it: for the owner only, like states.
  public static func makeFolder(of path: String) throws(StateError) {
    var folder = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/").dropLast() {
      folder += folder.isEmpty || folder.hasSuffix("/") ? "\(name)" : "/\(name)"
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
        throw failure(.unwritable, "make the folder", folder)
      }
    }
  }

  /// Removes a folder and those above it on a relative path, as far as nothing is in them.
  public static func removeEmptyFolders(_ path: String) {
    var folder = path
    while rmdir(folder) == 0, let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
      folder = String(folder[..<slash])
    }
  }

  /// In bytes; 0 when there is no such file.
  public static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// How long ago a file was last written to; nil when there is none.
  static func age(of path: String) -> Duration? {
    var status = stat()
    var now = timespec()
    guard stat(path, &status) == 0, clock_gettime(CLOCK_REALTIME, &now) == 0 else { return nil }
    let written = status.st_mtim
    return .seconds(now.tv_sec - written.tv_sec) + .nanoseconds(now.tv_nsec - written.tv_nsec)
  }

  public static func remove(_ path: String) throws(StateError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(.unwritable, "remove", path) }
  }

  static func syncFolder(of path: String) throws(StateError) {
    let descriptor = open(parts(of: path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(.unwritable, "open the folder of", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(.unwritable, "sync the folder of", path) }
  }

  private static func parts(of path: String) -> (folder: String, name: Substring) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), path[path.index(after: slash)...])
  }

  public static func failure(_ code: StateError.Code, _ doing: String, _ path: String) -> StateError {
    let reason = String(cString: strerror(errno))
    return StateError(code, "Cannot \(doing) \(path): \(reason).")
  }
}
