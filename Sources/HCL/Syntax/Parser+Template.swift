import Diagnostics
import Values

// MARK: Kinds of template

extension Parser {
  mutating func parseQuoted() -> Expression {
    let opening = advance()
    if tokens[index].kind == .text, tokens[index + 1].kind == .closeQuote {
      let text = decoded(tokens[index], isQuoted: true)
      index += 2
      return .literal(.string(text), range(from: opening))
    }
    return parseTemplateParts(opening: opening)
  }

  mutating func parseHeredoc() -> Expression { parseTemplateParts(opening: advance()) }

  /// Reads a template after the token that opens it, up to the one that closes it.
  mutating func parseTemplateParts(opening: Token) -> Expression {
    guard enter() else { return invalid(from: opening) }
    defer { leave() }
    var pieces = parsePieces(isQuoted: opening.kind == .openQuote)
    if !isRecovering, opening.kind != .text { advance() }
    let range = range(from: opening)
    guard !isRecovering else { return .invalid(range) }
    if opening.kind == .openHeredoc, bytes[opening.bytes.lowerBound + 2] == UInt8(ascii: "-") {
      pieces.removeIndentation()
    }
    if pieces.count == 1, case .interpolation(let expression) = pieces[0] {
      return .templateWrap(expression, range)
    }
    return template(pieces, range)
  }

  private mutating func template(_ pieces: [TemplatePiece], _ range: SourceRange) -> Expression {
    var next = 0
    let parts = assemble(pieces, &next)
    if next < pieces.count, let stray = pieces[next].directive {
      fail(
        "unexpected-directive", "Unexpected template directive",
        "No directive is open here that \"\(stray.name)\" could belong to.", at: stray.range)
    }
    switch (parts.count, parts.first) {
    case (0, _): return .literal(.string(""), range)
    case (1, .text(let text, _)): return .literal(.string(text), range)
    default: return .template(parts, range)
    }
  }
}

// MARK: Pieces

extension Parser {
  /// Reads texts and sequences up to the token that closes the template, which stays.
  ///
  /// A strip marker takes the blanks of the text token next to it only; in heredocs and files that token
  /// is one line at most.
  private mutating func parsePieces(isQuoted: Bool) -> [TemplatePiece] {
    var pieces: [TemplatePiece] = []
    var stripsNext = false
    while !isRecovering {
      let token = tokens[index]
      switch token.kind {
      case .text:
        index += 1
        let text = decoded(token, isQuoted: isQuoted)
        pieces.append(.text(stripsNext ? text.trimmedStart : text, range(token)))
        stripsNext = false
      case .openInterpolation, .openDirective:
        index += 1
        if token.bytes.count == 3 { Self.stripEnd(of: &pieces) }
        if let piece = parseSequence(token) { pieces.append(piece) }
        stripsNext = tokens[index - 1].kind == .closeSequence && tokens[index - 1].bytes.count == 2
      case .invalid: failHere("invalid-template", "Invalid template", "The template cannot be read.")
      default: return pieces
      }
    }
    return pieces
  }

  private static func stripEnd(of pieces: inout [TemplatePiece]) {
    guard case .text(let text, let range) = pieces.last else { return }
    pieces[pieces.count - 1] = .text(text.trimmedEnd, range)
  }

  /// Reads an interpolation or a directive after its opening token, with the closing brace.
  private mutating func parseSequence(_ opening: Token) -> TemplatePiece? {
    let outer = ignoresNewlines
    ignoresNewlines = true
    defer { ignoresNewlines = outer }
    let isDirective = opening.kind == .openDirective
    let piece = isDirective ? parseDirective(opening) : .interpolation(parseAnyExpression())
    if accept(.closeSequence) == nil { failSequenceEnd(isDirective: isDirective) }
    return piece
  }

  private mutating func failSequenceEnd(isDirective: Bool) {
    let (noun, sigil) = isDirective ? ("directive", "%") : ("interpolation", "$")
    failHere(
      "extra-characters", "Extra characters after \(noun)",
      "The \(noun) ends before this place, where its closing brace is missing. If \"\(sigil){\" is meant for "
        + "another language, such as a shell, write \"\(sigil)\(sigil){\".")
  }

