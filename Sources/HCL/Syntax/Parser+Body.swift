import Diagnostics
import Values

// MARK: Items

extension Parser {
  /// Reads arguments and blocks, after those of `first`, up to the closing brace of the block, which stays,
  /// or the end of the file.
  mutating func parseItems(after first: Body? = nil) -> Body {
    var body = first ?? emptyBody
    while true {
      skipNewlines()
      let start = index
      switch current.kind {
      case .endOfFile:
        body.endRange = rangeHere
        return checked(body)
      case .closeBrace where blockDepth > 0:
        body.endRange = range(current)
        return checked(body)
      case .identifier: parseItem(&body)
      default: failNoItem()
      }
      if isRecovering { skipItem(from: start) }
    }
  }

  private var emptyBody: Body { Body(attributes: [], blocks: [], endRange: rangeHere) }

  private mutating func parseItem(_ body: inout Body) {
    let name = advance()
    switch current.kind {
    case .assign:
      advance()
      body.attributes.append(parseAttribute(name))
      expectItemEnd("argument")
    case _ where startsBlock:
      if let block = parseBlock(name) { body.blocks.append(block) }
      expectItemEnd("block")
    case .colon:
      failHere(
        "invalid-argument", "Invalid argument definition",
        "The value of an argument follows an equals sign. Write \"\(text(name)) = …\".")
    case .equal:
      failHere(
        "invalid-argument", "Invalid argument definition",
        "A single equals sign sets an argument; two compare values. Write \"\(text(name)) = …\".")
    default:
      failHere(
        "invalid-argument", "Invalid argument definition",
        "After \"\(text(name))\" there must be an equals sign and the value of the argument, or the labels "
          + "and the opening brace of a block.")
    }
  }

  /// Whether the name just taken begins a block, with the brace perhaps on a later line.
  private var startsBlock: Bool {
    switch current.kind {
    case .openBrace, .openQuote, .identifier: true
    case .newline: tokens[index...].first { $0.kind != .newline }?.kind == .openBrace
    default: false
    }
  }

  private mutating func parseAttribute(_ name: Token) -> Attribute {
    Attribute(name: text(name), nameRange: range(name), value: parseAnyExpression())
  }

  private mutating func failNoItem() {
    switch current.kind {
    case .openQuote:
      failHere("invalid-argument", "Invalid argument name", "The name of an argument stands without quotes.")
    case .closeBrace:
      failHere(
        "unexpected-brace", "Unexpected closing brace",
        "No block is open here that this brace could close.")
    default:
      failHere(
        "item-expected", "Argument or block required",
        "Only an argument, as in \"name = value\", or a block can stand here.")
    }
  }

  private mutating func expectItemEnd(_ noun: String) {
    guard current.kind != .newline, current.kind != .endOfFile else { return }
    let hint =
      switch current.kind {
      case .assign: " To compare two values, use \"==\"."
      case .comma: " Arguments and blocks are not separated by commas."
      case .colon: " A colon belongs to a conditional with \"?\"."
      default: mistakenWord.map { " Did you mean \"\($0)\"?" } ?? ""
      }
    let isBlockEnd = !isRecovering && current.kind == .closeBrace && blockDepth > 0
    failHere(
      "newline-expected", "Missing newline after \(noun)",
      "The \(noun) ends before this place, and the next thing must begin on a new line.\(hint)")
    if isBlockEnd { isRecovering = false }
  }

  /// The operator to write for a word that other languages have for it and that may end an argument here.
  private var mistakenWord: String? {
    if isWord(current, "and") { return "&&" }
    if isWord(current, "or") { return "||" }
    return index > 0 && isWord(tokens[index - 1], "not") ? "!" : nil
  }

  /// Reports the second definition of an argument, and drops it and later ones.
  private mutating func checked(_ body: Body) -> Body {
    guard Set(body.attributes.lazy.map(\.name)).count < body.attributes.count else { return body }
    var body = body
    var first: [String: SourceRange] = [:]
    var duplicates: Set<String> = []
    body.attributes.removeAll { attribute in
      guard let place = first[attribute.name] else {
        first[attribute.name] = attribute.nameRange
        return false
      }
      if duplicates.insert(attribute.name).inserted { reportDuplicate(attribute, first: place) }
      return true
    }
    return body
  }

