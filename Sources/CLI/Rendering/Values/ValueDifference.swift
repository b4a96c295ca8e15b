import Engine
import Values

/// Writes what becomes of a value, as deep into it as something changes.
struct ValueDifference {
  let style: Style
  /// The column at which the line's own text begins; what stands inside is indented from there.
  let column: Int

  func text(_ prior: Value, _ planned: Value) -> String {
    if prior.isSensitive || planned.isSensitive { return "(sensitive value)" }
    switch (prior.content, planned.content) {
    case (.map(let before, _), .map(let after, _)): return members(before, after, "element")
    case (.object(let before), .object(let after)): return members(before, after, "attribute")
    case (.set(let before, _), .set(let after, _)): return unordered(before, after)
    case (.list(let before, _), .list(let after, _)), (.tuple(let before), .tuple(let after)):
      return ordered(before, after)
    case (.string(let before), .string(let after)): return strings(before, after)
    default: return replaced(prior, planned)
    }
  }

  private func replaced(_ prior: Value, _ planned: Value) -> String {
    "\(value(prior, .delete)) -> \(value(planned, .create))"
  }

  private func value(_ value: Value, _ action: Action) -> String {
    ValueText(style: style, action: action, column: column).text(value)
  }

  // MARK: Objects and maps

  private func members(_ before: KeyedValues, _ after: KeyedValues, _ noun: String) -> String {
    let keys = Set(before.keys).union(after.keys).sorted()
    let width = keys.map { $0.objectKey.count }.max() ?? 0
    let changed = keys.filter { before[$0]?.withoutDeepMarks != after[$0]?.withoutDeepMarks }
    let lines = changed.map { key in
      line(before[key], after[key], named: "\(key.objectKey.padded(to: width)) = ") + "\n"
    }
    let hidden = style.hidden(keys.count - changed.count, "unchanged \(noun)", at: column + 4)
    return "{\n\(lines.joined())\(hidden)\(pad(column))}"
  }

  /// The line of one element, without its end.
  private func line(_ before: Value?, _ after: Value?, named name: String = "") -> String {
    let inner = ValueDifference(style: style, column: column + 4)
    switch (before, after) {
    case (let before?, let after?): return "\(lead(.update))\(name)\(inner.text(before, after))"
    case (let before?, nil):
      return "\(lead(.delete))\(name)\(inner.value(before, .delete))\(name.isEmpty ? "" : " -> null")"
    case (nil, let after?): return "\(lead(.create))\(name)\(inner.value(after, .create))"
    case (nil, nil): return ""
    }
  }

  // MARK: Lists and sets

  private func unordered(_ before: [Value], _ after: [Value]) -> String {
    let gone = before.filter { !after.contains($0) }
    let new = after.filter { !before.contains($0) }
    let lines = gone.map { line($0, nil) + ",\n" } + new.map { line(nil, $0) + ",\n" }
    let hidden = style.hidden(before.count - gone.count, "unchanged element", at: column + 4)
    return "[\n\(lines.joined())\(hidden)\(pad(column))]"
  }

  /// What changes is shown between its neighbours.
  private func ordered(_ before: [Value], _ after: [Value]) -> String {
    let steps = ListDifference(before, after).steps
    var text = ""
    var hidden = 0
    for (index, step) in steps.enumerated() {
      switch step {
      case .same(let element):
        let isNeighbour =
          index > 0 && !steps[index - 1].isSame || index + 1 < steps.count && !steps[index + 1].isSame
        guard isNeighbour else {
          hidden += 1
          continue
        }
        text += unchanged(&hidden) + "\(lead(.noOp))\(inner.value(element, .noOp)),\n"
      case .changed(let old, let new): text += unchanged(&hidden) + line(old, new) + ",\n"
      case .removed(let old): text += unchanged(&hidden) + line(old, nil) + ",\n"
      case .added(let new): text += unchanged(&hidden) + line(nil, new) + ",\n"
      }
    }
    return "[\n\(text)\(unchanged(&hidden))\(pad(column))]"
  }

  private func unchanged(_ count: inout Int) -> String {
    defer { count = 0 }
    return style.hidden(count, "unchanged element", at: column + 4)
  }

  // MARK: Strings

  private func strings(_ before: String, _ after: String) -> String {
    if let old = before.jsonDocument, let new = after.jsonDocument, old != new {
      return "jsonencode(\n\(line(old, new))\n\(pad(column)))"
    }
    guard before.contains("\n") || after.contains("\n"), before.heredocLines != after.heredocLines else {
      return replaced(.string(before), .string(after))
    }
    return LineDifference(style: style, column: column).text(before, after)
  }

  private var inner: ValueDifference { ValueDifference(style: style, column: column + 4) }

  private func lead(_ action: Action) -> String { "\(pad(column + 2))\(style.symbol(action)) " }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}
