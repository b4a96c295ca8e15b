import Diagnostics
import Values

extension Parser {
  /// Reads a term and the attributes, indexes and splats after it.
  mutating func parsePostfix() -> Expression {
    let term = parseTerm()
    return switch current.kind {
    case .dot, .openBracket: parseSteps(after: term)
    default: term
    }
  }

  /// Steps that are known without evaluation are gathered and attached to `term` together.
  private mutating func parseSteps(after term: Expression) -> Expression {
    var expression = term
    var steps: [Traversal.Step] = []
    while !isRecovering {
      switch current.kind {
      case .dot:
        let dot = advance()
        if accept(.star) != nil {
          expression = parseAttributeSplat(expression.appending(steps))
          steps = []
        } else {
          parseDotStep(dot, &steps)
        }
      case .openBracket:
        let bracket = advance()
        if isFullSplat {
          return parseFullSplat(expression.appending(steps))
        }
        parseIndex(bracket, of: &expression, &steps)
      default: return expression.appending(steps)
      }
    }
    return expression.appending(steps)
  }

  /// Reads a name, or the number of a legacy index; `.0.1` comes as one number.
  private mutating func parseDotStep(_ dot: Token, _ steps: inout [Traversal.Step]) {
    if let name = accept(.identifier) {
      steps.append(.attribute(text(name), range(from: dot)))
    } else if current.kind == .number, let indexes = legacyIndexes(current) {
      advance()
      steps += indexes
    } else {
      failHere(
        "invalid-attribute-name", "Invalid attribute name",
        "After a dot there must be the name of an attribute.")
    }
  }

  /// The steps that `0` or `0.1` stands for after a dot; nil when the number has an exponent.
  private func legacyIndexes(_ token: Token) -> [Traversal.Step]? {
    var steps: [Traversal.Step] = []
    var start = token.bytes.lowerBound
    for part in bytes[token.bytes].split(separator: UInt8(ascii: ".")) {
      let end = start + part.count
      guard let index = Int(String(decoding: part, as: UTF8.self)) else { return nil }
      steps.append(.index(.number(index), SourceRange(file, start - 1..<end)))
      start = end + 1
    }
    return steps
  }

  /// Reads a key and the closing bracket. A literal key is a step, any other a node of its own.
  private mutating func parseIndex(
    _ bracket: Token, of expression: inout Expression, _ steps: inout [Traversal.Step]
  ) {
    let outer = ignoresNewlines
    ignoresNewlines = true
    let key = parseAnyExpression()
    if accept(.closeBracket) == nil {
      failHere(
        "missing-bracket", "Missing close bracket on index",
        "The key of the index ends before this place, where a closing bracket is missing.")
    }
    ignoresNewlines = outer
    if case .literal(let value, _) = key, value.asString != nil || value.asNumber != nil {
      steps.append(.index(value, range(from: bracket)))
    } else {
      let source = expression.appending(steps)
      steps = []
      expression = .index(source, key: key, range(from: source.range))
      grow(at: expression.range)
    }
  }
}

// MARK: Splats

extension Parser {
  private var isFullSplat: Bool {
    guard current.kind == .star else { return false }
    return tokens[(currentIndex + 1)...].first { $0.kind != .newline }?.kind == .closeBracket
  }

  /// Reads what is taken from each element after `[*]`, which is everything that follows.
  private mutating func parseFullSplat(_ source: Expression) -> Expression {
    let item = range(advance())
    let outer = ignoresNewlines
    ignoresNewlines = true
    advance()
    ignoresNewlines = outer
    grow(at: item)
    guard enter() else { return .invalid(item) }
    let each = parseSteps(after: .splatItem(item))
    leave()
    return .splat(source, each: each, range(from: source.range))
  }

  /// Reads what is taken from each element after `.*`, which is attributes and legacy indexes only.
  private mutating func parseAttributeSplat(_ source: Expression) -> Expression {
    let item = range(tokens[index - 1])
    var steps: [Traversal.Step] = []
    while !isRecovering, let dot = accept(.dot) {
      if current.kind == .star {
        failHere(
          "nested-splat", "Nested splat expression not allowed",
          "A \".*\" takes only attributes of each element. For a splat in a splat, use \"[*]\".")
      } else {
        parseDotStep(dot, &steps)
      }
    }
    grow(at: item)
    let each = Expression.splatItem(item).appending(steps)
    return .splat(source, each: each, range(from: source.range))
  }
}

extension Expression {
  /// The expression with static steps after it.
  fileprivate func appending(_ steps: [Traversal.Step]) -> Expression {
    guard let last = steps.last else { return self }
    if case .traversal(var traversal) = self {
      traversal.steps += steps
      return .traversal(traversal)
    }
    return .relative(self, steps, range.through(last.range))
  }
}
