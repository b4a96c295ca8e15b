import Addresses
import Values

/// Writes values in the syntax of the configuration language, as plans and outputs show them.
struct ValueText {
  /// How far a line is indented, in spaces.
  var indent: Int

  /// The value, without the indentation of its first line.
  func text(_ value: Value) -> String {
    if value.isSensitive { return "(sensitive value)" }
    switch value.content {
    case .unknown: return "(known after apply)"
    case .null: return "null"
    case .bool(let bool): return "\(bool)"
    case .number(let number): return "\(number)"
    case .string(let string): return text(string)
    case .list(let elements, _), .tuple(let elements): return bracketed(elements)
    case .set(let elements, let type):
      return type == .dynamic ? bracketed(elements) : "toset(\(bracketed(elements)))"
    case .map(let elements, _): return braced(elements, isMap: true)
    case .object(let elements): return braced(elements, isMap: false)
    }
  }

  /// A string in quotes, or as a heredoc when it has several lines.
  func text(_ string: String) -> String {
    guard string.contains("\n") else { return string.quoted }
    let pad = String(repeating: " ", count: indent + 4)
    let isEnded = string.hasSuffix("\n")
    let lines = (isEnded ? string.dropLast() : string[...])
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : pad + $0 }
    let close = String(repeating: " ", count: indent) + "EOT"
    return "<<-EOT\n\(lines.joined(separator: "\n"))\n\(close)"
  }

  private var inner: ValueText { ValueText(indent: indent + 4) }

  private func bracketed(_ elements: [Value]) -> String {
    guard !elements.isEmpty else { return "[]" }
    let pad = String(repeating: " ", count: indent + 4)
    let lines = elements.map { "\(pad)\(inner.text($0)),\n" }
    return "[\n\(lines.joined())\(String(repeating: " ", count: indent))]"
  }

  private func braced(_ elements: KeyedValues, isMap: Bool) -> String {
    guard !elements.isEmpty else { return "{}" }
    let names = elements.map { isMap ? $0.key.quoted : Self.name($0.key) }
    let width = names.map(\.count).max() ?? 0
    let pad = String(repeating: " ", count: indent + 4)
    let lines = zip(names, elements).map { name, element in
      "\(pad)\(name.padded(to: width)) = \(inner.text(element.value))\n"
    }
    return "{\n\(lines.joined())\(String(repeating: " ", count: indent))}"
  }

  /// A key of an object: bare where it is a name.
  static func name(_ key: String) -> String {
    let isName =
      key.first.map { $0.isLetter || $0 == "_" } ?? false
      && key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    return isName ? key : key.quoted
  }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
