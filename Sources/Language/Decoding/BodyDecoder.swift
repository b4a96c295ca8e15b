import Addresses
public import Diagnostics
public import HCL
public import Values

/// Turns the body of a block into the object that its schema describes.
///
/// The result is always of the schema's implied type. What could not be read is not known in it, so that
/// one mistake does not hide others and is not reported twice.
public struct BodyDecoder {
  /// What names mean in the body; the iterators of the dynamic blocks around come and go.
  var scope: any EvaluationScope
  /// The header of the outermost block, which diagnostics name.
  let context: SourceRange
  /// The header of the block that is decoded.
  private let header: SourceRange
  /// What the outermost body may hold beside its schema, and a misspelt name in it may have meant.
  private var metaArguments: MetaArguments = .none
  /// How many bodies are being decoded, one inside another.
  private var depth = 0
  /// Whether ephemeral values may be used for every argument, as in the configuration of a provider,
  /// which is stored nowhere.
  public var allowsEphemeral = false
  public internal(set) var diagnostics: [Diagnostic] = []

  /// - Parameter header: of the block that is decoded, where it stands in another one.
  public init(scope: any EvaluationScope, context: SourceRange, header: SourceRange? = nil) {
    self.scope = scope
    self.context = context
    self.header = header ?? context
  }

  /// A decoder for the body of `resource`.
  public init(scope: any EvaluationScope, resource: ResourceConfig) {
    self.init(scope: scope, context: resource.range)
    switch resource.name.mode {
    case .managed: metaArguments = .managed
    case .data, .ephemeral: metaArguments = .data
    case .action: metaArguments = MetaArguments(blocks: ["dynamic"])
    }
    allowsEphemeral = resource.name.mode == .ephemeral || resource.name.mode == .action
  }

  public mutating func decode(_ body: Body, schema: BlockSchema) -> Value {
    let value = decode(body, schema, header: header)
    if diagnostics.count > 1 { diagnostics = diagnostics.inSourceOrder() }
    return value
  }

  /// The object of one block, whose own header is where something missing is reported.
  mutating func decode(_ body: Body, _ schema: BlockSchema, header: SourceRange) -> Value {
    depth += 1
    defer { depth -= 1 }
    let body = body.hasJSON ? body.withBlocks(schema.labelCounts, &diagnostics) : body
    var values = KeyedValues(schema.attributes.map { ($0.key, Value.null($0.value.type)) })
    for attribute in body.attributes {
      if attribute.isJSON, let first = body[attribute: attribute.name], first.nameRange != attribute.nameRange
      {
        diagnostics.append(.duplicateArgument(attribute, first: first, in: context))
      }
      if let value = value(of: attribute, in: schema) { values[attribute.name] = value }
    }
    let blocks = blocksByType(in: body, schema)
    reportMissing(from: body, schema, blocks: blocks, header: header)
    for (name, nested) in schema.blocks {
      values[name] = value(ofBlocks: blocks[name] ?? [], name, nested, header: header)
    }
    for (name, group) in blocks {
      guard let nested = schema.attributes[name]?.asBlocks else { continue }
      values[name] = value(ofBlocks: group, name, nested, header: header)
    }
    return .object(values)
  }

  // MARK: Arguments

  /// nil, and a diagnostic, when the schema has no such argument.
  private mutating func value(of attribute: Attribute, in schema: BlockSchema) -> Value? {
    guard let wanted = schema.attributes[attribute.name] else {
      diagnostics.append(
        .unsupportedArgument(
          attribute.name, arguments: schema.configurableAttributes + outerNames.arguments,
          blocks: schema.blocks.keys + outerNames.blocks, at: attribute.nameRange, in: context))
      return nil
    }
    guard wanted.isConfigurable else {
      diagnostics.append(.notConfigurable(attribute, in: context))
      return nil
    }
    if let reason = wanted.deprecation {
      diagnostics.append(
        .deprecated("argument", attribute.name, reason, at: attribute.nameRange, in: context))
    }
    let value = value(of: attribute, as: wanted)
    check(value, of: attribute, wanted)
    return value
  }

  /// The meta-arguments that can stand in the body that is being decoded.
  var outerNames: MetaArguments { depth == 1 ? metaArguments : .none }

  mutating func evaluate(_ expression: Expression) -> Value {
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(expression)
    diagnostics += evaluator.diagnostics.map { $0.within(context) }
    return value
  }

