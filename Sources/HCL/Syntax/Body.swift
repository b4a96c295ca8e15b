public import Diagnostics

/// The content of a file or of a block: its attributes and blocks, in the order they were written.
public struct Body: Sendable {
  public var attributes: [Attribute]
  public var blocks: [Block]
  /// Where something missing from the body would have to be: the closing brace, or the end of the file.
  public var endRange: SourceRange

  public init(attributes: [Attribute], blocks: [Block], endRange: SourceRange) {
    self.attributes = attributes
    self.blocks = blocks
    self.endRange = endRange
  }

  public subscript(attribute name: String) -> Attribute? { attributes.first { $0.name == name } }

  public func blocks(ofType type: String) -> [Block] { blocks.filter { $0.type == type } }
}

/// `name = expression`.
public struct Attribute: Sendable {
  public var name: String
  public var nameRange: SourceRange
  public var value: Expression
  /// Whether the attribute is a property in JSON syntax: its value may then stand for blocks, and a string in
  /// it for whatever the reader wants to read in it.
  public var isJSON: Bool

  public init(name: String, nameRange: SourceRange, value: Expression, isJSON: Bool = false) {
    self.name = name
    self.nameRange = nameRange
    self.value = value
    self.isJSON = isJSON
  }

  /// The whole argument.
  public var range: SourceRange { nameRange.through(value.range) }
}

/// `type "label" { … }`.
public struct Block: Sendable {
  public struct Label: Hashable, Sendable {
    public var text: String
    public var range: SourceRange

    public init(text: String, range: SourceRange) {
      self.text = text
      self.range = range
    }
  }

  public var type: String
  public var typeRange: SourceRange
  public var labels: [Label]
  public var body: Body
  /// Whether the block is written in JSON syntax.
  public var isJSON: Bool

  public init(type: String, typeRange: SourceRange, labels: [Label], body: Body, isJSON: Bool = false) {
    self.type = type
    self.typeRange = typeRange
    self.labels = labels
    self.body = body
    self.isJSON = isJSON
  }

  /// The type and labels: what names the block in a diagnostic. In JSON, where more may stand between them, the
  /// last of these.
  public var headerRange: SourceRange {
    guard let last = labels.last else { return typeRange }
    return isJSON ? last.range : typeRange.through(last.range)
  }
}
