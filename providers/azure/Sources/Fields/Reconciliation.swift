import ProviderKit
import Values

/// What a plan says, in the words of what is recorded wherever both mean the same to Azure.
enum Reconciliation {
  static func value(_ planned: Value, _ field: Field, prior: Value) -> Value {
    guard planned.isKnown, planned != prior else { return planned }
    if let shape = field.kind.shape { return blocks(planned, field, shape, prior) }
    guard planned.isWhollyKnown else { return planned }
    return field.isSame(planned, prior) ? prior : planned
  }

  private static func blocks(_ planned: Value, _ field: Field, _ shape: Shape, _ prior: Value) -> Value {
    let (now, before) = (planned.elements ?? [], prior.elements ?? [])
    if now.isEmpty, before.allSatisfy(\.isHollow) { return prior }
    if case .blockSet = field.kind { return planned }
    return .list(
      now.enumerated().map { index, element in
        before.indices.contains(index) ? object(element, shape, before[index]) : element
      }, of: shape.objectType)
  }

  /// Where anything in a block changes, what Azure makes of it is open.
  private static func object(_ planned: Value, _ shape: Shape, _ prior: Value) -> Value {
    guard planned.isKnown, let now = planned.keyedElements, let before = prior.keyedElements else {
      return planned
    }
    var kept = KeyedValues(
      shape.fields.map { field in
        let value = now[field.name] ?? .null(field.valueType)
        return (field.name, before[field.name].map { Self.value(value, field, prior: $0) } ?? value)
      })
    let changes = shape.fields.contains { $0.origin != .computed && kept[$0.name] != before[$0.name] }
    guard changes else { return .object(kept) }
    for field in shape.fields where field.origin == .computed { kept[field.name] = .unknown(field.valueType) }
    return .object(kept)
  }
}
