public import ProviderAPI
public import Values

/// A change as the schema alone plans it, for ``ManagedResource/adjust(_:)`` to correct.
public struct ResourcePlan: Sendable {
  /// nil for a create.
  public let prior: Value?
  public let config: ConfigView
  public private(set) var planned: Value
  /// The attributes and blocks whose change requires replacement.
  public private(set) var requiresReplace: Set<AttributePath>
  /// What stands against the change.
  public private(set) var diagnostics: [ProviderDiagnostic] = []

  /// Plans from the schema.
  init(_ block: BlockSchema, config: Value, prior: Value?) {
    self.prior = prior
    self.config = ConfigView(config)
    let planned = block.planned(config: config, prior: prior)
    self.planned = planned
    requiresReplace = prior.map { Set(block.replacements(from: $0, to: planned)) } ?? []
  }

  public var isCreate: Bool { prior == nil }

  /// The planned value of an attribute or block.
  public subscript(name: String) -> Value { planned.keyedElements?[name] ?? .null(.dynamic) }

  /// Whether the plan changes the attribute, or may. Always true of a create.
  public func isChanged(_ name: String) -> Bool {
    prior?.keyedElements?[name] != planned.keyedElements?[name]
  }

  public mutating func set(_ name: String, to value: Value) {
    planned = planned.replacing(at: [.attribute(name)]) { _ in value }
  }

  /// Plans the attribute as known after apply.
  public mutating func setUnknown(_ name: String) { set(name, to: .unknown(self[name].type)) }

  /// Drops the planned change of an attribute, and the replacement it would have required.
  public mutating func keepPrior(_ name: String) {
    guard let old = prior?.keyedElements?[name] else { return }
    set(name, to: old)
    requiresReplace = requiresReplace.filter { !$0.hasPrefix(AttributePath(name)) }
  }

  /// Plans nothing: the change of the attribute cannot be made at all.
  public mutating func refuse(_ name: String, _ summary: String, _ detail: String) {
    diagnostics.append(ProviderDiagnostic(summary, detail, at: AttributePath(name)))
  }

  public mutating func requireReplace(_ name: String) { requiresReplace.insert(AttributePath(name)) }

  /// The replacements that changes of the plan as it is now still require, in the order of their texts.
  var replacements: [AttributePath] {
    guard let prior else { return [] }
    return
      requiresReplace
      .filter { !Value.isSame(prior.value(at: $0), planned.value(at: $0)) }
      .sorted { $0.description < $1.description }
  }
}
