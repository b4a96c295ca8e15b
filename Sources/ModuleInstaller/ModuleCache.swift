import Glibc
import Language

/// The modules that were obtained, for all templates: one directory for each content, named by its checksum
/// and never changed.
struct ModuleCache {
  let directory: Directory

  /// The directory of a content; nil when it is not there.
  func directory(of checksum: String) -> Directory? {
    // The name comes from a file: it must not lead elsewhere.
    guard checksum.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ".") }) else { return nil }
    let place = directory.subdirectory(checksum)
    return !checksum.isEmpty && place.exists ? place : nil
  }

  /// Writes a package; several processes may write the same one at a time.
  ///
  /// The content is complete on disk before its directory gets its name.
  func store(_ package: ModulePackage) throws(FileError) -> Directory {
    let checksum = package.checksum
    if let present = directory(of: checksum) { return present }
    let place = directory.subdirectory(checksum)
    let temporary = directory.subdirectory(".\(checksum).\(getpid())")
    for file in package.files {
      let path = temporary.path(of: file.path)
      try FileSystem.createDirectories(above: path)
      try FileSystem.write(file.bytes, to: path, mode: file.isExecutable ? 0o755 : 0o644)
    }
    if package.files.isEmpty { try FileSystem.createDirectories(above: temporary.path(of: "file")) }
    guard rename(temporary.path, place.path) != 0 else { return place }
    let code = errno
    FileSystem.removeTree(temporary, files: package.files.map(\.path))
    // Another process was faster.
    guard place.exists else { throw FileError(path: place.path, errno: code) }
    return place
  }
}
