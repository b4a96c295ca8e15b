import Addresses
public import Diagnostics
public import Language
public import ProviderKit

/// Resolves every kind of module source: local directories in place, modules of registries through the lock
/// file, the cache, the mirrors and at last their registry.
///
/// What the lock file names and the cache holds is used as it is, without a look at mirrors or network. What
/// is chosen anew is the newest version that the call accepts: of those in the mirrors, or where they have
/// none, of those in the registry.
public struct ModuleInstaller: ModuleResolver {
  public struct Settings: Sendable {
    /// Where module contents are kept for all templates.
    public var cacheDirectory: String
    /// Where the choice of versions is recorded.
    public var lockFile: String
    /// In the order in which they are looked at; the value of `RCW_MODULE_MIRROR`.
    public var mirrors: [String]
    /// Choose anew, whatever the lock file says.
    public var isUpgrade = false

    public init(cacheDirectory: String, lockFile: String, mirrors: [String] = []) {
      self.cacheDirectory = cacheDirectory
      self.lockFile = lockFile
      self.mirrors = mirrors
    }
  }

  private let settings: Settings
  private let mirrors: [ModuleMirror]
  private let cache: ModuleCache
  private var registry: ModuleRegistry
  /// Read when the first registry module is asked for.
  private var lock: ModuleLock?
  /// What this run has chosen: an upgrade asks once for each.
  private var chosen: Set<ModuleLock.Entry> = []

  public init(_ settings: Settings, client: HTTPClient) {
    self.init(settings, registry: ModuleRegistry(client: client))
  }

  init(_ settings: Settings, registry: ModuleRegistry) {
    self.settings = settings
    self.registry = registry
    mirrors = settings.mirrors.map { ModuleMirror(directory: Directory($0)) }
    cache = ModuleCache(directory: Directory(settings.cacheDirectory))
  }

  public mutating func resolve(_ request: ModuleRequest) async throws(DiagnosticsError) -> ResolvedModule {
    switch request.source {
    case .local: return try await LocalModuleResolver().resolve(request)
    case .remote(let text):
      throw DiagnosticsError(
        Diagnostic(
          "not-supported-yet", "Not supported yet",
          "Modules cannot be fetched from \"\(text)\" yet. Copy the module, and call it by its directory.",
          at: request.sourceRange, in: request.context))
    case .registry(let module, let subdirectory):
      do {
        let (version, directory) = try await install(module, request.version)
        return ResolvedModule(directory: try part(subdirectory, of: directory).path, version: version)
      } catch {
        throw DiagnosticsError(.moduleNotAvailable(module, error, request))
      }
    }
  }

  private func part(_ subdirectory: String?, of directory: Directory) throws(ModuleError) -> Directory {
    guard let subdirectory else { return directory }
    let part = directory.subdirectory(subdirectory)
    guard part.exists else { throw ModuleError("The module has no directory \"\(subdirectory)\".") }
    return part
  }

  // MARK: One module

  private mutating func install(
    _ module: RegistryModule, _ constraint: VersionConstraint?
  ) async throws(ModuleError) -> (Version, Directory) {
    var lock = try openLock()
    defer { self.lock = lock }
    let locked = lock.entry(for: module, constraint).flatMap { isUsable($0) ? $0 : nil }
    if let locked, let directory = cache.directory(of: locked.checksum) { return (locked.version, directory) }
    let (version, package, source) = try await obtain(module, constraint, exactly: locked?.version)
    let entry = ModuleLock.Entry(
      address: module.description, version: version, source: source, checksum: package.checksum)
    if let old = lock.entry(for: module, exactly: version), isUsable(old), old.checksum != entry.checksum {
      throw ModuleError(
        """
        The content of \(module) \(version) from \(source) is not the one that was locked. If the change is \
        wanted, remove "\(lock.path)".
        """)
    }
    let directory = try store(package)
    try lock.record(entry)
    chosen.insert(entry)
    return (version, directory)
  }

  private func openLock() throws(ModuleError) -> ModuleLock {
    if let lock { return lock }
    return try ModuleLock(path: settings.lockFile)
  }

  /// Whether a locked choice counts.
  private func isUsable(_ entry: ModuleLock.Entry) -> Bool { !settings.isUpgrade || chosen.contains(entry) }

  private func store(_ package: ModulePackage) throws(ModuleError) -> Directory {
    do {
      return try cache.store(package)
    } catch {
      throw ModuleError(error)
    }
  }

  // MARK: Where modules come from

  private typealias Obtained = (Version, ModulePackage, source: String)

  private mutating func obtain(
    _ module: RegistryModule, _ constraint: VersionConstraint?, exactly version: Version?
  ) async throws(ModuleError) -> Obtained {
    let mirrored = mirrors.map { (mirror: $0, versions: $0.versions(of: module)) }
    let versions = Set(mirrored.flatMap(\.versions.keys))
    if let wanted = version ?? constraint.newest(of: versions),
      let place = mirrored.first(where: { $0.versions[wanted] != nil }), let path = place.versions[wanted]
    {
      return (wanted, try place.mirror.package(at: path), path)
    }
    do {
      return try await fromRegistry(module, constraint, exactly: version)
    } catch {
      guard !versions.isEmpty else { throw error }
      throw ModuleError(
        "\(error.message) \(Self.noneIs(version?.description ?? constraint?.text, of: versions, "the mirror"))"
      )
    }
  }

  private mutating func fromRegistry(
    _ module: RegistryModule, _ constraint: VersionConstraint?, exactly version: Version?
  ) async throws(ModuleError) -> Obtained {
    let wanted: Version
    if let version {
      wanted = version
    } else {
      let versions = try await registry.versions(of: module)
      guard let newest = constraint.newest(of: versions) else {
        throw ModuleError(Self.noneIs(constraint?.text, of: versions, "the registry"))
      }
      wanted = newest
    }
    let (package, source) = try await registry.download(module, wanted)
    return (wanted, package, source)
  }

  private static func noneIs(
    _ wanted: String?, of versions: some Collection<Version>, _ place: String
  ) -> String {
    guard !versions.isEmpty else { return "In \(place) there is no version of it." }
    let known = versions.sorted(by: >).prefix(5).map(\.description).joined(separator: ", ")
    return "No version in \(place) is \(wanted ?? "a release"): the newest there are \(known)."
  }
}

extension VersionConstraint? {
  /// The newest version that is acceptable: any release where there is no constraint.
  fileprivate func newest(of versions: some Sequence<Version>) -> Version? {
    self.map { $0.newest(of: versions) } ?? versions.filter { !$0.isPrerelease }.max()
  }
}

extension Diagnostic {
  fileprivate static func moduleNotAvailable(
    _ module: RegistryModule, _ error: ModuleError, _ request: ModuleRequest
  ) -> Diagnostic {
    Diagnostic(
      "module-not-available", "Module not available",
      """
      \(request.path) cannot be had. \(error.message)
      To use modules without their registry, put them in a directory of your own and name it:
          RCW_MODULE_MIRROR=DIR
          DIR/\(module)/VERSION/main.tf
      """, at: request.sourceRange, in: request.context)
  }
}
