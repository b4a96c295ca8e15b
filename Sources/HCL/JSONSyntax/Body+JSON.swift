public import Diagnostics
import Values

extension Body {
  /// The body that an object is, or several objects in an array together. Anything else is reported.
  init(json value: Expression, endRange: SourceRange, _ diagnostics: inout [Diagnostic]) {
    self.init(attributes: [], blocks: [], endRange: endRange)
    switch value {
    case .object(let items, let range):
      attributes = items.compactMap { Self.attribute($0, &diagnostics) }
      self.endRange = range.end(of: endRange)
    case .tuple(let elements, _):
      for element in elements {
        attributes += Body(json: element, endRange: endRange, &diagnostics).attributes
      }
    case .invalid: break
    default: diagnostics.append(.objectExpected(at: value.range))
    }
  }

  /// nil for a comment, which is a property of the name `//`.
  private static func attribute(_ item: ObjectItem, _ diagnostics: inout [Diagnostic]) -> Attribute? {
    guard case .expression(let key) = item.key, let name = key.literalString else {
      diagnostics.append(.templateInName(at: item.value.range))
      return nil
    }
    return name == "//" ? nil : Attribute(name: name, nameRange: key.range, value: item.value, isJSON: true)
  }

  /// Whether there are properties in JSON syntax, which ``withBlocks(_:_:)`` can make blocks of.
  public var hasJSON: Bool { attributes.contains(where: \.isJSON) }

  /// The body with blocks in place of the JSON properties that stand for some.
  ///
  /// - Parameter labels: how many labels the blocks of each type have.
  public func withBlocks(_ labels: [String: Int], _ diagnostics: inout [Diagnostic]) -> Body {
    guard attributes.contains(where: { $0.isJSON && labels[$0.name] != nil }) else { return self }
    var body = self
    body.attributes.removeAll { $0.isJSON && labels[$0.name] != nil }
    for attribute in attributes where attribute.isJSON {
      guard let count = labels[attribute.name] else { continue }
      body.blocks += attribute.blocks(labels: count, &diagnostics)
    }
    return body
  }
}

extension Attribute {
  /// The blocks that a JSON property stands for: an object is one block, each level of keys above it a label,
  /// and an array anywhere several of what could stand there.
  public func blocks(labels count: Int, _ diagnostics: inout [Diagnostic]) -> [Block] {
    var blocks: [Block] = []
    add(value, labels: [], wanted: count, to: &blocks, &diagnostics)
    return blocks
  }

  private func add(
    _ value: Expression, labels: [Block.Label], wanted: Int, to blocks: inout [Block],
    _ diagnostics: inout [Diagnostic]
  ) {
    switch value {
    case .tuple(let elements, _):
      for element in elements { add(element, labels: labels, wanted: wanted, to: &blocks, &diagnostics) }
    case .literal(let value, _) where value.isNull: break
    case .invalid: break
    case .object(let items, _) where wanted > 0:
      for item in items {
        guard case .expression(let key) = item.key, let text = key.literalString else {
          diagnostics.append(.templateInName(at: item.value.range))
          continue
        }
        guard text != "//" else { continue }
        let label = Block.Label(text: text, range: key.range)
        add(item.value, labels: labels + [label], wanted: wanted - 1, to: &blocks, &diagnostics)
      }
    default:
      guard wanted == 0 else { return diagnostics.append(.labelExpected(type: name, at: value.range)) }
      let body = Body(json: value, endRange: value.range, &diagnostics)
      blocks.append(Block(type: name, typeRange: nameRange, labels: labels, body: body, isJSON: true))
    }
  }

  /// The value where nothing else has a value yet: in JSON, strings are then what is written.
  public var constant: Expression { isJSON ? Self.constant(value) : value }

  private static func constant(_ value: Expression) -> Expression {
    switch value {
    case .literal, .invalid: return value
    case .tuple(let elements, let range): return .tuple(elements.map(constant), range)
    case .object(let items, let range):
      let constants = items.map { item in
        guard case .expression(let key) = item.key else { return item }
        return ObjectItem(key: .expression(constant(key)), value: constant(item.value))
      }
      return .object(constants, range)
    default:
      // A template, which begins after the quote.
      let literal = JSONStringLiteral(value.range.file, at: value.range.bytes.lowerBound - 1)
      return .literal(.string(literal.text), literal.range)
    }
  }

  /// The value as it would be written in the native syntax where that has no strings: in JSON, references, types
  /// and keywords stand in quotes.
  public func unquoted(_ diagnostics: inout [Diagnostic]) -> Expression {
    isJSON ? Self.unquoted(value, &diagnostics) : value
  }

  private static func unquoted(_ value: Expression, _ diagnostics: inout [Diagnostic]) -> Expression {
    switch value {
    case .literal(let literal, let range):
      guard literal.asString != nil else { return value }
      var parser = Parser(JSONStringLiteral(range.file, at: range.bytes.lowerBound).content)
      let expression = parser.parseExpression()
      diagnostics += parser.diagnostics
      return expression
    case .tuple(let elements, let range): return .tuple(elements.map { unquoted($0, &diagnostics) }, range)
    case .object(let items, let range):
      return .object(
        items.map { ObjectItem(key: $0.key, value: unquoted($0.value, &diagnostics)) }, range)
    default: return value
    }
  }
}

extension SourceRange {
  /// The last byte of the range; `other` for an empty one.
  fileprivate func end(of other: SourceRange) -> SourceRange {
    bytes.isEmpty ? other : SourceRange(file, bytes.upperBound - 1..<bytes.upperBound)
  }
}

extension Diagnostic {
  fileprivate static func objectExpected(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "invalid-json", "Invalid JSON structure",
      "Here must be an object with the content of a block, or an array of such objects.", at: range)
  }

  fileprivate static func labelExpected(type: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "invalid-json", "Invalid JSON structure",
      "Here must be an object whose keys are labels of \"\(type)\" blocks, or an array of such objects.",
      at: range)
  }

  fileprivate static func templateInName(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "invalid-json", "Invalid JSON structure",
      "The name before this value must be known before anything is evaluated: it can hold no interpolation.",
      at: range)
  }
}
