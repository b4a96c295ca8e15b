import Crypto
import Encodings
import Glibc
import Language
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
