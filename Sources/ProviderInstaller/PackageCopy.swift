import Addresses
import Glibc
import Language
import ModuleInstaller
import ProviderKit

/// A package of any platform, brought to a folder of its own to be looked at, and gone with this object.
final class PackageCopy {
  /// The archive; nil where the place has the package unpacked only.
  let archive: String?
  /// Unpacked.
  let folder: PackageFolder
  let offer: PackageOffer
  private let temporary: String

  init(
    _ provider: ProviderPlatform, _ version: Version, from place: any PackagePlace,
    _ installer: ProviderInstaller
  ) async throws(InstallError) {
    let offer = try await place.offer(provider, version)
    self.offer = offer
    temporary = "\(installer.settings.cacheFolder)/copies/\(getpid())-\(UInt32.random(in: 0 ... .max))"
    switch offer.content {
    case .folder(let path):
      archive = nil
      folder = PackageFolder(path: path)
      return
    case .archive(let path): archive = path
    case .download(let url):
      let downloader = Downloader(
        web: installer.web, folder: temporary, authorization: offer.authorization,
        progress: { installer.tell(.progress(provider.address, $0, $1)) })
      archive = try await downloader.download(url)
    }
    folder = PackageFolder(path: "\(temporary)/package")
    if let archive {
      try Self.makeFolder(above: folder.path)
      try PackageFiles.unpack(archive, into: folder.path)
    }
    try requirePromised(provider, version, place, installer)
  }

  deinit { PackageFiles.removeTree(temporary) }

  /// `h1:` of what is in it, and `zh:` of the archive.
  func hashes(_ installer: ProviderInstaller) throws(InstallError) -> [String] {
    let archive = try archive.map { (path) throws(InstallError) in
      try PackageInstallation.checksum(ofArchive: path)
    }
    return [try folder.checksum(installer.digests)] + (archive.map { [$0] } ?? [])
  }

  private func requirePromised(
    _ provider: ProviderPlatform, _ version: Version, _ place: any PackagePlace,
    _ installer: ProviderInstaller
  ) throws(InstallError) {
    let hashes = try hashes(installer)
    guard offer.hashes.isEmpty || !Set(hashes).isDisjoint(with: offer.hashes) else {
      throw InstallError(
        "The package of \(provider.address.shortDescription) \(version) for \(provider.platform) from \(place) is not the "
          + "one that was promised: its checksums are \(hashes.joined(separator: " and ")).")
    }
  }

  private static func makeFolder(above path: String) throws(InstallError) {
    do throws(FileError) { try FileSystem.createDirectories(above: path) } catch {
      throw InstallError(error, "Unpacking a provider")
    }
  }
}
