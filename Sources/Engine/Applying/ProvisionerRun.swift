import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// Runs the provisioners of one object, one after another.
struct ProvisionerRun: Sendable {
  let address: ResourceInstanceAddress
  /// Those for this moment.
  let provisioners: [ProvisionerConfig]
  /// For those that have none of their own.
  let connection: Block?
  /// The header of the block that they stand in.
  let context: SourceRange
  let module: ModuleConfig
  let evaluation: ModuleEvaluation
  /// What `self`, `count` and `each` mean.
  let member: Scope.Instance
  let kinds: [String: any Provisioner]
  let events: EventHandler

  /// - Returns: what went wrong. An error ends the run; what may fail is a warning.
  func run() async -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for provisioner in provisioners {
      events(.provisionerStarted(address, provisioner.type))
      let found = await run(provisioner)
      diagnostics += provisioner.continuesOnFailure ? found.map(\.asWarning) : found
      events(.provisionerEnded(address, provisioner.type, hasFailed: found.hasErrors))
      if diagnostics.hasErrors { break }
    }
    return diagnostics
  }

  private func run(_ provisioner: ProvisionerConfig) async -> [Diagnostic] {
    // That there is such a kind was found out by validation.
    guard let kind = kinds[provisioner.type] else {
      return [failure("There is no such provisioner.", provisioner)]
    }
    let references = provisioner.references + (connection?.body.references ?? [])
    let scope = evaluation.scope(of: module, in: address.module, for: references, member)
    var reader = ProvisionerReader(scope: scope, context: context)
    let config = reader.config(of: provisioner, kind)
    let reached = reader.connection(of: provisioner, connection)
    guard !reader.diagnostics.hasErrors else { return reader.diagnostics.map(placed) }
    guard config.isWhollyKnown, reached.isWhollyKnown else {
      return [failure("A value of it is not known even now.", provisioner)]
    }
    do {
      try await kind.run(
        ProvisionRequest(config: config.withoutDeepMarks, connection: reached.withoutDeepMarks),
        tell: teller(of: provisioner, isSecret: !config.deepMarks.isEmpty))
      return []
    } catch {
      return [failure("\(error)", provisioner)]
    }
  }

  /// What takes the lines of a provisioner. Of one that has been given secrets none is shown.
  private func teller(
    of provisioner: ProvisionerConfig, isSecret: Bool
  ) -> @Sendable (String) -> Void {
    if isSecret {
      events(
        .provisionerSaid(address, provisioner.type, "(output suppressed due to sensitive value in config)"))
      return { _ in }
    }
    return { [address, events, type = provisioner.type] in events(.provisionerSaid(address, type, $0)) }
  }

  private func failure(_ detail: String, _ provisioner: ProvisionerConfig) -> Diagnostic {
    placed(
      Diagnostic(
        "provisioner-failed", "\(provisioner.type) provisioner error", detail, at: provisioner.range,
        in: context))
  }

  private func placed(_ diagnostic: Diagnostic) -> Diagnostic {
    var placed = diagnostic
    placed.address = "\(address)"
    return placed
  }
}

/// Reads the arguments of provisioners and connections.
struct ProvisionerReader {
  let scope: any EvaluationScope
  let context: SourceRange
  private(set) var diagnostics: [Diagnostic] = []

  init(scope: any EvaluationScope, context: SourceRange) {
    self.scope = scope
    self.context = context
  }

  mutating func config(of provisioner: ProvisionerConfig, _ kind: any Provisioner) -> Value {
    decode(provisioner.body, kind.schema, header: provisioner.range)
  }

  /// The connection of a provisioner: what it does not say itself, that of the resource does.
  mutating func connection(of provisioner: ProvisionerConfig, _ common: Block?) -> Value {
    let own = provisioner.connection.map { decode($0.body, ConnectionSchema.block, header: $0.headerRange) }
    let shared = common.map { decode($0.body, ConnectionSchema.block, header: $0.headerRange) }
    guard let own, let members = own.keyedElements, let others = shared?.keyedElements else {
      return own ?? shared ?? .null(ConnectionSchema.block.impliedType)
    }
    return .object(
      KeyedValues(members.map { ($0.key, $0.value.isNull ? others[$0.key] ?? $0.value : $0.value) }))
  }

  private mutating func decode(_ body: Body, _ schema: BlockSchema, header: SourceRange) -> Value {
    var decoder = BodyDecoder(scope: scope, context: context, header: header)
    decoder.allowsEphemeral = true
    let value = decoder.decode(body, schema: schema)
    diagnostics += decoder.diagnostics
    return value
  }
}

extension Scope.Instance {
  /// What the key of an instance tells by itself.
  init(key: InstanceKey, selfObject: Value? = nil) {
    self.init(selfObject: selfObject)
    switch key {
    case .none: break
    case .index(let index): countIndex = .number(index)
    case .key(let key): eachKey = .string(key)
    }
  }
}
