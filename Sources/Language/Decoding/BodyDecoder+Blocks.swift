import Diagnostics
import HCL
import Values

/// The nested blocks of one type while they are gathered.
struct GatheredBlocks {
  var values: [Value] = []
  /// One for each value; nil where there is none.
  var labels: [Block.Label?] = []
  /// One for each value.
  var headers: [SourceRange] = []
  /// Whether more blocks may be added once values are known.
  var isOpen = false
  /// Of the collections that dynamic blocks were made from.
  var marks: Marks = []
}

extension BodyDecoder {
  /// The blocks of a body under their types, dynamic ones under the type that they make. Those that the
  /// schema has no place for are reported and left out.
  mutating func blocksByType(in body: Body, _ schema: BlockSchema) -> [String: [Block]] {
    var blocks: [String: [Block]] = [:]
    for block in body.blocks {
      let isDynamic = block.type == "dynamic" && schema.blocks["dynamic"] == nil
      guard let (type, range) = isDynamic ? madeType(of: block) : (block.type, block.typeRange) else {
        continue
      }
      if schema.blocks[type] != nil || schema.attributes[type]?.asBlocks != nil {
        blocks[type, default: []].append(block)
      } else {
        diagnostics.append(
          .unsupportedBlock(
            type, arguments: schema.attributes.keys + outerNames.arguments,
            blocks: schema.blocks.keys + outerNames.blocks, at: range, in: context))
      }
    }
    return blocks
  }

  /// The value of all blocks of one type, in the shape that their nesting gives it.
  mutating func value(
    ofBlocks blocks: [Block], _ name: String, _ schema: NestedBlockSchema, header: SourceRange
  ) -> Value {
    guard !blocks.isEmpty || schema.minItems > 0 else { return schema.valueWhenAbsent }
    var gathered = GatheredBlocks()
    for block in blocks { gather(block, schema, into: &gathered) }
    if let reason = schema.deprecation, let first = blocks.first {
      diagnostics.append(.deprecated("block", name, reason, at: first.typeRange, in: context))
    }
    if gathered.isOpen { return .unknown(schema.impliedType, .notNull).marked(gathered.marks) }
    checkCount(of: gathered, name, schema, header: header)
    return assemble(gathered, schema).marked(gathered.marks)
  }

  private mutating func gather(
    _ block: Block, _ schema: NestedBlockSchema, into gathered: inout GatheredBlocks
  ) {
    if let dynamic = DynamicBlock(block) { return gather(dynamic, schema, into: &gathered) }
    checkLabels(of: block, schema)
    gathered.values.append(decode(block.body, schema.block, header: block.headerRange))
    gathered.labels.append(block.labels.first)
    gathered.headers.append(block.headerRange)
  }

  private mutating func checkLabels(of block: Block, _ schema: NestedBlockSchema) {
    let wanted = schema.nesting == .map ? 1 : 0
    if block.labels.count > wanted {
      diagnostics.append(
        Diagnostic(
          "extraneous-label", "Extraneous block label",
          "A \"\(block.type)\" block has \(wanted == 0 ? "no label" : "only one label").",
          at: block.labels[wanted].range, in: context))
    } else if block.labels.count < wanted {
      diagnostics.append(
        Diagnostic(
          "missing-label", "Missing block label",
          "A \"\(block.type)\" block needs a label that tells it from the others: \(block.type) \"KEY\".",
          at: block.headerRange, in: context))
    }
  }

  // MARK: Shape

  private mutating func checkCount(
    of gathered: GatheredBlocks, _ name: String, _ schema: NestedBlockSchema, header: SourceRange
  ) {
    let count = gathered.values.count
    if count < schema.minItems {
      diagnostics.append(
        Diagnostic(
          "insufficient-blocks", "Insufficient blocks",
          "At least \(schema.minItems.blocks(name)) must stand here\(count == 0 ? "" : "; there are \(count)").",
          at: header, in: context))
    }
    guard let most = schema.greatestCount, count > most else { return }
    diagnostics.append(
      most == 1
        ? .duplicateBlock(name, at: gathered.headers[1], first: gathered.headers[0], in: context)
        : Diagnostic(
          "too-many-blocks", "Too many blocks",
          "At most \(most.blocks(name)) can stand here; there are \(count).", at: gathered.headers[most],
          in: context))
  }

  private mutating func assemble(_ gathered: GatheredBlocks, _ schema: NestedBlockSchema) -> Value {
    let object = schema.block.impliedType
    switch schema.nesting {
    case .single, .group: return gathered.values.first ?? schema.valueWhenAbsent
    case .list:
      return object.containsDynamic ? .tuple(gathered.values) : .list(gathered.values, of: object)
    case .set: return .set(gathered.values, of: object)
    case .map:
      let elements = keyed(gathered)
      return object.containsDynamic ? .object(elements) : .map(elements, of: object)
    }
  }

  private mutating func keyed(_ gathered: GatheredBlocks) -> KeyedValues {
    var elements = KeyedValues()
    for (label, value) in zip(gathered.labels, gathered.values) {
      guard let label else { continue }
      if elements.contains(label.text) {
        diagnostics.append(
          Diagnostic(
            "duplicate-block", "Duplicate block",
            "Another block here has the label \"\(label.text)\" already.", at: label.range, in: context))
      }
      elements[label.text] = value
    }
    return elements
  }
}

// MARK: What the schema says

extension NestedBlockSchema {
  fileprivate var greatestCount: Int? {
    switch nesting {
    case .single, .group: 1
    case .list, .set, .map: maxItems
    }
  }

  /// The value that stands for no block at all.
  fileprivate var valueWhenAbsent: Value {
    let object = block.impliedType
    switch nesting {
    case .single: return .null(object)
    case .group: return block.objectOfNulls
    case .list: return object.containsDynamic ? .tuple([]) : .list([], of: object)
    case .set: return .set([], of: object)
    case .map: return object.containsDynamic ? .object([:]) : .map([:], of: object)
    }
  }
}

extension BlockSchema {
  fileprivate var objectOfNulls: Value {
    let attributes = attributes.map { ($0.key, Value.null($0.value.type)) }
    return .object(KeyedValues(attributes + blocks.map { ($0.key, $0.value.valueWhenAbsent) }))
  }
}

extension Int {
  /// `one "mount" block`, `3 "mount" blocks`.
  fileprivate func blocks(_ type: String) -> String {
    self == 1 ? "one \"\(type)\" block" : "\(self) \"\(type)\" blocks"
  }
}