  private mutating func reportDuplicate(_ attribute: Attribute, first: SourceRange) {
    report(
      "duplicate-argument", "Argument redefined",
      "The argument \"\(attribute.name)\" was set at \(first) already. Set it once only.",
      at: attribute.nameRange)
  }
}

// MARK: Blocks

extension Parser {
  /// Reads a block after its type.
  private mutating func parseBlock(_ type: Token) -> Block? {
    guard let (labels, brace) = parseLabels(type) else { return nil }
    guard enter() else {
      cut = min(cut, brace.bytes.upperBound)
      return nil
    }
    blockDepth += 1
    let body = parseItems(after: parseFirstLine())
    if accept(.closeBrace) == nil { reportUnclosedBlock(type, brace) }
    blockDepth -= 1
    leave()
    return Block(type: text(type), typeRange: range(type), labels: labels, body: body)
  }

  /// Reads labels and the opening brace.
  private mutating func parseLabels(_ type: Token) -> ([Block.Label], brace: Token)? {
    var labels: [Block.Label] = []
    while true {
      switch current.kind {
      case .openBrace: return (labels, advance())
      case .identifier:
        let label = advance()
        labels.append(Block.Label(text: text(label), range: range(label)))
      case .openQuote:
        if let label = parseQuotedLabel() { labels.append(label) }
      default: failInHeader(type, labels)
      }
      if isRecovering {
        guard let brace = recoverHeader() else { return nil }
        return (labels, brace)
      }
    }
  }

  /// Reads a string without interpolations.
  private mutating func parseQuotedLabel() -> Block.Label? {
    let start = current
    let expression = parseQuoted()
    guard !isRecovering else { return nil }
    guard case .literal(let value, let range) = expression, let text = value.asString else {
      fail(
        "invalid-label", "Invalid block label",
        "A label must be known before anything is evaluated: it can hold no interpolation. Write \"$${\" "
          + "for the characters \"${\".", at: self.range(from: start))
      return nil
    }
    return Block.Label(text: text, range: range)
  }

  private mutating func failInHeader(_ type: Token, _ labels: [Block.Label]) {
    if current.kind == .newline, tokens[index...].first(where: { $0.kind != .newline })?.kind == .openBrace {
      return failHere(
        "invalid-block", "Invalid block definition",
        "The opening brace of a block must stand on the same line as its type.")
    }
    var detail = "A block has labels and an opening brace after its type; here it has neither."
    if current.kind == .assign, !labels.isEmpty {
      detail = "Only an argument has an equals sign. Leave it out, so that the brace opens the block."
    } else if labels.count == 1, current.kind == .newline {
      detail += " To set an argument, write:\n    \(text(type)) = \(labels[0].range.text)"
    }
    failHere("invalid-block", "Invalid block definition", detail)
  }

  /// After an error in a header: the opening brace, if one ends the line or begins the next, so that the
  /// body can be read.
  private mutating func recoverHeader() -> Token? {
    var end = index
    while tokens[end].kind != .newline, tokens[end].kind != .endOfFile { end += 1 }
    var brace = end - 1
    if tokens[brace].kind != .openBrace {
      brace = end
      while tokens[brace].kind == .newline { brace += 1 }
      guard tokens[brace].kind == .openBrace else { return nil }
    }
    guard brace >= index else { return nil }
    isRecovering = false
    index = brace
    return advance()
  }

  /// Reads what stands on the line of the opening brace: in a block of one line, its only argument.
  private mutating func parseFirstLine() -> Body {
    var body = emptyBody
    guard current.kind != .newline, current.kind != .closeBrace, current.kind != .endOfFile else {
      return body
    }
    let start = index
    if current.kind == .identifier, tokens[index + 1].kind == .assign {
      let name = advance()
      advance()
      body.attributes.append(parseAttribute(name))
    }
    if current.kind != .closeBrace {
      failHere(
        "invalid-block", "Invalid block of one line",
        "A block written on one line can hold a single argument and nothing else. Begin a new line after "
          + "the opening brace, and put every argument and block on a line of its own.")
    }
    if isRecovering { skipItem(from: start, isOneLine: true) }
    return body
  }
}
