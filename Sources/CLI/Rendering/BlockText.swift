import Engine
import Values

/// Writes the content of a block, attribute by attribute, as readers of plans know it: `+`, `-` and `~` before
/// what is added, removed and changed. What stays is counted, unless all is to be shown.
struct BlockText {
  let style: Style
  /// Whether an attribute's change is why the object is replaced.
  var forcesReplacement: @Sendable (AttributePath) -> Bool = { _ in false }
  /// Shows also what stays as it is.
  var showsAll = false

  /// The lines between the braces of an object's block.
  func body(_ schema: BlockSchema, _ prior: Value, _ planned: Value) -> String {
    block(schema, prior, planned, column: showsAll ? 2 : 6, path: .root, isTop: true)
  }

  /// The content of a block whose lines' marks stand at `column`.
  private func block(
    _ schema: BlockSchema, _ prior: Value, _ planned: Value, column: Int, path: AttributePath,
    isTop: Bool = false
  ) -> String {
    let attributes = attributeLines(schema, prior, planned, column: column, path: path, isTop: isTop)
    var hidden = 0
    let blocks = schema.blocks.sorted { $0.key < $1.key }.map { name, nested in
      nestedBlocks(
        name, nested, prior.member(name), planned.member(name), column: column,
        path: path.appending(.attribute(name)), hidden: &hidden)
    }
    let counted = style.hidden(hidden, "unchanged block", at: column + 2)
    return ([attributes] + blocks + [counted]).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: Blocks

  private func nestedBlocks(
    _ name: String, _ nested: NestedBlockSchema, _ prior: Value, _ planned: Value, column: Int,
    path: AttributePath, hidden: inout Int
  ) -> String {
    let isSame = prior.withoutDeepMarks == planned.withoutDeepMarks
    if prior.isSensitive || planned.isSensitive {
      guard !isSame || showsAll else {
        hidden += prior.isNull ? 0 : 1
        return ""
      }
      return "\(lead(symbol(prior, planned), column))\(name) {\n"
        + "\(pad(column + 6))# At least one value in it is sensitive.\n\(pad(column + 2))}\n"
    }
    guard planned.isKnown else {
      return "\(lead(prior.isNull ? .create : .update, column))\(name) (known after apply)\n"
    }
    var text = ""
    for (before, after) in pairs(nested.nesting, prior, planned) {
      if !showsAll, let before, let after, before.withoutDeepMarks == after.withoutDeepMarks {
        hidden += 1
      } else {
        text += nestedBlock(name, nested.block, before, after, column: column, path: path)
      }
    }
    return text
  }

  private func nestedBlock(
    _ name: String, _ schema: BlockSchema, _ prior: Value?, _ planned: Value?, column: Int,
    path: AttributePath
  ) -> String {
    let none = Value.null(schema.impliedType)
    let (before, after) = (prior ?? none, planned ?? none)
    let content = block(schema, before, after, column: column + 4, path: path)
    return
      "\(lead(symbol(before, after), column))\(name) {\(replacementNote(path))\n\(content)\(pad(column + 2))}\n"
  }

  /// Which prior block became which planned one. The members of a set have no identity: they come and go.
  private func pairs(
    _ nesting: NestedBlockSchema.Nesting, _ prior: Value, _ planned: Value
  ) -> [(Value?, Value?)] {
    let (before, after) = (prior.blockElements, planned.blockElements)
    switch nesting {
    case .single, .group: return prior.isNull && planned.isNull ? [] : [(prior.presence, planned.presence)]
    case .list, .map:
      return (0..<max(before.count, after.count)).map { index in
        (
          before.indices.contains(index) ? before[index] : nil,
          after.indices.contains(index) ? after[index] : nil
        )
      }
    case .set:
      let gone = before.filter { element in !after.contains(element) }.map { (Optional($0), Value?.none) }
      let kept = after.map { element in (before.first { $0 == element }, Optional(element)) }
      return gone + kept
    }
  }

  // MARK: Attributes

  private struct Entry {
    var name: String
    var prior: Value
    var planned: Value

    var isChanged: Bool { prior.withoutDeepMarks != planned.withoutDeepMarks }
  }

  private func attributeLines(
    _ schema: BlockSchema, _ prior: Value, _ planned: Value, column: Int, path: AttributePath, isTop: Bool
  ) -> String {
    let entries = schema.attributes.keys.sorted()
      .map { Entry(name: $0, prior: prior.member($0), planned: planned.member($0)) }
      .filter { !$0.prior.isNull || !$0.planned.isNull }
    // What names the object is shown even where it stays.
    let shown = entries.filter { showsAll || $0.isChanged || isTop && ["id", "name"].contains($0.name) }
    let width = shown.map(\.name.count).max() ?? 0
    let lines = shown.map { entry in
      attribute(entry, width: width, column: column, path: path.appending(.attribute(entry.name)))
    }
    return lines.joined()
      + style.hidden(entries.count - shown.count, "unchanged attribute", at: column + 2)
  }

  private func attribute(_ entry: Entry, width: Int, column: Int, path: AttributePath) -> String {
    let action = entry.isChanged ? symbol(entry.prior, entry.planned) : .noOp
    let value = difference(entry, action, column: column + 2)
    return "\(lead(action, column))\(entry.name.padded(to: width)) = \(value)\(replacementNote(path))\n"
  }

  private func difference(_ entry: Entry, _ action: Action, column: Int) -> String {
    let text = ValueText(style: style, action: action, column: column)
    switch action {
    case .update: return ValueDifference(style: style, column: column).text(entry.prior, entry.planned)
    case .delete: return "\(text.text(entry.prior))\(style(" -> null", .dim))"
    default: return text.text(entry.planned)
    }
  }

  private func replacementNote(_ path: AttributePath) -> String {
    forcesReplacement(path) ? style(" # forces replacement", .red) : ""
  }

  // MARK: Marks

  private func symbol(_ prior: Value, _ planned: Value) -> Action {
    if prior.isNull { return .create }
    if planned.isNull { return .delete }
    return prior.withoutDeepMarks == planned.withoutDeepMarks ? .noOp : .update
  }

  private func lead(_ action: Action, _ column: Int) -> String {
    "\(pad(column))\(style.symbol(action)) "
  }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension AttributePath {
  /// The attribute names on the way, without indices and keys.
  fileprivate var names: [String] {
    steps.compactMap { if case .attribute(let name) = $0 { name } else { nil } }
  }
}

extension BlockText {
  /// For the object of a change.
  init(style: Style, change: Change) {
    let paths = change.action.isReplace ? Set(change.requiresReplace.map(\.names)) : []
    self.init(style: style, forcesReplacement: { paths.contains($0.names) })
  }
}

extension Value {
  /// An attribute of an object; null when this is null.
  fileprivate func member(_ name: String) -> Value { keyedElements?[name] ?? .null(.dynamic) }

  fileprivate var presence: Value? { isNull ? nil : self }

  fileprivate var blockElements: [Value] { elements ?? keyedElements.map { Array($0.values) } ?? [] }
}
