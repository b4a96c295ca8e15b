import CSystemShims
import Glibc
import Language
import ModuleInstaller

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
    let folder = FileSystem.temporaryPath("draft", in: root)
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
    do throws(FileError) {
      try FileSystem.write(
        file.bytes, to: path, mode: file.kind == .executable ? 0o755 : 0o644, waits: false)
    } catch {
      throw unwritable(error.path, error.code)
    }
  }

  /// For the owner only: what is written there may be secret.
  public static func makeFolder(_ path: String) throws(TemplateError) {
    do throws(FileError) { try FileSystem.createDirectory(path, mode: 0o700) } catch {
      throw unwritable(error.path, error.code)
    }
  }

  /// Removes a folder and all in it; what cannot be removed stays. Links are not followed.
  public static func remove(_ folder: String) { FileSystem.removeTree(folder) }

  private static func unwritable(_ path: String, _ reason: Int32) -> TemplateError {
    TemplateError(.unwritable, "Cannot write \(path): \(String(cString: strerror(reason))).")
  }
}
