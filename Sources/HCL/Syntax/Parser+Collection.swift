import Diagnostics
import Values

// MARK: Tuples and objects

extension Parser {
  mutating func parseTuple() -> Expression {
    let start = advance()
    let outer = ignoresNewlines
    ignoresNewlines = true
    defer { ignoresNewlines = outer }
    if isWord(current, "for") { return parseFor(start, closing: .closeBracket) }
    var elements: [Expression] = []
    while !isRecovering, accept(.closeBracket) == nil {
      elements.append(parseAnyExpression())
      if accept(.comma) == nil, current.kind != .closeBracket {
        failHere(
          "missing-separator", "Missing item separator",
          "A comma must stand between two items of a list, and a closing bracket after the last.")
      }
    }
    return .tuple(elements, range(from: start))
  }

  mutating func parseObject() -> Expression {
    let start = advance()
    let outer = ignoresNewlines
    ignoresNewlines = true
    if isWord(current, "for") {
      let expression = parseFor(start, closing: .closeBrace)
      ignoresNewlines = outer
      return expression
    }
    ignoresNewlines = false
    var items: [ObjectItem] = []
    skipNewlines()
    while !isRecovering, accept(.closeBrace) == nil {
      if let item = parseObjectItem() { items.append(item) }
      if accept(.comma) == nil, current.kind != .newline, current.kind != .closeBrace {
        failHere(
          "missing-separator", "Missing item separator",
          "A comma or a new line must stand between two items of an object, and a closing brace after the "
            + "last.")
      }
      skipNewlines()
    }
    ignoresNewlines = outer
    return .object(items, range(from: start))
  }

  private mutating func parseObjectItem() -> ObjectItem? {
    let key = parseAnyExpression()
    guard accept(.assign) ?? accept(.colon) != nil else {
      failHere(
        "missing-value", "Missing value of object item",
        "After the key of an item there must be an equals sign or a colon, and the item's value.")
      return nil
    }
    let value = parseAnyExpression()
    return ObjectItem(key: objectKey(key), value: value)
  }

  /// A bare word as a key is a string; with steps after it, it could be meant either way, which the evaluation
  /// refuses. What only reads the tree may take it for a reference.
  private func objectKey(_ expression: Expression) -> ObjectKey {
    switch expression {
    case .traversal(let traversal) where traversal.steps.isEmpty:
      return .name(traversal.root, traversal.rootRange)
    case .literal(let value, let range) where value.isNull || value.asBool != nil:
      return .name(range.text, range)
    default: return .expression(expression)
    }
  }
}

// MARK: For expressions

extension Parser {
  /// Reads a for expression from the word `for` to the closing bracket.
  private mutating func parseFor(_ start: Token, closing: Token.Kind) -> Expression {
    advance()
    guard let names = parseForNames(), expectWord("in", after: "the names") else {
      return invalid(from: start)
    }
    let collection = parseAnyExpression()
    guard accept(.colon) != nil else {
      failFor("After the collection there must be a colon and the value of each element.")
      return invalid(from: start)
    }
    let isObject = closing == .closeBrace
    let key = isObject ? parseForKey() : nil
    let value = parseAnyExpression()
    let isGrouped = isObject && accept(.ellipsis) != nil
    let condition = isWord(current, "if") ? parseForCondition() : nil
    if accept(closing) == nil { failForEnd(isObject: isObject) }
    let expression = ForExpression(
      keyName: names.key, valueName: names.value, collection: collection, key: key, value: value,
      condition: condition, isGrouped: isGrouped, range: range(from: start))
    return isObject ? .forObject(expression) : .forTuple(expression)
  }

  /// Reads `value` or `key, value`; also in the directive of a template.
  mutating func parseForNames() -> (key: String?, value: String)? {
    guard let first = accept(.identifier) else {
      failFor(
        "After \"for\" there must be the name for each element. For a key or variable that is itself called "
          + "\"for\", use quotes or parentheses.")
      return nil
    }
    guard accept(.comma) != nil else { return (nil, text(first)) }
    guard let second = accept(.identifier) else {
      failFor("After the comma there must be the name for the value of each element.")
      return nil
    }
    return (text(first), text(second))
  }

  mutating func expectWord(_ word: String, after what: String) -> Bool {
    guard isWord(current, word) else {
      failFor("After \(what) there must be the word \"\(word)\".")
      return false
    }
    advance()
    return true
  }

  private mutating func parseForKey() -> Expression? {
    let key = parseAnyExpression()
    if accept(.arrow) == nil {
      failFor("To make an object, there must be a key, \"=>\" and a value for each element.")
    }
    return key
  }

  private mutating func parseForCondition() -> Expression {
    advance()
    return parseAnyExpression()
  }

  private mutating func failForEnd(isObject: Bool) {
    switch current.kind {
    case .arrow where !isObject:
      failFor("Keys and \"=>\" make an object, and an object stands in braces, not brackets.")
    case .ellipsis where !isObject: failFor("Only an object, which stands in braces, can group values.")
    default:
      failFor(
        "The expression ends before this place, where a closing \(isObject ? "brace" : "bracket") is missing."
      )
    }
  }

  private mutating func failFor(_ detail: String) {
    failHere("invalid-for", "Invalid 'for' expression", detail)
  }
}