  private mutating func value(of attribute: Attribute, as wanted: AttributeSchema) -> Value {
    let value = evaluate(attribute.value)
    do {
      return try value.converted(to: wanted.configuredType)
    } catch {
      var problem = Diagnostic.inappropriateValue(
        of: attribute.name, "\(error)", at: attribute.value.range(of: error.path), in: context)
      problem.observations = Evaluator(scope: scope).observations(of: [attribute.value])
      diagnostics.append(problem)
      return .unknown(wanted.type)
    }
  }

  private mutating func check(_ value: Value, of attribute: Attribute, _ wanted: AttributeSchema) {
    if wanted.isRequired, value.isNull {
      diagnostics.append(
        Diagnostic(
          "missing-argument", "Missing required argument",
          "The argument \"\(attribute.name)\" is required, but its value is null.",
          at: attribute.value.range, in: context))
    }
    if !allowsEphemeral, !wanted.isWriteOnly, value.deepMarks.contains(.ephemeral) {
      diagnostics.append(
        Diagnostic(
          "ephemeral-value", "Ephemeral value not allowed",
          """
          The value of "\(attribute.name)" is stored in the state, so nothing ephemeral can be used for it.
          """, at: attribute.value.range, in: context))
    }
  }

  private mutating func reportMissing(
    from body: Body, _ schema: BlockSchema, blocks: [String: [Block]], header: SourceRange
  ) {
    let missing = schema.attributes.filter { name, attribute in
      attribute.isRequired && body[attribute: name] == nil && blocks[name] == nil
    }
    for name in missing.keys.sorted() {
      diagnostics.append(.missingArgument(name, at: header, in: context))
    }
  }
}

/// The arguments and blocks of a resource that the language itself reads.
struct MetaArguments {
  var arguments: [String] = []
  var blocks: [String] = []

  static let none = MetaArguments()
  static let data = MetaArguments(
    arguments: ["count", "for_each", "provider", "depends_on"], blocks: ["lifecycle", "dynamic"])
  static let managed = MetaArguments(
    arguments: data.arguments, blocks: data.blocks + ["connection", "provisioner"])
}

// MARK: What the schema says

extension BlockSchema {
  /// The blocks of a body, each with how many labels it has.
  fileprivate var labelCounts: [String: Int] {
    var counts = blocks.mapValues { $0.nesting == .map ? 1 : 0 }
    if counts["dynamic"] == nil, attributes["dynamic"] == nil { counts["dynamic"] = 1 }
    return counts
  }

  fileprivate var configurableAttributes: [String] {
    attributes.filter { $0.value.isConfigurable }.map(\.key)
  }
}

extension AttributeSchema {
  /// The type to convert a configured value to: attributes inside that need not be written are optional.
  fileprivate var configuredType: ValueType { nested?.configuredType ?? type }

  /// The attribute as a kind of block, where it can be written as one: Terraform 0.11 did not tell lists of
  /// objects from blocks, and some providers still rely on it. nil for all other attributes.
  var asBlocks: NestedBlockSchema? {
    guard nested == nil, isConfigurable else { return nil }
    switch type {
    case .list(.object(let object)): return NestedBlockSchema(.list, BlockSchema(fields: object))
    case .set(.object(let object)): return NestedBlockSchema(.set, BlockSchema(fields: object))
    case .dynamic, .string, .number, .bool, .list, .set, .map, .tuple, .object: return nil
    }
  }
}

extension NestedAttributes {
  fileprivate var configuredType: ValueType {
    let object = ValueType.object(
      ObjectType(
        attributes.mapValues(\.configuredType),
        optional: Set(attributes.filter { !$0.value.isRequired }.keys)))
    switch nesting {
    case .single: return object
    case .list: return .list(object)
    case .set: return .set(object)
    case .map: return .map(object)
    }
  }
}

extension BlockSchema {
  /// Blocks that stand for objects of a type, of which nothing must be written.
  fileprivate init(fields object: ObjectType) {
    self.init(attributes: object.attributes.mapValues { AttributeSchema($0, .optional) })
  }
}

// MARK: Problems

extension Diagnostic {
  fileprivate static func notConfigurable(_ attribute: Attribute, in context: SourceRange) -> Diagnostic {
    Diagnostic(
      "read-only-argument", "Value for read-only attribute",
      """
      "\(attribute.name)" cannot be set: its value is decided when the configuration is applied. Remove \
      this argument.
      """, at: attribute.nameRange, in: context)
  }

  static func deprecated(
    _ kind: String, _ name: String, _ reason: String, at range: SourceRange, in context: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .warning, "deprecated", "\(kind.capitalisedFirst) is deprecated", reason, at: range,
      in: context)
  }
}
