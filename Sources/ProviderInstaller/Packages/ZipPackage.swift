import Language
import ModuleInstaller

/// The files of a provider's package.
struct ZipPackage {
  /// Far more than any provider has.
  private static let maxBytes = 4 << 30

  private let files: [PackageContent.File]

  /// - Parameter name: for diagnostics.
  init(_ bytes: [UInt8], name: String) throws(InstallError) {
    do throws(ArchiveError) {
      files = try ZipReader(bytes, limit: Self.maxBytes).read().files
    } catch {
      throw InstallError("\(name) cannot be unpacked: \(error.message).")
    }
    guard files.allSatisfy({ Self.isSafe($0.path) }) else {
      throw InstallError("\(name) holds a file that lies outside of it.")
    }
  }

  func write(to folder: String) throws(FileError) {
    for file in files {
      let path = "\(folder)/\(file.path)"
      try FileSystem.createDirectories(above: path)
      let isProgram = file.isExecutable || file.path.hasPrefix("terraform-provider-")
      try PackageFiles.write(file.bytes, to: path, isExecutable: isProgram)
    }
  }

  private static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.utf8.contains(0) && parts.allSatisfy { $0 != ".." && $0 != "." && !$0.isEmpty }
  }
}
