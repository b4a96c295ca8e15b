import Glibc
import Language
import ModuleInstaller

/// What is done to files while packages are installed.
enum PackageFiles {
  static func write(_ bytes: [UInt8], to path: String, isExecutable: Bool) throws(FileError) {
    try FileSystem.write(bytes, to: path, mode: isExecutable ? 0o755 : 0o644)
  }

  static func removeTree(_ path: String) { FileSystem.removeTree(path) }

  /// Makes a link at `path` that leads to `target`, in place of whatever was there.
  static func link(_ path: String, to target: String) throws(FileError) {
    try FileSystem.createDirectories(above: path)
    guard let resolved = realpath(target, nil) else { throw FileError(path: target, errno: errno) }
    defer { free(resolved) }
    let temporary = "\(path).\(getpid()).tmp"
    unlink(temporary)
    guard symlink(resolved, temporary) == 0 else { throw FileError(path: temporary, errno: errno) }
    if rename(temporary, path) == 0 { return }
    // A folder, as Terraform unpacks them, cannot be replaced by a link.
    removeTree(path)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError(path: path, errno: code)
    }
  }

  /// Unpacks a zip file into a folder that is there only once it is whole.
  static func unpack(_ archive: String, into folder: String) throws(InstallError) {
    let temporary = "\(folder).\(getpid()).tmp"
    removeTree(temporary)
    let package = try ZipPackage(try content(of: archive), name: archive)
    do throws(FileError) {
      try package.write(to: temporary)
      removeTree(folder)
      guard rename(temporary, folder) == 0 else { throw FileError(path: folder, errno: errno) }
    } catch {
      removeTree(temporary)
      throw InstallError(error, "Unpacking a provider")
    }
  }

  private static func content(of archive: String) throws(InstallError) -> [UInt8] {
    do { return try FileSystem.read(archive) } catch { throw InstallError(error, "Unpacking a provider") }
  }
}
