import Addresses
import Values

/// Writes a value as an expression that has the value, its type included: the form of `output`.
struct ExpressionText {
  private let indent: Int

  init() { indent = 0 }

  private init(indent: Int) { self.indent = indent }

  func text(_ value: Value) -> String {
    if value.isSensitive { return "(sensitive value)" }
    switch value.content {
    case .unknown: return "(known after apply)"
    case .null(let type): return type == .dynamic ? "null" : null(type)
    case .bool(let bool): return "\(bool)"
    case .number(let number): return "\(number)"
    case .string(let string): return text(string)
    case .tuple(let elements): return bracketed(elements)
    case .list(let elements, _): return "tolist(\(bracketed(elements)))"
    case .set(let elements, _): return "toset(\(bracketed(elements)))"
    case .map(let elements, _): return "tomap(\(braced(elements)))"
    case .object(let elements): return braced(elements)
    }
  }

  private func null(_ type: ValueType) -> String {
    switch type {
    case .string: "tostring(null)"
    case .number: "tonumber(null)"
    case .bool: "tobool(null)"
    case .list: "tolist(null)"
    case .set: "toset(null)"
    case .map: "tomap(null)"
    default: "null"
    }
  }

  private func text(_ string: String) -> String {
    guard string.contains("\n"), string.jsonDocument == nil else { return string.quoted }
    guard indent > 0 else { return "<<EOT\n\(string)\nEOT" }
    let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "\n" : "\(pad(indent + 2))\($0)\n" }
    return "<<-EOT\n\(lines.joined())\(pad(indent + 2))EOT"
  }

  private func bracketed(_ elements: [Value]) -> String {
    guard !elements.isEmpty else { return "[]" }
    return "[\n\(elements.map { "\(pad(indent + 2))\(inner.text($0)),\n" }.joined())\(pad(indent))]"
  }

  private func braced(_ elements: KeyedValues) -> String {
    guard !elements.isEmpty else { return "{}" }
    let lines = elements.map { "\(pad(indent + 2))\($0.key.quoted) = \(inner.text($0.value))\n" }
    return "{\n\(lines.joined())\(pad(indent))}"
  }

  private var inner: ExpressionText { ExpressionText(indent: indent + 2) }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}
