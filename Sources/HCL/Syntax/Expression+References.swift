extension Expression {
  /// The traversals in the expression that start from a variable of the scope, in the order they are written:
  /// those that start from a variable of a `for` expression are not among them.
  public var freeTraversals: [Traversal] {
    var collector = TraversalCollector()
    collector.visit(self)
    return collector.found
  }
}

/// Walks an expression and notes its free traversals.
private struct TraversalCollector {
  var found: [Traversal] = []
  private var bound: [String] = []

  mutating func visit(_ expression: Expression) {
    switch expression {
    case .literal, .splatItem, .invalid: break
    case .traversal(let traversal):
      if !bound.contains(traversal.root) { found.append(traversal) }
    case .relative(let source, _, _), .unary(_, let source, _), .templateWrap(let source, _),
      .parenthesised(let source, _):
      visit(source)
    case .index(let first, let second, _), .splat(let first, let second, _):
      visit(first)
      visit(second)
    case .template(let parts, _): visit(parts)
    case .call(let call): visit(call.arguments)
    case .conditional(let test, let then, let otherwise, _):
      visit(test)
      visit(then)
      visit(otherwise)
    case .binary(let left, _, let right, _):
      if case .binary = left { return visitChain(left, right) }
      visit(left)
      visit(right)
    case .tuple(let elements, _): visit(elements)
    case .object(let items, _):
      for item in items {
        if case .expression(let key) = item.key { visit(key) }
        visit(item.value)
      }
    case .forTuple(let loop), .forObject(let loop):
      visit(loop.collection)
      binding([loop.keyName, loop.valueName]) {
        $0.visit([loop.key, loop.value, loop.condition].compactMap { $0 })
      }
    }
  }

  private mutating func visit(_ expressions: [Expression]) {
    for expression in expressions { visit(expression) }
  }

  /// A chain of operators nests to the left and may be long: it is unrolled.
  private mutating func visitChain(_ left: Expression, _ right: Expression) {
    var operands = [right]
    var first = left
    while case .binary(let inner, _, let innerRight, _) = first {
      operands.append(innerRight)
      first = inner
    }
    visit([first] + operands.reversed())
  }

  private mutating func visit(_ parts: [TemplatePart]) {
    for part in parts {
      switch part {
      case .text: break
      case .interpolation(let expression): visit(expression)
      case .conditional(let test, let then, let otherwise, _):
        visit(test)
        visit(then)
        visit(otherwise)
      case .loop(let key, let value, let collection, let body, _):
        visit(collection)
        binding([key, value]) { $0.visit(body) }
      }
    }
  }

  private mutating func binding(_ names: [String?], _ body: (inout TraversalCollector) -> Void) {
    let names = names.compactMap { $0 }
    bound += names
    body(&self)
    bound.removeLast(names.count)
  }
}
