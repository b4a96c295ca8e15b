import Addresses
import Language
import PluginHost
import ProviderAPI
import ProviderInstaller
import ProviderKit
import Synchronization

/// The providers of one command that are programs of their own: which they are, and where they run.
///
/// Nothing is read or started before it is asked for.
final class PluginProviders: Sendable {
  let host: PluginHost
  private let environment: [String: String]
  private let cacheFolder: String
  private let http: HTTPClient.Configuration
  private let note: @Sendable (String) -> Void
  private let known = Mutex<Known>(Known())

  private struct Known {
    var configuration: CLIConfiguration?
    /// By what was asked for.
    var binaries: [ProviderAddress: PluginBinary] = [:]
  }

  init(
    environment: [String: String], cacheFolder: String, http: HTTPClient.Configuration, log: Log?,
    note: @escaping @Sendable (String) -> Void
  ) {
    self.environment = environment
    self.cacheFolder = cacheFolder
    self.http = http
    self.note = note
    var settings = PluginHost.Settings(
      environment: environment, cacheFolder: "\(cacheFolder)/plugins",
      terraformVersion: "\(Compatibility.version)")
    if let log { settings.log = { log.note(Log.Level($0), $1) } }
    host = PluginHost(settings)
  }

  /// - Throws: ``InstallError`` when the user's settings cannot be understood.
  func configuration() throws(InstallError) -> CLIConfiguration {
    if let read = known.withLock({ $0.configuration }) { return read }
    let read = try CLIConfiguration(environment: environment)
    known.withLock { $0.configuration = read }
    return read
  }

  /// - Parameter adjust: what a command wants otherwise.
  func installer(
    _ tell: @escaping @Sendable (ProviderInstaller.Event) -> Void = { _ in },
    adjust: (inout ProviderInstaller.Settings) -> Void = { _ in }
  ) throws -> ProviderInstaller {
    let dataFolder = environment["TF_DATA_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? ".terraform"
    var settings = ProviderInstaller.Settings(
      configuration: try configuration(), environment: environment, dataFolder: dataFolder,
      lockFile: Self.lockFile, cacheFolder: cacheFolder)
    adjust(&settings)
    var http = http
    http.proxy = try ProxyRules(environment: environment)
    return ProviderInstaller(settings, client: HTTPClient(http), tell: tell)
  }

  private static let lockFile = ".terraform.lock.hcl"

  /// A provider that is not configured yet; its program is installed when it is not.
  func makeProvider(_ address: ProviderAddress, _ constraints: [VersionConstraint]) async throws
    -> any Provider
  {
    if let binary = known.withLock({ $0.binaries[address] }) { return host.makeProvider(binary) }
    if let running = try reattachments()[address] {
      return host.makeProvider(PluginBinary(address: address, running))
    }
    let installer = try installer { [note] event in
      if case .installing(let address, let version, let place) = event {
        note("Installing the provider \(address.shortDescription) \(version) from \(place).\n")
      }
    }
    do throws(InstallError) {
      let binary = try await installer.binary(of: address, constraints)
      known.withLock { $0.binaries[address] = binary }
      return host.makeProvider(binary)
    } catch {
      throw ProviderError(.notFound, error.message, cause: error)
    }
  }

  /// The providers that run already, for this program to use.
  func reattachments() throws(ReattachmentError) -> [ProviderAddress: Reattachment] {
    guard let text = environment["TF_REATTACH_PROVIDERS"], !text.isEmpty else { return [:] }
    return try Reattachment.all(in: text)
  }

  /// Whether a program stands in for a provider that is built in: where somebody works on it (`dev_overrides`), or
  /// where the configuration pins one version and an installation method names this provider.
  ///
  /// - Parameter constraints: nil where there is no configuration; then the lock file tells whether one was pinned.
  func replacesBuiltIn(_ address: ProviderAddress, _ constraints: [VersionConstraint]?) throws(InstallError)
    -> Bool
  {
    let configuration = try configuration()
    if configuration.overrides[address] != nil { return true }
    guard configuration.methods?.contains(where: { $0.names(address) }) == true else { return false }
    if let constraints { return constraints.contains { $0.exactVersion != nil } }
    return try LockFile(path: Self.lockFile)[address] != nil
  }

  func close() async { await host.close() }
}

extension Log.Level {
  fileprivate init(_ level: PluginLogLevel) {
    switch level {
    case .trace: self = .trace
    case .debug: self = .debug
    case .info: self = .info
    case .warn: self = .warn
    case .error: self = .error
    }
  }
}
