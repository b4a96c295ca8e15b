import ProviderAPI
import ProviderKit
import Values

extension ObjectResource {
  /// Drops differences that mean nothing to the server, and opens what the server decides anew with each change.
  func adjust(_ plan: inout ResourcePlan) {
    guard let prior = plan.prior?.keyedElements else { return }
    var changes = false
    for field in shape.fields {
      guard let before = prior[field.name] else { continue }
      let planned = plan[field.name]
      let kept = Reconciliation.value(planned, field, prior: before)
      if kept != planned { plan.set(field.name, to: kept) }
      changes = changes || (kept != before && (!field.isLocal || field.isContent))
    }
    guard changes else { return }
    plan.openVersion()
    if kind.changesStatus, shape["status"] != nil { plan.setUnknown("status") }
    if isImmutable(prior) {
      let names = ["data", "binary_data", "immutable", "data_wo_revision", "binary_data_wo_revision"]
      for name in names where shape[name] != nil && plan.isChanged(name) {
        plan.requireReplace(name)
      }
    }
  }

  /// A ConfigMap or Secret whose content may never change.
  private func isImmutable(_ prior: KeyedValues) -> Bool {
    shape["immutable"] != nil && prior["immutable"]?.asBool == true
  }
}

extension ResourcePlan {
  /// What changes with every change.
  fileprivate mutating func openVersion() {
    guard let metadata = self["metadata"].elements?.first?.keyedElements else { return }
    var open = metadata
    open["resource_version"] = .unknown(.string)
    open["generation"] = .unknown(.number)
    let object = Value.object(open)
    set("metadata", to: .list([object], of: object.type))
  }
}

/// What a plan says, in the words of what is recorded wherever both mean the same.
enum Reconciliation {
  static func value(_ planned: Value, _ field: Field, prior: Value) -> Value {
    guard planned.isKnown, planned != prior else { return planned }
    if let shape = field.kind.shape { return blocks(planned, field, shape, prior) }
    if field.isMap { return map(planned, field, prior) }
    return field.isSame(planned, prior) ? prior : planned
  }

  private static func map(_ planned: Value, _ field: Field, _ prior: Value) -> Value {
    if planned.meaning == nil, prior.meaning == nil { return prior }
    guard planned.isWhollyKnown, let now = planned.keyedElements, let before = prior.keyedElements,
      now.keys == before.keys,
      now.allSatisfy({ key, value in before[key].map { field.isSame(value, $0) } ?? false })
    else { return planned }
    return prior
  }

  private static func blocks(_ planned: Value, _ field: Field, _ shape: Shape, _ prior: Value) -> Value {
    let (now, before) = (planned.elements ?? [], prior.elements ?? [])
    if now.isEmpty, before.allSatisfy(\.isHollow), !field.meansSomethingEmpty { return prior }
    if case .blockSet = field.kind { return planned }
    let kept = now.enumerated().map { index, element in
      before.indices.contains(index) ? object(element, shape, before[index]) : element
    }
    return .list(kept, of: shape.objectType)
  }

  private static func object(_ planned: Value, _ shape: Shape, _ prior: Value) -> Value {
    guard planned.isKnown, let now = planned.keyedElements, let before = prior.keyedElements else {
      return planned
    }
    return .object(
      KeyedValues(
        shape.fields.map { field in
          let value = now[field.name] ?? .null(field.valueType)
          return (field.name, before[field.name].map { Self.value(value, field, prior: $0) } ?? value)
        }))
  }
}

extension Field {
  /// Whether an empty block says something, such as `empty_dir {}` or a selector of everything.
  fileprivate var meansSomethingEmpty: Bool {
    name.hasSuffix("selector") || name == "empty_dir" || name == "ingress" || name == "egress"
  }
}
