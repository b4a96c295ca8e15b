import Diagnostics
import Values

// MARK: Operators

extension Parser {
  /// Reads any expression, from the conditional operator, which binds least, downwards.
  mutating func parseAnyExpression() -> Expression {
    guard enter() else { return invalid(from: current) }
    let outer = height
    height = 0
    let expression = parseConditional()
    height = max(outer, height + 1)
    leave()
    return expression
  }

  private mutating func parseConditional() -> Expression {
    let test = parseBinary(atLeast: 1)
    guard !isRecovering, accept(.question) != nil else { return test }
    let then = parseAnyExpression()
    guard accept(.colon) != nil else {
      failHere(
        "invalid-conditional", "Missing false expression in conditional",
        "After the value for true, a conditional needs a colon and the value for false: "
          + "\"condition ? value : value\".")
      return .invalid(range(from: test.range))
    }
    let otherwise = parseAnyExpression()
    return .conditional(test, then: then, else: otherwise, range(from: test.range))
  }

  /// Reads operands and the operators between them that bind at least as tightly as `minimum`.
  private mutating func parseBinary(atLeast minimum: Int) -> Expression {
    var left = parseUnary()
    while !isRecovering, let (operation, precedence) = current.kind.binaryOperator, precedence >= minimum {
      advance()
      let right = parseBinary(atLeast: precedence + 1)
      left = .binary(left, operation, right, left.range.through(right.range))
      grow(isChain: true, at: left.range)
    }
    return left
  }

  private mutating func parseUnary() -> Expression {
    guard current.kind == .minus || current.kind == .not else { return parsePostfix() }
    var operators: [Token] = []
    while current.kind == .minus || current.kind == .not { operators.append(advance()) }
    var operand = parsePostfix()
    for token in operators.reversed() where !isRecovering {
      let range = range(token).through(operand.range)
      operand = .unary(token.kind == .minus ? .negate : .not, operand, range)
      grow(at: range)
    }
    return operand
  }
}

extension Token.Kind {
  /// The operator and how tightly it binds, from 1.
  fileprivate var binaryOperator: (BinaryOperator, precedence: Int)? {
    switch self {
    case .or: (.or, 1)
    case .and: (.and, 2)
    case .equal: (.equal, 3)
    case .notEqual: (.notEqual, 3)
    case .greater: (.greater, 4)
    case .greaterOrEqual: (.greaterOrEqual, 4)
    case .less: (.less, 4)
    case .lessOrEqual: (.lessOrEqual, 4)
    case .plus: (.add, 5)
    case .minus: (.subtract, 5)
    case .star: (.multiply, 6)
    case .slash: (.divide, 6)
    case .percent: (.remainder, 6)
    default: nil
    }
  }
}

// MARK: Terms

extension Parser {
  /// Reads what an expression can begin with, operators aside.
  mutating func parseTerm() -> Expression {
    switch current.kind {
    case .identifier: return parseName()
    case .number: return parseNumber()
    case .openQuote: return parseQuoted()
    case .openHeredoc: return parseHeredoc()
    case .openParenthesis: return parseParenthesised()
    case .openBracket: return parseTuple()
    case .openBrace: return parseObject()
    default:
      failNoExpression()
      return .invalid(rangeHere)
    }
  }

  private mutating func parseName() -> Expression {
    let name = advance()
    switch current.kind {
    case .openParenthesis: return parseCall(text(name), name)
    case .doubleColon: return parseNamespacedCall(name)
    default: return keyword(name) ?? .traversal(Traversal(root: text(name), rootRange: range(name)))
    }
  }

  private func keyword(_ token: Token) -> Expression? {
    if isWord(token, "true") { return .literal(.bool(true), range(token)) }
    if isWord(token, "false") { return .literal(.bool(false), range(token)) }
    if isWord(token, "null") { return .literal(.null(.dynamic), range(token)) }
    return nil
  }

  private mutating func parseNumber() -> Expression {
    let token = advance()
    guard let number = Number(text(token)) else {
      report(
        "invalid-number", "Invalid number literal",
        "The number has more digits than can be computed with.", at: range(token))
      return .invalid(range(token))
    }
    return .literal(.number(number), range(token))
  }

  private mutating func parseParenthesised() -> Expression {
    let start = advance()
    let outer = ignoresNewlines
    ignoresNewlines = true
    let expression = parseAnyExpression()
    if accept(.closeParenthesis) == nil {
      failHere(
        "unbalanced-parentheses", "Unbalanced parentheses",
        "The expression in parentheses ends before this place, where a closing parenthesis is missing.")
    }
    ignoresNewlines = outer
    return .parenthesised(expression, range(from: start))
  }

  private mutating func failNoExpression() {
    let found =
      switch current.kind {
      case .newline: "the line ends"
      case .endOfFile: "the text ends"
      case .closeSequence: "the template sequence ends"
      case .closeParenthesis, .closeBracket, .closeBrace: "a bracket closes"
      default: "\"\(text(current))\" cannot begin one"
      }
    failHere(
      "expression-expected", "Missing expression",
      "An expression, such as a name, a number or a string in quotes, must stand here, but \(found).")
  }
}

// MARK: Calls

extension Parser {
  /// Reads `::name` as often as it comes, and the call's arguments.
  private mutating func parseNamespacedCall(_ first: Token) -> Expression {
    var name = text(first)
    while accept(.doubleColon) != nil {
      guard let part = accept(.identifier) else {
        failHere(
          "invalid-function-name", "Invalid function name",
          "After \"::\" there must be the name of a function or of a namespace.")
        return invalid(from: first)
      }
      name += "::" + text(part)
    }
    guard current.kind == .openParenthesis else {
      failHere(
        "invalid-function-name", "Missing function arguments",
        "\"\(name)\" is the name of a function: its arguments must follow in parentheses.")
      return invalid(from: first)
    }
    return parseCall(name, first)
  }

  /// Reads the arguments of a call, from the opening parenthesis.
  private mutating func parseCall(_ name: String, _ first: Token) -> Expression {
    let nameRange = range(from: first)
    let outer = ignoresNewlines
    advance()
    ignoresNewlines = true
    var arguments: [Expression] = []
    var expandsLast = false
    while !isRecovering, accept(.closeParenthesis) == nil {
      arguments.append(parseAnyExpression())
      expandsLast = accept(.ellipsis) != nil
      guard !endsArguments(afterExpansion: expandsLast) else { break }
    }
    ignoresNewlines = outer
    return .call(
      FunctionCall(
        name: name, nameRange: nameRange, arguments: arguments, expandsLast: expandsLast,
        range: range(from: first)))
  }

  /// Takes what stands after an argument; false when another one may follow.
  private mutating func endsArguments(afterExpansion isExpanded: Bool) -> Bool {
    if isExpanded {
      _ = accept(.comma)
      if accept(.closeParenthesis) == nil {
        failHere(
          "invalid-expansion", "Missing closing parenthesis",
          "Only the last argument can be expanded with \"...\", so a closing parenthesis must follow.")
      }
      return true
    }
    if accept(.comma) != nil { return false }
    if accept(.closeParenthesis) == nil {
      failHere(
        "missing-separator", "Missing argument separator",
        "A comma must stand between two arguments of a function, and a closing parenthesis after the last.")
    }
    return true
  }
}
