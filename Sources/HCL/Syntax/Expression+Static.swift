import Values

// What can be read from an expression without evaluating it, for arguments that give names or lists of
// names rather than values.
extension Expression {
  /// The expression inside any parentheses around it.
  public var unparenthesised: Expression {
    var expression = self
    while case .parenthesised(let inner, _) = expression { expression = inner }
    return expression
  }

  /// The text of a string that is written out, without interpolation.
  public var literalString: String? {
    if case .literal(let value, _) = self { value.asString } else { nil }
  }

  /// The word of an expression that is one bare word, such as `all` or `string`.
  public var keyword: String? {
    guard case .traversal(let traversal) = self, traversal.steps.isEmpty else { return nil }
    return traversal.root
  }

  /// The reference that the expression is, with all its steps written out.
  public var staticTraversal: Traversal? {
    if case .traversal(let traversal) = unparenthesised { traversal } else { nil }
  }

  /// The elements of a list in brackets, unevaluated.
  public var staticElements: [Expression]? {
    if case .tuple(let elements, _) = unparenthesised { elements } else { nil }
  }

  /// The items of an object in braces, unevaluated.
  public var staticItems: [ObjectItem]? {
    if case .object(let items, _) = unparenthesised { items } else { nil }
  }
}
