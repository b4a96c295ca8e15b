import Addresses
import Glibc
import Language
import ModuleInstaller
import PluginHost
import ProviderKit

/// Brings one package to the data folder: from a mirror's folder by a link, otherwise by way of the cache.
struct PackageInstallation {
  let installer: ProviderInstaller
  let provider: ProviderPlatform
  let version: Version
  let place: any PackagePlace
  /// What the lock file says of this version; nil when nothing.
  let entry: LockFile.Entry?

  private var settings: ProviderInstaller.Settings { installer.settings }
  private var name: String { "\(provider.address.shortDescription) \(version)" }

  /// - Returns: the program, and the checksums that are to be in the lock file.
  func install() async throws(InstallError) -> (PluginBinary, Set<String>) {
    let offer = try await place.offer(provider, version)
    let (folder, archive) = try await folder(of: offer)
    let package = PackageFolder(path: folder)
    let checksum = try package.checksum(installer.digests)
    let hashes = Set([checksum] + (archive.map { [$0] } ?? []))
    do throws(InstallError) {
      try requireTrust(hashes, offer)
    } catch {
      // What is not to be trusted must not be found in the cache later.
      if case .folder = offer.content {} else { PackageFiles.removeTree(folder) }
      throw error
    }
    guard package.program(of: provider.address.type) != nil else {
      throw InstallError("The package of \(name) holds no terraform-provider-\(provider.address.type).")
    }
    let program = try link(package)
    installer.tell(.installed(provider.address, version: "\(version)", proof: offer.proof))
    let binary = PluginBinary(address: provider.address, version: "\(version)", path: program)
    return (binary, Set([checksum] + offer.lockedHashes))
  }

  /// Where the package is unpacked, and the checksum of its archive.
  private func folder(of offer: PackageOffer) async throws(InstallError) -> (String, archive: String?) {
    switch offer.content {
    case .folder(let path): return (path, nil)
    case .archive(let path):
      installer.tell(.installing(provider.address, version: "\(version)", from: place.description))
      let checksum = try Self.checksum(ofArchive: path)
      try PackageFiles.unpack(path, into: try cachedFolder())
      return (try cachedFolder(), checksum)
    case .download(let url):
      if let cached = try cached(offer) { return cached }
      installer.tell(.installing(provider.address, version: "\(version)", from: url.host))
      let downloader = Downloader(
        web: installer.web, folder: "\(settings.cacheFolder)/downloads", authorization: offer.authorization,
        progress: { [installer, provider] in installer.tell(.progress(provider.address, $0, $1)) })
      let file = try await downloader.download(url)
      defer { unlink(file) }
      let checksum = try Self.checksum(ofArchive: file)
      try requireWhole(checksum, offer)
      try PackageFiles.unpack(file, into: try cachedFolder())
      CacheRecord(folder: try cachedFolder()).write(checksum, try package().checksum(installer.digests))
      return (try cachedFolder(), checksum)
    }
  }

  private func package() throws(InstallError) -> PackageFolder { PackageFolder(path: try cachedFolder()) }

  private func cachedFolder() throws(InstallError) -> String {
    let folder = settings.configuration.cacheFolder ?? "\(settings.cacheFolder)/providers"
    let path = "\(folder)/\(provider.folder)/\(version)/\(provider.platform)"
    do throws(FileError) { try FileSystem.createDirectories(above: path) } catch {
      throw InstallError(error, "Installing \(name)")
    }
    return path
  }

  /// What the cache has already, when it is what the place or the lock file says it should be.
  private func cached(_ offer: PackageOffer) throws(InstallError) -> (String, archive: String?)? {
    let package = try package()
    guard package.program(of: provider.address.type) != nil else { return nil }
    let checksum = try package.checksum(installer.digests)
    let archive = CacheRecord(folder: package.path).archive(of: checksum)
    let trusted = Set(offer.hashes).union(entry?.hashes ?? [])
    guard trusted.contains(checksum) || archive.map(trusted.contains) == true else { return nil }
    return (package.path, archive)
  }

  // MARK: Trust

  /// An archive that is not the one that was promised is not even unpacked.
  private func requireWhole(_ checksum: String, _ offer: PackageOffer) throws(InstallError) {
    let promised = offer.hashes.filter { $0.hasPrefix("zh:") }
    guard promised.isEmpty || promised.contains(checksum) else {
      throw InstallError(
        "The package of \(name) from \(place) is not the one that was promised: its checksum is \(checksum). "
          + "It was not installed.")
    }
  }

  private func requireTrust(_ hashes: Set<String>, _ offer: PackageOffer) throws(InstallError) {
    guard offer.hashes.isEmpty || !hashes.isDisjoint(with: offer.hashes) else {
      throw InstallError(
        "The package of \(name) from \(place) is not the one that was promised: its checksums are "
          + "\(hashes.sorted().joined(separator: " and ")). It was not installed.")
    }
    guard let entry, !entry.hashes.isEmpty, hashes.isDisjoint(with: entry.hashes) else { return }
    // The signed list may bind a package of this platform to those that the lock file has.
    guard Set(offer.lockedHashes).isDisjoint(with: entry.hashes) else { return }
    throw InstallError(
      "The package of \(name) from \(place) is not the one that the lock file has: none of its checksums "
        + "(\(hashes.sorted().joined(separator: ", "))) is in \(settings.lockFile). It was not installed. If the lock "
        + "file was written on another kind of machine, add this one's checksums with:\n    rcw providers lock "
        + "-platform=\(settings.platform)")
  }

  static func checksum(ofArchive path: String) throws(InstallError) -> String {
    guard let digest = BinaryDigest(folder: nil).digest(of: path) else {
      throw InstallError("\(path) cannot be read.")
    }
    return "zh:\(digest)"
  }

  /// Puts the package into the data folder; returns the path of the program there.
  private func link(_ package: PackageFolder) throws(InstallError) -> String {
    let place = installer.folder(provider.address, version)
    do throws(FileError) { try PackageFiles.link(place, to: package.path) } catch {
      throw InstallError(error, "Installing \(name)")
    }
    return PackageFolder(path: place).program(of: provider.address.type) ?? place
  }
}

/// Which archive a package in the cache was unpacked from.
private struct CacheRecord {
  let folder: String
  private var path: String { "\(folder).archive" }

  init(folder: String) { self.folder = folder }

  /// nil when nothing is known of a package with this checksum.
  func archive(of checksum: String) -> String? {
    let lines = ((try? FileSystem.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? "").split(
      separator: "\n")
    return lines.count == 2 && lines[1] == checksum ? String(lines[0]) : nil
  }

  func write(_ archive: String, _ checksum: String) {
    try? PackageFiles.write(Array("\(archive)\n\(checksum)\n".utf8), to: path, isExecutable: false)
  }
}
