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

  public init(name: String, nameRange: SourceRange, value: Expression) {
    self.name = name
    self.nameRange = nameRange
    self.value = value
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

  public init(type: String, typeRange: SourceRange, labels: [Label], body: Body) {
    self.type = type
    self.typeRange = typeRange
    self.labels = labels
    self.body = body
  }

  /// The type and labels: what names the block in a diagnostic.
  public var headerRange: SourceRange { labels.last.map { typeRange.through($0.range) } ?? typeRange }
}