  private mutating func parseDirective(_ opening: Token) -> TemplatePiece? {
    let keyword = current
    let name = keyword.kind == .identifier ? text(advance()) : ""
    switch name {
    case "if":
      let condition = parseAnyExpression()
      return .beginIf(condition, range(from: opening))
    case "else": return .otherwise(range(from: opening))
    case "endif": return .endIf(range(from: opening))
    case "for": return parseForDirective(opening)
    case "endfor": return .endFor(range(from: opening))
    default:
      let names = ["if", "else", "endif", "for", "endfor"]
      fail(
        "invalid-directive", "Invalid template directive",
        "A directive begins with one of the words if, else, endif, for and endfor."
          + Suggestion.sentence(for: name, in: names), at: range(keyword))
      return nil
    }
  }

  private mutating func parseForDirective(_ opening: Token) -> TemplatePiece? {
    guard let names = parseForNames(), expectWord("in", after: "the names") else { return nil }
    let collection = parseAnyExpression()
    return .beginFor(key: names.key, value: names.value, in: collection, range(from: opening))
  }
}

// MARK: Directives

extension Parser {
  /// Makes parts of the pieces from `next` up to a directive that ends or divides what is around them.
  private mutating func assemble(_ pieces: [TemplatePiece], _ next: inout Int) -> [TemplatePart] {
    var parts: [TemplatePart] = []
    while next < pieces.count, !isRecovering {
      switch pieces[next] {
      case .text:
        if let text = joinedText(pieces, &next) { parts.append(text) }
      case .interpolation(let expression):
        parts.append(.interpolation(expression))
        next += 1
      case .beginIf(let condition, let range):
        next += 1
        parts.append(assembleIf(condition, range, pieces, &next))
      case .beginFor(let key, let value, let collection, let range):
        next += 1
        let (body, end) = assembleBody(pieces, &next)
        if case .endFor = end {} else { failUnclosed("for", "endfor", end, at: range) }
        parts.append(.loop(key: key, value: value, in: collection, body: body, through(range, end)))
      case .otherwise, .endIf, .endFor: return parts
      }
    }
    return parts
  }

  private mutating func assembleIf(
    _ condition: Expression, _ range: SourceRange, _ pieces: [TemplatePiece], _ next: inout Int
  ) -> TemplatePart {
    var (then, end) = assembleBody(pieces, &next)
    var otherwise: [TemplatePart] = []
    if case .otherwise = end { (otherwise, end) = assembleBody(pieces, &next) }
    if case .endIf = end {} else { failUnclosed("if", "endif", end, at: range) }
    return .conditional(condition, then: then, else: otherwise, through(range, end))
  }

  /// Makes parts of what a directive governs, and takes the directive after them.
  private mutating func assembleBody(
    _ pieces: [TemplatePiece], _ next: inout Int
  ) -> ([TemplatePart], end: TemplatePiece?) {
    guard enter() else { return ([], nil) }
    let parts = assemble(pieces, &next)
    leave()
    guard next < pieces.count else { return (parts, nil) }
    next += 1
    return (parts, pieces[next - 1])
  }

  private func through(_ range: SourceRange, _ end: TemplatePiece?) -> SourceRange {
    end?.directive.map { range.through($0.range) } ?? range
  }

  private mutating func failUnclosed(
    _ name: String, _ ending: String, _ found: TemplatePiece?, at range: SourceRange
  ) {
    let found = found?.directive.map { ", but \"%{ \($0.name) }\" comes first" } ?? ""
    fail(
      "unclosed-directive", "Unclosed template directive",
      "The directive \"\(name)\" must be closed with \"%{ \(ending) }\"\(found).", at: range)
  }

  /// Takes all texts that follow one another as one; nil when nothing is left of them.
  private func joinedText(_ pieces: [TemplatePiece], _ next: inout Int) -> TemplatePart? {
    var whole = ""
    var place: SourceRange?
    while next < pieces.count, case .text(let text, let range) = pieces[next] {
      whole += text
      place = place?.through(range) ?? range
      next += 1
    }
    return place.flatMap { whole.isEmpty ? nil : .text(whole, $0) }
  }
}
