import Values

extension Value {
  /// A short wording of the value for a diagnostic, which gives no sensitive value away.
  var statement: String {
    if deepMarks.contains(.sensitive) { return "has a sensitive value" }
    switch content {
    case .unknown(.dynamic, _): return "will be known only after apply"
    case .unknown(let type, _): return "is a \(type.friendlyName), known only after apply"
    case .null: return "is null"
    case .bool(let bool): return "is \(bool)"
    case .number(let number): return "is \(number)"
    case .string(let string):
      return string.count > 60 || string.contains("\n") ? "is a string" : "is \"\(string)\""
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      return "is \(type.friendlyName) with \(counted(elements.count, "element"))"
    case .map(let elements, _): return "is \(type.friendlyName) with \(counted(elements.count, "element"))"
    case .object(let attributes): return "is object with \(counted(attributes.count, "attribute"))"
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
