public import Addresses
public import Language
public import PluginHost
public import ProviderKit

/// Finds the programs of providers: in the data folder of the configuration, or else in the places that the user's
/// settings name, whence they are brought there.
///
/// What the lock file names is used as it is, and nothing else in its place.
public struct ProviderInstaller: Sendable {
  public struct Settings: Sendable {
    public var configuration: CLIConfiguration
    public var environment: [String: String]
    /// `.terraform`.
    public var dataFolder: String
    /// `.terraform.lock.hcl`.
    public var lockFile: String
    /// What is kept for all configurations: packages, downloads, digests.
    public var cacheFolder: String
    public var platform = Platform.current
    /// Choose versions anew, whatever the lock file says.
    public var isUpgrade = false
    /// Whether a choice may be recorded. Otherwise one that is not recorded already is an error.
    public var mayLock = true

    public init(
      configuration: CLIConfiguration, environment: [String: String], dataFolder: String, lockFile: String,
      cacheFolder: String
    ) {
      self.configuration = configuration
      self.environment = environment
      self.dataFolder = dataFolder
      self.lockFile = lockFile
      self.cacheFolder = cacheFolder
    }
  }

  public enum Event: Sendable {
    /// A package is being brought from a place.
    case installing(ProviderAddress, version: String, from: String)
    /// Bytes that have come, and that are to come if that is known.
    case progress(ProviderAddress, Int, Int?)
    /// - Parameter proof: how it is known to be the author's.
    case installed(ProviderAddress, version: String, proof: String)
    case present(ProviderAddress, version: String)
    case overridden(ProviderAddress, path: String)
  }

  let settings: Settings
  let digests: BinaryDigest
  let lock: LockStore
  let web: WebAnswers
  let tell: @Sendable (Event) -> Void

  public init(_ settings: Settings, client: HTTPClient, tell: @escaping @Sendable (Event) -> Void = { _ in })
  {
    self.settings = settings
    digests = BinaryDigest(folder: "\(settings.cacheFolder)/plugins/digests")
    lock = LockStore(path: settings.lockFile)
    web = WebAnswers(client, tokens: settings.configuration.tokens)
    self.tell = tell
  }

  /// The program of a provider, which is installed if it is not.
  ///
  /// - Parameter constraints: what modules ask for; all of it has to hold.
  /// - Throws: ``InstallError``.
  public func binary(
    of address: ProviderAddress, _ constraints: [VersionConstraint] = []
  ) async throws(InstallError) -> PluginBinary {
    if let path = settings.configuration.overrides[address] { return try overridden(address, path) }
    let entry = try lockedEntry(address, constraints)
    if let entry, let present = try present(entry) {
      tell(.present(address, version: "\(entry.version)"))
      return present
    }
    let provider = ProviderPlatform(address: address, platform: settings.platform)
    let (version, place) = try await choose(provider, constraints, entry)
    guard settings.mayLock || entry?.version == version else {
      throw InstallError(
        "The lock file does not have \(address.shortDescription) \(version), and may not be changed.")
    }
    let (binary, added) = try await PackageInstallation(
      installer: self, provider: provider, version: version, place: place, entry: entry
    ).install()
    try record(added, address, version, constraints, over: entry)
    return binary
  }

  /// Whether somebody works on the provider, so that no other program is to be run for it.
  public func isOverridden(_ address: ProviderAddress) -> Bool {
    settings.configuration.overrides[address] != nil
  }

  private func overridden(_ address: ProviderAddress, _ path: String) throws(InstallError) -> PluginBinary {
    let isFile = (try? FileSystem.kind(path)) == .file
    guard let program = isFile ? path : PackageFolder(path: path).program(of: address.type) else {
      throw InstallError(
        "dev_overrides says that \(address.shortDescription) is in \(path), and there is no "
          + "terraform-provider-\(address.type) there.")
    }
    tell(.overridden(address, path: program))
    return PluginBinary(address: address, path: program)
  }

  // MARK: What is there

  func lockedEntry(
    _ address: ProviderAddress, _ constraints: [VersionConstraint]
  ) throws(InstallError) -> LockFile.Entry? {
    guard !settings.isUpgrade, let entry = try lock.entry(address) else { return nil }
    guard constraints.allSatisfy({ $0.allows(entry.version) }) else {
      throw InstallError(
        "The lock file has \(address.shortDescription) \(entry.version), and the configuration asks for "
          + "\(constraints.summary). Choose anew with:\n    rcw init -upgrade")
    }
    return entry
  }

  /// Where the data folder has a version.
  func folder(_ address: ProviderAddress, _ version: Version) -> String {
    "\(settings.dataFolder)/providers/\(address)/\(version)/\(settings.platform)"
  }

  /// The locked version, when it is installed and what the lock file says it is.
  private func present(_ entry: LockFile.Entry) throws(InstallError) -> PluginBinary? {
    let package = PackageFolder(path: folder(entry.address, entry.version))
    guard let program = package.program(of: entry.address.type),
      entry.hashes.contains(try package.checksum(digests))
    else { return nil }
    return PluginBinary(address: entry.address, version: "\(entry.version)", path: program)
  }

  // MARK: Choosing

  func choose(
    _ provider: ProviderPlatform, _ constraints: [VersionConstraint], _ entry: LockFile.Entry?
  ) async throws(InstallError) -> (Version, any PackagePlace) {
    let name = provider.address.shortDescription
    let places = try PlaceList(settings, web).places(for: provider)
    guard !places.isEmpty else {
      throw InstallError("No installation method of the CLI configuration is for the provider \(name).")
    }
    var offered: [(version: Version, place: any PackagePlace)] = []
    for place in places {
      for version in try await place.versions(of: provider) { offered.append((version, place)) }
    }
    let asked = places.map(\.description).joined(separator: ", ")
    guard !offered.isEmpty else {
      throw InstallError("There is no provider \(name) for \(provider.platform) in \(asked).")
    }
    let fitting = offered.filter { offer in
      entry.map { $0.version == offer.version }
        ?? (constraints.allSatisfy { $0.allows(offer.version) }
          && (!constraints.isEmpty || !offer.version.isPrerelease))
    }
    guard let best = fitting.max(by: { $0.version < $1.version })?.version,
      let choice = fitting.first(where: { $0.version == best })
    else {
      let wanted = entry.map { "the version in the lock file, \($0.version)" } ?? constraints.summary
      let versions = Set(offered.map(\.version)).sorted().suffix(10).map(\.description)
      throw InstallError(
        "The provider \(name) is wanted as \(wanted), and \(asked) has: \(versions.joined(separator: ", ")).")
    }
    return (choice.version, choice.place)
  }

  private func record(
    _ hashes: Set<String>, _ address: ProviderAddress, _ version: Version,
    _ constraints: [VersionConstraint], over entry: LockFile.Entry?
  ) throws(InstallError) {
    let known = try lock.entry(address).flatMap { $0.version == version ? $0.hashes : nil } ?? []
    let isComplete = !known.isDisjoint(with: hashes) && entry != nil
    try lock.record(
      LockFile.Entry(
        address: address, version: version,
        constraints: isComplete ? entry?.constraints ?? "" : constraints.summary,
        hashes: known.union(hashes)))
  }
}

extension [VersionConstraint] {
  /// `~> 2.1, >= 2.1.1`.
  var summary: String { Set(map(\.text)).sorted().joined(separator: ", ") }
}
