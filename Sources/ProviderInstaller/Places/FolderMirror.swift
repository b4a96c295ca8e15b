import Addresses
import Language

/// A folder in the layout that `terraform providers mirror` makes, packed (`HOST/NAMESPACE/TYPE/…_VERSION_PLATFORM.zip`),
/// or unpacked (`HOST/NAMESPACE/TYPE/VERSION/PLATFORM/`).
struct FolderMirror: PackagePlace {
  let path: String

  var description: String { path }

  func versions(of provider: ProviderPlatform) async throws(InstallError) -> [Version] {
    let folder = "\(path)/\(provider.folder)"
    let names = (try? FileSystem.names(in: folder)) ?? []
    return names.compactMap { name in
      if let version = Version(name) {
        return isFolder("\(folder)/\(name)/\(provider.platform)") ? version : nil
      }
      return packed(name, provider)
    }
  }

  func offer(_ provider: ProviderPlatform, _ version: Version) async throws(InstallError) -> PackageOffer {
    let folder = "\(path)/\(provider.folder)"
    let unpacked = "\(folder)/\(version)/\(provider.platform)"
    if isFolder(unpacked) { return PackageOffer(content: .folder(unpacked)) }
    let archive = "\(folder)/\(provider.archiveName(version))"
    guard (try? FileSystem.kind(archive)) == .file else {
      throw InstallError("\(path) does not have \(provider.address) \(version) for \(provider.platform).")
    }
    return PackageOffer(content: .archive(archive))
  }

  /// Whether anything of the provider is there, whatever the platform.
  func has(_ provider: ProviderPlatform) -> Bool { isFolder("\(path)/\(provider.folder)") }

  private func isFolder(_ path: String) -> Bool { (try? FileSystem.kind(path)) == .directory }

  /// The version of a packed package's name.
  private func packed(_ name: String, _ provider: ProviderPlatform) -> Version? {
    let (start, end) = ("terraform-provider-\(provider.address.type)_", "_\(provider.platform).zip")
    guard name.hasPrefix(start), name.hasSuffix(end), name.count > start.count + end.count else { return nil }
    return Version(name.dropFirst(start.count).dropLast(end.count))
  }
}
