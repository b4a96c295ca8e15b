import Addresses
public import Diagnostics
public import Language
public import ProviderKit

/// Resolves every kind of module source: local directories in place, all others through the lock file, the
/// cache and at last the place they are at.
///
/// What the lock file names and the cache holds is used as it is, without a look at mirrors or network. What
/// is chosen anew of a registry's module is the newest version that the call accepts: of those in the mirrors,
/// or where they have none, of those in the registry.
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
    /// What `git` and `ssh` see of the environment.
    public var environment: [String: String] = [:]

    public init(cacheDirectory: String, lockFile: String, mirrors: [String] = []) {
      self.cacheDirectory = cacheDirectory
      self.lockFile = lockFile
      self.mirrors = mirrors
    }
  }

  private let settings: Settings
  private let mirrors: [ModuleMirror]
  private let cache: ModuleCache
  private let fetcher: RemoteFetcher
  private var registry: ModuleRegistry
  /// Read when the first registry module is asked for.
  private var lock: ModuleLock?
  /// What this run has chosen: an upgrade asks once for each.
  private var chosen: Set<ModuleLock.Entry> = []

  public init(_ settings: Settings, client: HTTPClient) {
    self.init(settings, web: WebReader(client))
  }

  init(_ settings: Settings, web: WebReader) {
    self.settings = settings
    mirrors = settings.mirrors.map { ModuleMirror(directory: Directory($0)) }
    cache = ModuleCache(directory: Directory(settings.cacheDirectory))
    let git = GitClient(environment: settings.environment, workDirectory: settings.cacheDirectory)
    fetcher = RemoteFetcher(web: web, git: git)
    registry = ModuleRegistry(fetcher)
  }

  public mutating func resolve(_ request: ModuleRequest) async throws(DiagnosticsError) -> ResolvedModule {
    switch request.source {
    case .local: return try await LocalModuleResolver().resolve(request)
    case .remote(let text):
      guard request.version == nil else { throw DiagnosticsError(.versionOfRemoteModule(request)) }
      do {
        return ResolvedModule(directory: try await install(try RemoteSource(text)).path)
      } catch {
        throw DiagnosticsError(.moduleNotAvailable(error, request))
      }
    case .registry(let module, let subdirectory):
      do {
        let (version, directory) = try await install(module, request.version)
        return ResolvedModule(directory: try part(subdirectory, of: directory).path, version: version)
      } catch {
        throw DiagnosticsError(.moduleNotAvailable(module, error, request))
      }
    }
  }

  /// A directory in another; a part `*` of its path is the one directory that there is.
  private func part(_ path: String?, of directory: Directory) throws(ModuleError) -> Directory {
    var part = directory
    for name in (path ?? "").split(separator: "/") {
      let inside = name == "*" ? part.onlySubdirectory : part.subdirectory(String(name))
      guard let inside, inside.exists else {
        throw ModuleError("The module has no directory \"\(path ?? "")\".")
      }
      part = inside
    }
    return part
  }

  // MARK: One module

  private mutating func install(_ source: RemoteSource) async throws(ModuleError) -> Directory {
    var lock = try openLock()
    defer { self.lock = lock }
    let subdirectory = source.subdirectory.joined(separator: "/")
    let locked = lock.entry(for: source.description, exactly: nil).flatMap { isUsable($0) ? $0 : nil }
    if let locked, let directory = cache.directory(of: locked.checksum) {
      return try part(subdirectory, of: try part(locked.directory, of: directory))
    }
    let fetched = try await fetcher.fetch(source, revision: locked?.revision)
    let around = fetched.subdirectory.dropLast(source.subdirectory.count).joined(separator: "/")
    let entry = ModuleLock.Entry(
      address: source.description, revision: fetched.revision, source: fetched.origin,
      directory: around.isEmpty ? nil : around, checksum: fetched.package.checksum)
    if let locked, locked.checksum != entry.checksum { throw .changed("\(source)", entry, lock) }
    let directory = try store(fetched.package)
    let module = try part(subdirectory, of: try part(around, of: directory))
    try lock.record(entry)
    chosen.insert(entry)
    return module
  }

  private mutating func install(
    _ module: RegistryModule, _ constraint: VersionConstraint?
  ) async throws(ModuleError) -> (Version, Directory) {
    var lock = try openLock()
    defer { self.lock = lock }
    let locked = lock.entry(for: module, constraint).flatMap { isUsable($0) ? $0 : nil }
    if let locked, let version = locked.version, let directory = cache.directory(of: locked.checksum) {
      return (version, try part(locked.directory, of: directory))
    }
    let (version, fetched) = try await obtain(module, constraint, exactly: locked?.version)
    let around = fetched.subdirectory.joined(separator: "/")
    let entry = ModuleLock.Entry(
      address: module.description, version: version, revision: fetched.revision, source: fetched.origin,
      directory: around.isEmpty ? nil : around, checksum: fetched.package.checksum)
    if let old = lock.entry(for: entry.address, exactly: version), isUsable(old),
      old.checksum != entry.checksum
    {
      throw .changed("\(module) \(version)", entry, lock)
    }
    let directory = try part(around, of: try store(fetched.package))
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

  private typealias Obtained = (Version, RemoteFetcher.Fetched)

  private mutating func obtain(
    _ module: RegistryModule, _ constraint: VersionConstraint?, exactly version: Version?
  ) async throws(ModuleError) -> Obtained {
    let mirrored = mirrors.map { (mirror: $0, versions: $0.versions(of: module)) }
    let versions = Set(mirrored.flatMap(\.versions.keys))
    if let wanted = version ?? constraint.newest(of: versions),
      let place = mirrored.first(where: { $0.versions[wanted] != nil }), let path = place.versions[wanted]
    {
      let package = try place.mirror.package(at: path)
      return (wanted, RemoteFetcher.Fetched(package: package, subdirectory: [], origin: path))
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
    return (wanted, try await registry.download(module, wanted))
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

extension Directory {
  /// The one directory in this one; nil when there are none or several.
  fileprivate var onlySubdirectory: Directory? {
    let inside = ((try? names()) ?? []).map(subdirectory).filter(\.exists)
    return inside.count == 1 ? inside[0] : nil
  }
}

extension ModuleError {
  fileprivate static func changed(
    _ name: String, _ entry: ModuleLock.Entry, _ lock: ModuleLock
  ) -> ModuleError {
    ModuleError(
      """
      The content of \(name) from \(entry.source) is not the one that was locked. If the change is wanted, \
      remove "\(lock.path)".
      """)
  }
}

extension Diagnostic {
  fileprivate static func versionOfRemoteModule(_ request: ModuleRequest) -> Diagnostic {
    Diagnostic(
      "invalid-version-constraint", "Invalid version constraint",
      """
      Only a registry knows versions. Remove the "version" argument; the tag or commit of a git repository is \
      chosen in its address, with "?ref=NAME" at the end.
      """, at: request.versionRange ?? request.sourceRange, in: request.context)
  }

  fileprivate static func moduleNotAvailable(_ error: ModuleError, _ request: ModuleRequest) -> Diagnostic {
    Diagnostic(
      "module-not-available", "Module not available", "\(request.path) cannot be had. \(error.message)",
      at: request.sourceRange, in: request.context)
  }

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
