import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import StateStorage
import Values

/// The way to a provider that is configured when it is first needed.
struct ProviderAccess: Sendable {
  let pool: ProviderPool
  let address: ProviderConfigAddress
  /// The evaluated block; nil for the empty default.
  let config: Value?
  /// What the module tells the provider about itself with every request; nil for nothing.
  var meta: Value?
  /// Whether the block is repeated, and has no configuration of that key.
  private let isMissing: Bool
  /// The block, as far as it is there.
  private let origin: BlockOrigin?

  /// - Parameter output: what the provider block has come to; nil where there is none.
  init(_ pool: ProviderPool, _ target: ProviderResolution.Target, _ output: NodeOutput?) {
    self.pool = pool
    address = target.address
    origin = output?.origin
    let value = output?.values.values.first
    guard let members = output?.members.values.first, members.shape == .forEach else {
      (config, isMissing) = (value, false)
      return
    }
    var found: Value?
    if case .key(let key) = address.key { found = value?.keyedElements?[key] }
    (config, isMissing) = (found, found == nil)
  }

  /// The provider for what needs no configuration.
  func unconfigured() async throws -> any Provider { try await pool.provider(address.provider) }

  func configured() async throws -> any Provider {
    if let standIn = try await pool.standIn(for: address) { return standIn }
    guard !isMissing else {
      throw ProviderError(
        .invalid,
        "There is no \(address), since the for_each of its block has no such key. Where objects were made with that "
          + "configuration, they need it to be read and deleted: keep the key until they are gone.")
    }
    do {
      return try await pool.configured(address, config?.withoutDeepMarks)
    } catch let error as RefusedConfiguration {
      guard let origin else { throw error }
      throw DiagnosticsError(error.diagnostics.map(origin.diagnostic))
    }
  }
}

extension InstanceState {
  /// Of the object that there is.
  var providerKey: InstanceKey { current?.providerKey ?? deposed.values.first?.providerKey ?? .none }
}

extension ModuleEvaluation {
  /// Which configuration of a repeated provider block an instance takes, or what stands in for it; none where the
  /// block is not repeated.
  func providerKey(
    of resource: ResourceConfig, for instance: PlannedInstance
  ) throws(DiagnosticsError) -> InstanceKey {
    if let standIn = resource.standIns.first(where: { $0.target.covers(instance.address) }) {
      return standIn.key
    }
    let reference = resource.provider
    return try providerKey(
      reference?.key ?? resource.providerKey, reference?.instance, in: instance.address.module,
      instance.member, context: resource.range)
  }

  private func providerKey(
    _ key: ProviderReference.Key, _ selector: Expression?, in path: ModuleInstancePath,
    _ member: Scope.Instance, context: SourceRange
  ) throws(DiagnosticsError) -> InstanceKey {
    guard let module = config.modules[path.module] else { return .none }
    if module.providers[key] != nil {
      guard let selector else { return .none }
      return try self.key(selector, of: module, in: path, member, context: context)
    }
    guard let parent = path.parent, let step = path.steps.last,
      let call = config.modules[parent.module]?.calls[step.name], let handed = call.providers[key]
    else { return .none }
    let caller = inputs[.module(path.module)]?.members[parent]?.elements.first { $0.key == step.key }?.scope
    return try providerKey(
      handed.key, handed.instance, in: parent, caller ?? Scope.Instance(), context: call.range)
  }

  private func key(
    _ selector: Expression, of module: ModuleConfig, in path: ModuleInstancePath, _ member: Scope.Instance,
    context: SourceRange
  ) throws(DiagnosticsError) -> InstanceKey {
    var evaluator = Evaluator(scope: scope(of: module, in: path, for: selector.references, member))
    let value = evaluator.evaluate(selector, as: .string)
    guard !evaluator.diagnostics.hasErrors else {
      throw DiagnosticsError(evaluator.diagnostics.map { $0.within(context) })
    }
    if let key = value.asString { return .key(key) }
    throw DiagnosticsError(
      Diagnostic(
        "invalid-provider-reference", "Invalid provider key",
        "The key of a provider configuration must be a string that is known when planning.",
        at: selector.range, in: context))
  }
}
