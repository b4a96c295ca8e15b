import Addresses
import Engine
import Values

/// Writes what changed inside a list, set, map or object, element by element.
struct MemberDifference {
  let style: Style
  let indent: Int

  /// nil when the two are not collections of one kind.
  func text(_ prior: Value, _ planned: Value) -> String? {
    switch (prior.content, planned.content) {
    case (.map(let before, _), .map(let after, _)): keyed(before, after) { $0.quoted }
    case (.object(let before), .object(let after)): keyed(before, after) { ValueText.name($0) }
    case (.set(let before, _), .set(let after, _)):
      sequence(
        before.filter { !after.contains($0) }.map { (.delete, $0) } + added(after, before),
        before.filter(after.contains).count)
    case (.list(let before, _), .list(let after, _)), (.tuple(let before), .tuple(let after)):
      list(before, after)
    default: nil
    }
  }

  private enum Mark { case create, delete }

  private func added(_ after: [Value], _ before: [Value]) -> [(Mark, Value)] {
    after.filter { !before.contains($0) }.map { (.create, $0) }
  }

  /// The longest common run of elements stays; what is around it comes and goes.
  private func list(_ before: [Value], _ after: [Value]) -> String {
    let difference = after.difference(from: before)
    let gone = difference.removals.map { (Mark.delete, $0.element) }
    let new = difference.insertions.map { (Mark.create, $0.element) }
    return sequence(gone + new, before.count - gone.count)
  }

  private func sequence(_ changed: [(Mark, Value)], _ unchanged: Int) -> String {
    let lines = changed.map { mark, value -> String in
      "\(pad(indent + 2))\(symbol(mark)) \(ValueText(indent: indent + 4).text(value)),\n"
    }
    return "[\n\(lines.joined())\(hidden(unchanged, "element"))\(pad(indent))]"
  }

  private func keyed(_ before: KeyedValues, _ after: KeyedValues, _ name: (String) -> String) -> String {
    let keys = Set(before.keys).union(after.keys).sorted()
    let changed = keys.filter { before[$0] != after[$0] }
    let width = changed.map { name($0).count }.max() ?? 0
    let lines = changed.map { key in
      "\(pad(indent + 2))\(member(name(key).padded(to: width), before[key], after[key]))\n"
    }
    return "{\n\(lines.joined())\(hidden(keys.count - changed.count, "element"))\(pad(indent))}"
  }

  private func member(_ name: String, _ before: Value?, _ after: Value?) -> String {
    let text = ValueText(indent: indent + 4)
    switch (before, after) {
    case (let before?, let after?):
      let inner = MemberDifference(style: style, indent: indent + 4).text(before, after)
      return "\(style.symbol(.update)) \(name) = \(inner ?? "\(text.text(before)) -> \(text.text(after))")"
    case (let before?, nil): return "\(symbol(.delete)) \(name) = \(text.text(before)) -> null"
    case (nil, let after?): return "\(symbol(.create)) \(name) = \(text.text(after))"
    case (nil, nil): return ""
    }
  }

  private func symbol(_ mark: Mark) -> String {
    switch mark {
    case .create: style.symbol(.create)
    case .delete: style.symbol(.delete)
    }
  }

  private func hidden(_ count: Int, _ noun: String) -> String {
    guard count > 0 else { return "" }
    let plural = count == 1 ? noun : noun + "s"
    return pad(indent + 4) + style("# (\(count) unchanged \(plural) hidden)", .dim) + "\n"
  }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension CollectionDifference.Change {
  fileprivate var element: ChangeElement {
    switch self {
    case .insert(_, let element, _), .remove(_, let element, _): element
    }
  }
}
