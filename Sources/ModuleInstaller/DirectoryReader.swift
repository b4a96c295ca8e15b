import Glibc
import Language

/// Reads a directory of a mirror into a package.
struct DirectoryReader {
  private let root: Directory
  private var files: [ModulePackage.File] = []

  private static let maxDepth = 32
  /// What tools leave in a module's directory.
  private static let ignored: Set<String> = [".git", ".terraform"]

  init(_ root: Directory) {
    self.root = root
  }

  mutating func read() throws(ModuleError) -> ModulePackage {
    do {
      try read(root, prefix: "", depth: 0)
    } catch {
      throw ModuleError(error)
    }
    do {
      return try ModulePackage(files: files)
    } catch {
      throw ModuleError(error, in: root.path)
    }
  }

  private mutating func read(_ directory: Directory, prefix: String, depth: Int) throws(FileError) {
    guard depth < Self.maxDepth else { return }
    for name in try directory.names() where !Self.ignored.contains(name) {
      let path = directory.path(of: name)
      var status = stat()
      // A link that leads nowhere is no part of the module.
      guard stat(path, &status) == 0, files.count <= ModulePackage.maxFiles else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try read(Directory(path), prefix: prefix + name + "/", depth: depth + 1)
      } else if status.st_mode & S_IFMT == S_IFREG {
        files.append(
          ModulePackage.File(
            path: prefix + name, bytes: try FileSystem.read(path),
            isExecutable: status.st_mode & S_IXUSR != 0))
      }
    }
  }
}
