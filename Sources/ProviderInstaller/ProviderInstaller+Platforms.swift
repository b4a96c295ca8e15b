public import Addresses
public import Language
import ModuleInstaller
import Values

/// What is done for several platforms at once.
extension ProviderInstaller {
  /// Records the checksums of the packages for these platforms in the lock file, for machines of other kinds.
  ///
  /// - Returns: the version that is locked.
  public func lock(
    _ address: ProviderAddress, _ constraints: [VersionConstraint], for platforms: [Platform]
  ) async throws(InstallError) -> String {
    var hashes: Set<String> = []
    var entry = try lockedEntry(address, constraints)
    var chosen: Version?
    for platform in platforms {
      let provider = ProviderPlatform(address: address, platform: platform)
      let (version, place) = try await choose(provider, constraints, entry)
      let copy = try await PackageCopy(provider, version, from: place, self)
      hashes.formUnion(try copy.hashes(self).filter { $0.hasPrefix("h1:") })
      hashes.formUnion(copy.offer.lockedHashes)
      chosen = version
      // The version of the first platform is that of all.
      entry = entry ?? LockFile.Entry(address: address, version: version, constraints: "", hashes: [])
    }
    guard let chosen else { throw InstallError("No platform is given.") }
    let known = try lock.entry(address).flatMap { $0.version == chosen ? $0.hashes : nil } ?? []
    try lock.record(
      LockFile.Entry(
        address: address, version: chosen, constraints: constraints.summary, hashes: known.union(hashes)))
    return "\(chosen)"
  }

  /// Puts the packages for these platforms into a folder in the layout of a mirror, which can also be served by any web
  /// server as a network mirror, except for those that the place has unpacked: there is no archive of them with the author's
  /// checksum.
  ///
  /// - Returns: the version that is there now.
  public func mirror(
    _ address: ProviderAddress, _ constraints: [VersionConstraint], for platforms: [Platform],
    to folder: String
  ) async throws(InstallError) -> String {
    var entry = try lockedEntry(address, constraints)
    var archives: [JSON.Member] = []
    var chosen: Version?
    for platform in platforms {
      let provider = ProviderPlatform(address: address, platform: platform)
      let (version, place) = try await choose(provider, constraints, entry)
      let copy = try await PackageCopy(provider, version, from: place, self)
      if let archive = copy.archive {
        let name = provider.archiveName(version)
        try write(try content(of: archive), to: "\(folder)/\(address)/\(name)")
        let hashes = try copy.hashes(self).map { JSON.string($0) }
        archives.append(JSON.Member("\(platform)", ["hashes": .array(hashes), "url": .string(name)]))
      } else {
        try copy.folder.copy(to: "\(folder)/\(address)/\(version)/\(platform)")
      }
      chosen = version
      entry = entry ?? LockFile.Entry(address: address, version: version, constraints: "", hashes: [])
    }
    guard let chosen else { throw InstallError("No platform is given.") }
    if !archives.isEmpty { try describe(chosen, archives, in: "\(folder)/\(address)") }
    return "\(chosen)"
  }

  /// The documents of the provider network mirror protocol, beside what they say already.
  private func describe(
    _ version: Version, _ archives: [JSON.Member], in folder: String
  ) throws(InstallError) {
    var index = Self.document("\(folder)/index.json") ?? ["versions": [:]]
    var versions = index["versions"] ?? [:]
    versions["\(version)"] = [:]
    index["versions"] = versions
    var packages = Self.document("\(folder)/\(version).json")?["archives"] ?? [:]
    for archive in archives { packages[archive.key] = archive.value }
    let archives: JSON = ["archives": packages]
    try write(archives.bytes(.indented), to: "\(folder)/\(version).json")
    try write(index.bytes(.indented), to: "\(folder)/index.json")
  }

  private static func document(_ path: String) -> JSON? {
    (try? FileSystem.read(path)).flatMap { try? JSON.parse($0) }
  }

  private func content(of path: String) throws(InstallError) -> [UInt8] {
    do throws(FileError) { return try FileSystem.read(path) } catch {
      throw InstallError(error, "Making a mirror")
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws(InstallError) {
    do throws(FileError) { try FileSystem.replace(path, with: bytes) } catch {
      throw InstallError(error, "Making a mirror")
    }
  }
}
