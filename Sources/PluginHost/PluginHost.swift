public import ProviderAPI
import ProviderKit
import Synchronization

/// Runs providers that are programs of their own.
///
/// A program is started when a provider is first asked for something that only it can answer. It is kept when its user
/// is done with it, and serves the next one who wants it with the same configuration, or with any if it has none.
public final class PluginHost: Sendable {
  /// How long plugins are waited for.
  public struct Patience: Sendable {
    /// From the start to the line that says how to reach it.
    public var handshake = Duration.seconds(60)
    /// Without a sign of life during a call, and again after it was asked for one.
    public var silence = Duration.seconds(30)

    public init() {}
  }

  public struct Settings: Sendable {
    /// What plugins inherit.
    public var environment: [String: String]
    /// Where what is known of programs is kept; nil for nowhere.
    public var cacheFolder: String?
    /// What plugins are told about who runs them: the version of Terraform that they can rely on.
    public var terraformVersion: String
    public var patience = Patience()
    /// Takes what plugins log.
    public var log: @Sendable (PluginLogLevel, String) -> Void = { _, _ in }

    public init(environment: [String: String], cacheFolder: String?, terraformVersion: String) {
      self.environment = environment
      self.cacheFolder = cacheFolder
      self.terraformVersion = terraformVersion
    }
  }

  let settings: Settings
  let schemas: SchemaStore
  private let state = Mutex(State())

  private struct State {
    /// Running plugins that nobody uses.
    var idle: [PluginBinary: [PluginConnection]] = [:]
    /// For the sockets of all plugins of this host; nil before the first.
    var folder: SocketFolder?
  }

  public init(_ settings: Settings) {
    self.settings = settings
    schemas = SchemaStore(folder: settings.cacheFolder)
  }

  /// A provider that is not configured yet. Nothing is started.
  public func makeProvider(_ binary: PluginBinary) -> any Provider { PluginProvider(binary, self) }

  /// Ends the plugins that nobody uses.
  public func close() async {
    let idle = state.withLock { state in
      defer { state.idle = [:] }
      return state.idle.values.flatMap(\.self)
    }
    await withTaskGroup(of: Void.self) { group in
      for connection in idle { group.addTask { await connection.end() } }
    }
  }

  /// A running plugin that can be asked whatever does not depend on its configuration.
  func connection(to binary: PluginBinary) async throws -> PluginConnection {
    if let idle = takeIdle(binary, { !$0.isConfigured }) ?? takeIdle(binary, { _ in true }) { return idle }
    return try await start(binary)
  }

  /// A running plugin that nobody has configured.
  func freshConnection(to binary: PluginBinary) async throws -> PluginConnection {
    if let idle = takeIdle(binary, { !$0.isConfigured }) { return idle }
    return try await start(binary)
  }

  /// A running plugin that was configured in this way, and that nobody uses; nil when there is none.
  func connection(to binary: PluginBinary, configuredWith configuration: [UInt8]) -> PluginConnection? {
    takeIdle(binary) { $0.configuration == configuration }
  }

  /// Takes a plugin back that does as it should.
  func giveBack(_ connection: PluginConnection) {
    state.withLock { $0.idle[connection.binary, default: []].append(connection) }
  }

  private func takeIdle(
    _ binary: PluginBinary, _ isWanted: (PluginConnection) -> Bool
  ) -> PluginConnection? {
    state.withLock { state in
      state.idle[binary]?.removeAll { !$0.isAlive }
      guard let index = state.idle[binary]?.firstIndex(where: isWanted) else { return nil }
      return state.idle[binary]?.remove(at: index)
    }
  }

  private func start(_ binary: PluginBinary) async throws -> PluginConnection {
    if let reattachment = binary.reattachment {
      return try PluginConnection(reattaching: binary, reattachment)
    }
    return try await launcher().launch(binary)
  }

  private func launcher() throws -> PluginLauncher {
    let folder = try state.withLock { state in
      if let folder = state.folder { return folder }
      let parent = settings.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
      let folder = try SocketFolder(in: parent)
      state.folder = folder
      return folder
    }
    return PluginLauncher(
      environment: settings.environment, folder: folder, patience: settings.patience, note: settings.log)
  }
}
