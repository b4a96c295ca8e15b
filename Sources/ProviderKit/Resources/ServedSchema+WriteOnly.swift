import Values

/// Write-only attributes stand in the configuration alone: providers see them, and nobody records them.
extension ServedSchema {
  private var writeOnly: [(name: String, type: ValueType)] {
    block.attributes.filter(\.value.isWriteOnly).map { ($0.key, $0.value.type) }
  }

  /// The planned object with the values that the configuration gives them.
  func withWriteOnly(_ planned: Value, from config: Value) -> Value {
    let names = writeOnly
    guard !names.isEmpty, var members = planned.keyedElements, let configured = config.keyedElements else {
      return planned
    }
    for (name, type) in names { members[name] = configured[name] ?? .null(type) }
    return .object(members)
  }

  /// The object as it is recorded.
  func withoutWriteOnly(_ object: Value) -> Value {
    let names = writeOnly
    guard !names.isEmpty, var members = object.keyedElements else { return object }
    for (name, type) in names { members[name] = .null(type) }
    return .object(members)
  }
}
