import PluginWire
import ProviderAPI
import Synchronization
import Values

/// A provider whose plugin answers: every call of the contract as calls of the protocol.
final class PluginProvider: Provider {
  let binary: PluginBinary
  let host: PluginHost
  private let running = OnceValue<PluginConnection>()
  private let isStopped = Mutex(false)

  init(_ binary: PluginBinary, _ host: PluginHost) {
    self.binary = binary
    self.host = host
  }

  /// The running plugin; starts it when it is needed for the first time. One that has died stays dead: what it
  /// was told is lost, and a call that it did not answer may have had effects.
  func connection() async throws -> PluginConnection {
    try await running.value { [host, binary] in try await host.connection(to: binary) }
  }

  // MARK: Schemas

  func schemas() async throws -> PluginSchemas {
    if let known = host.schemas.schemas(of: binary) { return known }
    let connection = try await connection()
    let response = try await connection.bytes(.schema)
    let identities = try await identitySchemas(connection)
    do {
      let message = try WireMessage(response)
      try refuse(message.diagnostics(Fields.SchemaResponse.diagnostics))
      let schemas = try PluginSchemas(response[...], identities: identities[...], connection.version)
      host.schemas.keep(response, identities: identities, schemas, of: binary)
      return schemas
    } catch let error as WireError {
      throw connection.unreadable(.schema, error)
    }
  }

  /// Empty when the plugin was made before there were identities.
  private func identitySchemas(_ connection: PluginConnection) async throws -> [UInt8] {
    do {
      let response = try await connection.bytes(.identitySchemas)
      try readable(.identitySchemas) {
        try refuse(try WireMessage(response).diagnostics(Fields.IdentitySchemasResponse.diagnostics))
      }
      return response
    } catch is NotImplemented {
      return []
    }
  }

  func configurationSchema() async throws -> Schema {
    let schemas = try await schemas()
    return try readable { try schemas.configuration().schema }
  }

  func metaSchema() async throws -> Schema? { try await typedMeta()?.schema }

  func typedMeta() async throws -> PluginSchemas.Typed? {
    let schemas = try await schemas()
    return try readable { try schemas.meta() }
  }

  func schema(of kind: ResourceKind, _ type: String) async throws -> Schema? {
    let schemas = try await schemas()
    return try readable { try schemas.schema(of: kind, type)?.schema }
  }

  func typeNames(of kind: ResourceKind) async throws -> [String] { try await schemas().names(of: kind) }

  /// - Throws: ``ProviderError`` when there is no such type.
  func typed(_ kind: ResourceKind, _ name: String) async throws -> PluginSchemas.Typed {
    let schemas = try await schemas()
    let typed = try readable { try schemas.schema(of: kind, name) }
    guard let typed else {
      throw ProviderError(.notFound, "The provider \(binary.label) has no type \"\(name)\".")
    }
    return typed
  }

  /// What `body` makes of what the plugin sent.
  func readable<Result>(_ method: PluginMethod = .schema, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ProviderError {
      throw error
    } catch {
      throw ProviderError(
        .protocolViolation,
        "The provider \(binary.label) (\(binary.fileName)) gave an answer that cannot be read when it "
          + "\(method.deed): \(error). This is a bug in the provider.")
    }
  }

  /// - Throws: ``ProviderError`` when the provider says that it cannot decide yet. It was told that nothing can be left
  ///   for later.
  func refuseDeferral(_ answer: WireMessage, _ field: Int) throws {
    guard let deferred = try answer.message(field) else { return }
    let reason =
      switch deferred.integer(Fields.Deferred.reason) {
      case 1: "a part of the resource's configuration is known only after apply"
      case 2: "a part of the provider's configuration is known only after apply"
      case 3: "something that it needs is not there yet"
      default: "it does not say why"
      }
    throw ProviderError(
      .invalid,
      "The provider \(binary.label) cannot plan this now: \(reason). Create what it depends on first, with -target."
    )
  }

  /// - Throws: ``ProviderError`` for the errors among diagnostics, where there is no other way to tell them.
  func refuse(_ diagnostics: [ProviderDiagnostic]) throws(ProviderError) {
    let errors = diagnostics.filter { !$0.isWarning }
    guard let first = errors.first else { return }
    let texts = errors.map { $0.detail.isEmpty ? $0.summary : "\($0.summary): \($0.detail)" }
    throw ProviderError(.invalid, texts.joined(separator: "\n"), attribute: first.attribute)
  }

  // MARK: Configuration

  func validateConfiguration(_ config: Value) async throws -> [ProviderDiagnostic] {
    let schema = try await schemas().configuration()
    let answer = try await connection().call(.validateProvider) {
      $0.value(Fields.ValidateProvider.config, config, as: schema.type)
    }
    return try readable(.validateProvider) { try answer.diagnostics(Fields.ValidateProvider.diagnostics) }
  }

  func validate(_ kind: ResourceKind, _ type: String, _ config: Value) async throws -> [ProviderDiagnostic] {
    let schema = try await typed(kind, type)
    let method: PluginMethod =
      switch kind {
      case .managed: .validateManaged
      case .data: .validateData
      case .ephemeral: .validateEphemeral
      case .action: .validateAction
      }
    let answer = try await connection().call(method) {
      $0.text(Fields.Validate.type, type)
      $0.value(Fields.Validate.config, config, as: schema.type)
      if kind == .managed { $0.capabilities(Fields.Validate.capabilities) }
    }
    return try readable(method) { try answer.diagnostics(Fields.Validate.diagnostics) }
  }

  func configure(_ config: Value) async throws -> [ProviderDiagnostic] {
    let schema = try await schemas().configuration()
    let connection = try await connection(for: config, as: schema.type)
    guard !connection.isConfigured else { return [] }
    // Nobody takes it for configured in this way before it has said that it is.
    connection.configuration = []
    let answer = try await connection.call(.configure) { [host] in
      $0.text(Fields.Configure.version, host.settings.terraformVersion)
      $0.value(Fields.Configure.config, config, as: schema.type)
      $0.capabilities(Fields.Configure.capabilities)
    }
    let diagnostics = try readable(.configure) { try answer.diagnostics(Fields.Configure.diagnostics) }
    if config.isWhollyKnown, diagnostics.allSatisfy(\.isWarning) {
      connection.configuration = MessagePack.encode(config, as: schema.type)
    }
    return diagnostics
  }

  /// The plugin for all that comes after: one that has this configuration already, or one that has none.
  private func connection(for config: Value, as type: ValueType) async throws -> PluginConnection {
    let wanted = config.isWhollyKnown ? MessagePack.encode(config, as: type) : nil
    let present = await running.present
    if let present, let wanted, present.configuration == wanted { return present }
    let ready = wanted.flatMap { host.connection(to: binary, configuredWith: $0) }
    if let present, !present.isConfigured, ready == nil { return present }
    let next: PluginConnection
    if let ready { next = ready } else { next = try await host.freshConnection(to: binary) }
    if let other = await running.replace(with: next) { await release(other) }
    return next
  }

  // MARK: The end

  func stop() async {
    guard let connection = await running.present else { return }
    isStopped.withLock { $0 = true }
    _ = try? await connection.call(.stop)
  }

  func close() async {
    if let connection = await running.take() { await release(connection) }
  }

  /// What was not wholly told or did not accept it, or was asked to stop, is of no use to others.
  private func release(_ connection: PluginConnection) async {
    guard connection.isAlive, !isStopped.withLock(\.self), connection.configuration?.isEmpty != true else {
      return await connection.end()
    }
    host.giveBack(connection)
  }
}
