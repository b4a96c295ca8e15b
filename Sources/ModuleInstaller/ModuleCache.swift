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
    let temporary = Directory(FileSystem.temporaryPath("module", in: directory.path))
    do {
      try write(package, to: temporary)
    } catch {
      FileSystem.removeTree(temporary.path)
      throw error
    }
    guard rename(temporary.path, place.path) != 0 else { return place }
    let code = errno
    FileSystem.removeTree(temporary.path)
    // Another process was faster.
    guard place.exists else { throw FileError(path: place.path, errno: code) }
    return place
  }

  private func write(_ package: ModulePackage, to directory: Directory) throws(FileError) {
    try FileSystem.createDirectories(above: directory.path(of: "file"))
    for file in package.files {
      let path = directory.path(of: file.path)
      try FileSystem.createDirectories(above: path)
      try FileSystem.write(file.bytes, to: path, mode: file.isExecutable ? 0o755 : 0o644)
    }
  }
}
