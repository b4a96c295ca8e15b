import Crypto
import Encodings
import Glibc
import Language
import ModuleInstaller
import PluginHost

/// A folder with the unpacked package of a provider.
struct PackageFolder {
  /// Without links in it, where there is such a folder: one package is one, whichever data folder has a link to it.
  let path: String

  init(path: String) {
    guard let resolved = realpath(path, nil) else {
      self.path = path
      return
    }
    defer { free(resolved) }
    self.path = String(cString: resolved)
  }

  /// The program in it; nil when there is none.
  func program(of type: String) -> String? {
    let names = ((try? FileSystem.names(in: path)) ?? []).sorted()
    let wanted = "terraform-provider-\(type)"
    let name = names.first { $0 == wanted || $0.hasPrefix("\(wanted)_") }
    return name.map { "\(path)/\($0)" }
  }

  /// The checksum of all that is in it, as golang.org/x/mod `sumdb/dirhash` (Hash1) computes it and lock files
  /// record it: `h1:…`.
  ///
  /// - Parameter digests: knows the digests of files that have not changed.
  func checksum(_ digests: BinaryDigest) throws(InstallError) -> String {
    var hash = SHA256()
    for file in try files().sorted() {
      guard let digest = digests.digest(of: "\(path)/\(file)") else {
        throw InstallError("\(path)/\(file) cannot be read.")
      }
      hash.update(data: Array("\(digest)  \(file)\n".utf8))
    }
    return "h1:" + Base64.standard.encode(Array(hash.finalize()))
  }

  /// Puts all that is in it into another folder, which is there only once it is whole.
  func copy(to target: String) throws(InstallError) {
    let temporary = "\(target).\(getpid()).tmp"
    PackageFiles.removeTree(temporary)
    let files = try files()
    do throws(FileError) {
      for file in files {
        try FileSystem.createDirectories(above: "\(temporary)/\(file)")
        try PackageFiles.write(
          try FileSystem.read("\(path)/\(file)"), to: "\(temporary)/\(file)",
          isExecutable: access("\(path)/\(file)", X_OK) == 0)
      }
      PackageFiles.removeTree(target)
      guard rename(temporary, target) == 0 else { throw FileError(path: target, errno: errno) }
    } catch {
      PackageFiles.removeTree(temporary)
      throw InstallError(error, "Making a mirror")
    }
  }

  /// The paths of all files, as seen from the folder.
  private func files() throws(InstallError) -> [String] {
    var found: [String] = []
    var waiting = [""]
    while let folder = waiting.popLast() {
      do throws(FileError) {
        for name in try FileSystem.names(in: "\(path)/\(folder)") {
          switch try FileSystem.kind("\(path)/\(folder)\(name)") {
          case .directory: waiting.append("\(folder)\(name)/")
          case .file: found.append("\(folder)\(name)")
          case .other, nil: break
          }
        }
      } catch {
        throw InstallError(error, "Reading a provider")
      }
    }
    return found
  }
}
