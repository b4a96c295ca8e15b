public import Values

/// For types that do not tell "not set" from "set to nothing". Objects that other programs recorded, those of
/// Terraform's older SDK for one, have zeros where ours have nulls: a change between the two is none.
extension ResourcePlan {
  /// Drops every planned change that means nothing.
  public mutating func dropEmptyChanges() {
    guard let prior = prior?.keyedElements, let planned = planned.keyedElements else { return }
    for (name, value) in planned where isChanged(name) {
      if let before = prior[name], before.meaning == value.meaning { keepPrior(name) }
    }
  }

  /// Drops the change of an argument that is not set: its value then comes from elsewhere.
  public mutating func keepInherited(_ name: String) {
    if !isCreate, config[name].meaning == nil { keepPrior(name) }
  }
}

extension Value {
  /// The value without everything that stands for nothing; nil when nothing is left. What is known after
  /// apply stays.
  public var meaning: Value? {
    switch content {
    case .null: nil
    case .unknown: self
    case .bool(let bool): bool ? self : nil
    case .number(let number): number == 0 ? nil : self
    case .string(let string): string.isEmpty ? nil : self
    case .list(let elements, _), .tuple(let elements):
      elements.isEmpty ? nil : .tuple(elements.map { $0.meaning ?? .null(.dynamic) })
    case .set(let elements, _):
      elements.isEmpty ? nil : .set(elements.map { $0.meaning ?? .null(.dynamic) }, of: .dynamic)
    case .map(let elements, _): elements.isEmpty ? nil : self
    case .object(let attributes):
      .object(KeyedValues(attributes.compactMap { name, value in value.meaning.map { (name, $0) } }))
    }
  }
}
