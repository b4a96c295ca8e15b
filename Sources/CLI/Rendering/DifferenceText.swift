import Engine
import Values

/// Writes what becomes of an object, attribute by attribute, as readers of plans know it: `+`, `-` and `~`
/// before what is added, removed and changed, and what stays left out.
struct DifferenceText {
  let style: Style
  let change: Change

  private var isCreate: Bool { change.prior.isNull }
  private var isDelete: Bool { change.planned.isNull }

  /// The lines between the braces of the block.
  func body() -> String {
    block(
      change.schema.block, prior: change.prior, planned: change.planned, indent: 6, path: .root, isTop: true)
  }

  // MARK: Blocks

  private func block(
    _ schema: BlockSchema, prior: Value, planned: Value, indent: Int, path: AttributePath, isTop: Bool = false
  ) -> String {
    let attributes = attributeLines(schema, prior: prior, planned: planned, indent: indent, path: path, isTop)
    let blocks = schema.blocks.sorted { $0.key < $1.key }.map { name, nested in
      nestedBlocks(
        name, nested, prior: prior.member(name), planned: planned.member(name), indent: indent,
        path: path.appending(.attribute(name)))
    }
    let hidden = blocks.reduce(0) { $0 + $1.unchanged }
    let shown = blocks.map(\.text).filter { !$0.isEmpty }
    var text = attributes
    for block in shown { text += (text.isEmpty ? "" : "\n") + block }
    if hidden > 0 {
      text += (text.isEmpty ? "" : "\n") + unchangedLine(hidden, "block", indent)
    }
    return text
  }

  private func nestedBlocks(
    _ name: String, _ nested: NestedBlockSchema, prior: Value, planned: Value, indent: Int,
    path: AttributePath
  ) -> (text: String, unchanged: Int) {
    if prior.isSensitive || planned.isSensitive {
      guard prior.withoutDeepMarks != planned.withoutDeepMarks else { return ("", prior.isNull ? 0 : 1) }
      let symbol = symbol(prior: prior, planned: planned)
      return (
        "\(pad(indent))\(symbol) \(name) {\n\(pad(indent + 6))# At least one value in it is sensitive.\n"
          + "\(pad(indent + 2))}\n", 0
      )
    }
    guard planned.isKnown else {
      return ("\(pad(indent))\(style.symbol(isCreate ? .create : .update)) \(name) (known after apply)\n", 0)
    }
    var text = ""
    var unchanged = 0
    for (before, after) in pairs(nested.nesting, prior, planned) {
      if let before, let after, before.withoutDeepMarks == after.withoutDeepMarks {
        unchanged += 1
        continue
      }
      text += nestedBlock(name, nested.block, before, after, indent: indent, path: path)
    }
    return (text, unchanged)
  }

  private func nestedBlock(
    _ name: String, _ schema: BlockSchema, _ prior: Value?, _ planned: Value?, indent: Int,
    path: AttributePath
  ) -> String {
    let none = Value.null(schema.impliedType)
    let content = block(
      schema, prior: prior ?? none, planned: planned ?? none, indent: indent + 4, path: path)
    let symbol = symbol(prior: prior ?? none, planned: planned ?? none)
    let suffix = forcesReplacement(path) ? style(" # forces replacement", .red) : ""
    return "\(pad(indent))\(symbol) \(name) {\(suffix)\n\(content)\(pad(indent + 2))}\n"
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

  private func attributeLines(
    _ schema: BlockSchema, prior: Value, planned: Value, indent: Int, path: AttributePath, _ isTop: Bool
  ) -> String {
    var shown: [(name: String, prior: Value, planned: Value, isChanged: Bool)] = []
    var hidden = 0
    for name in schema.attributes.keys.sorted() {
      let (before, after) = (prior.member(name), planned.member(name))
      if before.isNull, after.isNull { continue }
      let isChanged = before.withoutDeepMarks != after.withoutDeepMarks
      // What names the object is shown even where it stays.
      if isChanged || isTop && (name == "id" || name == "name") {
        shown.append((name, before, after, isChanged))
      } else {
        hidden += 1
      }
    }
    let width = shown.map(\.name.count).max() ?? 0
    var text = shown.map { entry in
      attribute(
        entry.name.padded(to: width), entry.prior, entry.planned, isChanged: entry.isChanged, indent: indent,
        path: path.appending(.attribute(entry.name)))
    }.joined()
    if hidden > 0 { text += unchangedLine(hidden, "attribute", indent) }
    return text
  }

  private func attribute(
    _ name: String, _ prior: Value, _ planned: Value, isChanged: Bool, indent: Int, path: AttributePath
  ) -> String {
    let mark = isChanged ? symbol(prior: prior, planned: planned) : " "
    let suffix = forcesReplacement(path) ? style(" # forces replacement", .red) : ""
    let value = difference(prior, planned, isChanged: isChanged, indent: indent + 2)
    return "\(pad(indent))\(mark) \(name) = \(value)\(suffix)\n"
  }

  private func difference(_ prior: Value, _ planned: Value, isChanged: Bool, indent: Int) -> String {
    let text = ValueText(indent: indent)
    guard isChanged, !prior.isNull else { return text.text(isChanged ? planned : prior) }
    if planned.isNull { return isDelete ? "\(text.text(prior)) -> null" : "\(text.text(prior)) -> null" }
    if prior.isSensitive || planned.isSensitive { return "(sensitive value)" }
    if let members = MemberDifference(style: style, indent: indent).text(prior, planned) { return members }
    return "\(text.text(prior)) -> \(text.text(planned))"
  }

  private func forcesReplacement(_ path: AttributePath) -> Bool {
    change.action.isReplace && change.requiresReplace.contains { $0.names == path.names }
  }

  private func symbol(prior: Value, planned: Value) -> String {
    style.symbol(prior.isNull ? .create : planned.isNull ? .delete : .update)
  }

  private func unchangedLine(_ count: Int, _ noun: String, _ indent: Int) -> String {
    let plural = count == 1 ? noun : noun + "s"
    return pad(indent + 2) + style("# (\(count) unchanged \(plural) hidden)", .dim) + "\n"
  }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension AttributePath {
  /// The attribute names on the way, without indices and keys.
  fileprivate var names: [String] {
    steps.compactMap { if case .attribute(let name) = $0 { name } else { nil } }
  }
}

extension Value {
  /// An attribute of an object; null when this is null.
  fileprivate func member(_ name: String) -> Value { keyedElements?[name] ?? .null(.dynamic) }

  fileprivate var presence: Value? { isNull ? nil : self }

  fileprivate var blockElements: [Value] { elements ?? keyedElements.map { Array($0.values) } ?? [] }
}
