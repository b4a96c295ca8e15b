package import ProviderAPI
package import Values

/// Holds providers to the contract: a plan keeps what the configuration sets, and an applied object keeps
/// what the plan said.
package struct PlanConformance {
  let schema: BlockSchema
  let type: String

  package init(schema: BlockSchema, type: String) {
    self.schema = schema
    self.type = type
  }

  /// - Throws: ``ProviderError`` with `.protocolViolation` naming the attribute.
  package func check(_ response: PlanResponse, _ request: PlanRequest) throws(ProviderError) {
    guard !response.diagnostics.contains(where: { !$0.isWarning }) else { return }
    guard response.planned.conforms(to: schema.impliedType) else {
      throw violation("planned an object that does not fit its own schema")
    }
    // The old SDK's providers normalise what the configuration says; they are taken at their word.
    guard !response.usesLegacyTypeSystem, let planned = response.planned.keyedElements,
      let config = request.config.keyedElements
    else { return }
    for (name, attribute) in schema.attributes.sorted(by: { $0.key < $1.key }) {
      try check(name, attribute, planned: planned[name], config: config[name], prior: request.prior)
    }
  }

  private func check(
    _ name: String, _ attribute: AttributeSchema, planned: Value?, config: Value?, prior: Value
  ) throws(ProviderError) {
    if attribute.isWriteOnly {
      guard planned?.isNull == false else { return }
      throw violation("planned to store \"\(name)\", which is only ever written", name)
    }
    guard let planned, let config, planned != config else { return }
    if config.isNull, attribute.isComputed { return }
    // A value may stay as it was, where another program recorded a zero for an argument that is not set, say.
    if prior.keyedElements?[name] == planned { return }
    if !config.isKnown { return }
    if config.isWhollyKnown || planned.type != config.type {
      throw violation("planned a value for \"\(name)\" that the configuration does not give it", name)
    }
  }

  /// - Throws: ``ProviderError`` with `.protocolViolation` when `object` breaks a promise of `planned`.
  package func check(applied object: Value, planned: Value, isLegacy: Bool) throws(ProviderError) {
    guard object.isWhollyKnown else {
      throw violation("returned an object with values that are still unknown after apply")
    }
    guard !isLegacy, let path = object.firstContradiction(of: planned, at: .root) else { return }
    throw ProviderError(
      .protocolViolation,
      "The provider gave \(path) of \(type) another value than it had planned. This is a bug in the provider.",
      attribute: path)
  }

  private func violation(_ what: String, _ attribute: String? = nil) -> ProviderError {
    ProviderError(
      .protocolViolation, "The provider \(what) (\(type)). This is a bug in the provider.",
      attribute: attribute.map { AttributePath($0) })
  }
}

extension Value {
  /// Whether the value could be one of `type`; `any` in the type admits everything.
  fileprivate func conforms(to type: ValueType) -> Bool {
    switch (content, type) {
    case (_, .dynamic): true
    case (.null(let own), _), (.unknown(let own, _), _):
      own == type || own == .dynamic || type.containsDynamic
    case (.object(let attributes), .object(let wanted)):
      attributes.count == wanted.attributes.count
        && attributes.allSatisfy { key, value in
          wanted.attributes[key].map { value.conforms(to: $0) } ?? false
        }
    case (.list(let elements, _), .list(let element)), (.set(let elements, _), .set(let element)):
      elements.allSatisfy { $0.conforms(to: element) }
    case (.map(let elements, _), .map(let element)): elements.values.allSatisfy { $0.conforms(to: element) }
    default: self.type == type
    }
  }

  /// Where the value differs from what a plan knew about it; nil when it keeps all of it.
  fileprivate func firstContradiction(of planned: Value, at path: AttributePath) -> AttributePath? {
    switch (content, planned.content) {
    case (_, .unknown): return nil
    case (.object(let mine), .object(let theirs)):
      for (key, value) in theirs {
        guard let own = mine[key] else { return path.appending(.attribute(key)) }
        if let found = own.firstContradiction(of: value, at: path.appending(.attribute(key))) { return found }
      }
      return nil
    case (.map(let mine, _), .map(let theirs, _)) where mine.keys == theirs.keys:
      for (key, value) in theirs {
        if let found = mine[key]?.firstContradiction(of: value, at: path.appending(.key(key))) {
          return found
        }
      }
      return nil
    case (.list(let mine, _), .list(let theirs, _)) where mine.count == theirs.count,
      (.tuple(let mine), .tuple(let theirs)) where mine.count == theirs.count:
      for (index, value) in theirs.enumerated() {
        if let found = mine[index].firstContradiction(of: value, at: path.appending(.index(index))) {
          return found
        }
      }
      return nil
    case (.set, .set) where !planned.isWhollyKnown: return nil
    default: return withoutDeepMarks == planned.withoutDeepMarks ? nil : path
    }
  }
}
