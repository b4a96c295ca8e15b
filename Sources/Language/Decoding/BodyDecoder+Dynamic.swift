import Diagnostics
import HCL
import Values

/// `dynamic` blocks.
extension BodyDecoder {
  /// The type that a `dynamic` block makes; nil, and a diagnostic, when the block is not well formed.
  mutating func madeType(of block: Block) -> (String, SourceRange)? {
    guard let dynamic = DynamicBlock(block) else {
      diagnostics.append(
        Diagnostic(
          "missing-label", "Missing block label",
          "A dynamic block needs one label, the type of the blocks that it makes: dynamic \"TYPE\".",
          at: block.headerRange, in: context))
      return nil
    }
    var reader = BlockReader(block, in: context)
    let forEach = reader.required("for_each")
    _ = reader.attribute("labels")
    if let iterator = reader.unquoted("iterator"), iterator.value.keyword == nil {
      reader.diagnostics.append(
        Diagnostic(
          "invalid-expression", "Invalid expression",
          "The iterator is a name without quotes, such as iterator = item.", at: iterator.value.range,
          in: context))
    }
    let content = reader.block("content")
    if content == nil { reader.diagnostics.append(.missingContent(dynamic, in: context)) }
    diagnostics += reader.finish()
    return forEach == nil || content == nil ? nil : (dynamic.type, dynamic.typeRange)
  }

  mutating func gather(
    _ dynamic: DynamicBlock, _ schema: NestedBlockSchema, into gathered: inout GatheredBlocks
  ) {
    guard let forEach = dynamic.forEach?.value else { return }
    let collection = evaluate(forEach)
    gathered.marks.formUnion(collection.marks)
    guard let elements = elements(of: collection, at: forEach.range) else {
      gathered.isOpen = true
      // Decoded once for what can be said without knowing the elements.
      let element = Value.unknown(collection.type.elementType ?? .dynamic)
      return decodeContent(of: dynamic, key: .dynamic, value: element, schema, into: &gathered)
    }
    for (key, value) in elements {
      decodeContent(of: dynamic, key: key, value: value, schema, into: &gathered)
    }
  }

  /// The keys and values that the iterator takes; nil when they are not known.
  private mutating func elements(of collection: Value, at range: SourceRange) -> [(Value, Value)]? {
    switch collection.content {
    case .list(let elements, _), .tuple(let elements):
      return elements.enumerated().map { (.number($0), $1) }
    case .set(let elements, _): return elements.map { ($0, $0) }
    case .map(let elements, _), .object(let elements): return elements.map { (.string($0.key), $0.value) }
    case .unknown(let type, _) where type == .dynamic || type.isIterable: return nil
    case .null: return report("it is null", at: range)
    case .unknown, .bool, .number, .string:
      return report("it is \(collection.type.friendlyNameWithArticle)", at: range)
    }
  }

  private mutating func report(_ problem: String, at range: SourceRange) -> [(Value, Value)] {
    diagnostics.append(
      Diagnostic(
        "invalid-for-each", "Invalid for_each value",
        "Blocks are made from the elements of a list, set, map or object, and this is none: \(problem).",
        at: range, in: context))
    return []
  }

  private mutating func decodeContent(
    of dynamic: DynamicBlock, key: Value, value: Value, _ schema: NestedBlockSchema,
    into gathered: inout GatheredBlocks
  ) {
    guard let content = dynamic.content else { return }
    let outer = scope
    scope = IteratorScope(outer: outer, name: dynamic.iterator, key: key, value: value)
    defer { scope = outer }
    gathered.values.append(decode(content.body, schema.block, header: content.headerRange))
    gathered.headers.append(dynamic.header)
    gathered.labels.append(schema.nesting == .map ? label(of: dynamic, into: &gathered) : nil)
  }

  /// The label of one block that a dynamic block makes; nil, and a diagnostic, when it is none.
  private mutating func label(of dynamic: DynamicBlock, into gathered: inout GatheredBlocks) -> Block.Label? {
    guard let expression = dynamic.labels.first else {
      diagnostics.append(.invalidLabels(dynamic, at: dynamic.header, in: context))
      return nil
    }
    let value = evaluate(expression)
    gathered.marks.formUnion(value.marks)
    let text = try? value.converted(to: .string)
    if let text, !text.isKnown {
      gathered.isOpen = true
      return nil
    }
    guard let text = text?.asString else {
      diagnostics.append(.invalidLabels(dynamic, at: expression.range, in: context))
      return nil
    }
    return Block.Label(text: text, range: expression.range)
  }
}

/// The scope inside a dynamic block: that of the block around, and the iterator.
private struct IteratorScope: EvaluationScope {
  let outer: any EvaluationScope
  let name: String
  let element: Value

  init(outer: any EvaluationScope, name: String, key: Value, value: Value) {
    self.outer = outer
    self.name = name
    element = .object(["key": key, "value": value])
  }

  func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution {
    guard traversal.root == name else { return try outer.resolve(traversal) }
    return Resolution(element, steps: 0)
  }

  func function(named name: String) -> Function? { outer.function(named: name) }
  var functionNames: [String] { outer.functionNames }
  func advice(onMissingFunction name: String) -> String? { outer.advice(onMissingFunction: name) }
  var hasValues: Bool { outer.hasValues }
}

extension ValueType {
  fileprivate var isIterable: Bool {
    switch self {
    case .list, .set, .map, .tuple, .object: true
    case .dynamic, .string, .number, .bool: false
    }
  }
}

extension Diagnostic {
  fileprivate static func missingContent(_ dynamic: DynamicBlock, in context: SourceRange) -> Diagnostic {
    Diagnostic(
      "missing-content", "Missing content block",
      "A dynamic block needs a block named \"content\", which is what it makes for each element.",
      at: dynamic.header, in: context)
  }

  fileprivate static func invalidLabels(
    _ dynamic: DynamicBlock, at range: SourceRange, in context: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "missing-label", "Missing block label",
      """
      "\(dynamic.type)" blocks have a label that tells them from each other. Give it as the one string in \
      "labels": labels = [\(dynamic.iterator).key].
      """, at: range, in: context)
  }
}
