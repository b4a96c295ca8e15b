/// What tells an object of a type apart from all others that a provider can reach, for as long as it lives: the
/// identity of a resource, as Terraform has it from version 1.12 on.
public struct IdentitySchema: Hashable, Sendable {
  public struct Attribute: Hashable, Sendable {
    /// A primitive type, or a list of one.
    public var type: ValueType
    public var summary: String
    /// Whether who imports an object has to say it; all else the provider can find out.
    public var isRequired: Bool

    public init(_ type: ValueType, _ summary: String = "", isRequired: Bool = false) {
      self.type = type
      self.summary = summary
      self.isRequired = isRequired
    }
  }

  /// The version that identities in the state were written with.
  public var version: Int
  public var attributes: [String: Attribute]

  public init(version: Int = 0, attributes: [String: Attribute]) {
    self.version = version
    self.attributes = attributes
  }

  public var type: ValueType { .object(attributes.mapValues(\.type)) }

  /// What an object is to be imported by, with null for what the provider finds out.
  ///
  /// - Throws: ``ConversionError`` when something is missing, or of another type.
  public func subject(_ value: Value) throws(ConversionError) -> Value {
    let optional = Set(attributes.filter { !$0.value.isRequired }.keys)
    let subject = try value.converted(
      to: .object(ObjectType(attributes.mapValues(\.type), optional: optional)))
    for (name, member) in subject.keyedElements ?? [:] where member.isNull && !optional.contains(name) {
      throw ConversionError("attribute \"\(name)\" is required", at: AttributePath(name))
    }
    return subject
  }
}
