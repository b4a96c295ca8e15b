import Addresses
import Engine
import Values

/// Writes values in the syntax of the configuration language, as plans and states show them: one element a
/// line, each with the mark of what becomes of it.
struct ValueText {
  let style: Style
  /// What becomes of all that is written here.
  var action: Action = .noOp
  /// The column at which the line's own text begins; what stands inside is indented from there.
  var column: Int

  /// A value that is deleted is shown to say what goes, not to be read: long texts are cut.
  private static let deletedLines = 12

  /// The value, without the indentation of its first line.
  func text(_ value: Value) -> String {
    if value.isSensitive { return "(sensitive value)" }
    switch value.content {
    case .unknown: return "(known after apply)"
    case .null: return "null"
    case .bool(let bool): return "\(bool)"
    case .number(let number): return "\(number)"
    case .string(let string): return text(string)
    case .list(let elements, _), .tuple(let elements), .set(let elements, _): return bracketed(elements)
    case .map(let elements, _), .object(let elements): return braced(elements)
    }
  }

  /// A string in quotes, as a heredoc when it has several lines, or as what it says when it is JSON.
  private func text(_ string: String) -> String {
    if let document = string.jsonDocument {
      let inner = ValueText(style: style, action: action, column: column + 4)
      return "jsonencode(\n\(pad(column + 4))\(inner.text(document))\n\(pad(column)))"
    }
    guard string.contains("\n") else { return string.quoted }
    let lines = string.heredocLines
    let limit = action == .delete ? Self.deletedLines : lines.count
    var text = lines.prefix(limit).map { $0.isEmpty ? "\n" : "\(pad(column + 4))\($0)\n" }.joined()
    if lines.count > limit { text += style.hidden(lines.count - limit, "more line", at: column + 4) }
    return "<<-EOT\n\(text)\(pad(column))EOT"
  }

  private func bracketed(_ elements: [Value]) -> String {
    guard !elements.isEmpty else { return "[]" }
    return "[\n\(elements.map { "\(lead)\(inner.text($0)),\n" }.joined())\(pad(column))]"
  }

  private func braced(_ elements: KeyedValues) -> String {
    guard !elements.isEmpty else { return "{}" }
    let names = elements.map { $0.key.objectKey }
    let width = names.map(\.count).max() ?? 0
    let lines = zip(names, elements).map { name, element in
      "\(lead)\(name.padded(to: width)) = \(inner.text(element.value))\n"
    }
    return "{\n\(lines.joined())\(pad(column))}"
  }

  private var inner: ValueText { ValueText(style: style, action: action, column: column + 4) }

  /// The indentation and mark of an element's line.
  private var lead: String { "\(pad(column + 2))\(style.symbol(action)) " }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension String {
  /// The lines between the marks of a heredoc.
  var heredocLines: [Substring] {
    (hasSuffix("\n") ? dropLast() : self[...]).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The object or array that the string holds as JSON.
  var jsonDocument: Value? {
    guard let first, first == "{" || first == "[", let json = try? JSON.parse(self) else { return nil }
    return Value(implied: json)
  }
}
