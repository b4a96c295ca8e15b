import Values

extension Value {
  /// A short wording of the value for a diagnostic, which gives no sensitive value away; nil when there is
  /// nothing to say.
  ///
  /// - Parameter hasValues: whether what is not known will be known after apply, rather than being any value.
  func statement(hasValues: Bool) -> String? {
    if isSensitive { return "has a sensitive value" }
    switch content {
    case .unknown(.dynamic, _): return hasValues ? "will be known only after apply" : nil
    case .unknown(let type, _):
      return "is \(type.friendlyNameWithArticle)" + (hasValues ? ", known only after apply" : "")
    case .null: return "is null"
    case .bool(let bool): return "is \(bool)"
    case .number(let number): return "is \(number)"
    case .string(let string):
      return string.count > 60 || string.contains("\n") ? "is a string" : "is \"\(string)\""
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      return "is \(type.friendlyName) with \(counted(elements.count, "element"))"
    case .map(let elements, _): return "is \(type.friendlyName) with \(counted(elements.count, "element"))"
    case .object(let attributes):
      let name = attributes.count == 1 ? attributes.keys.map { " \"\($0)\"" } : []
      return "is object with \(counted(attributes.count, "attribute"))\(name.joined())"
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
