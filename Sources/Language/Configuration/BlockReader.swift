import Diagnostics
import HCL
import Values

/// Takes the arguments and nested blocks of one block by name, and reports those that nobody asked for.
///
/// What has been asked for is also what a misspelt name is compared with, so ask for everything before
/// ``finish()``.
struct BlockReader {
  let header: SourceRange
  private let body: Body
  /// The outermost block, which diagnostics name.
  let context: SourceRange
  private var arguments: Set<String> = []
  private var blockTypes: Set<String> = []
  var diagnostics: [Diagnostic] = []

  init(_ block: Block, in context: SourceRange? = nil) {
    header = block.headerRange
    body = block.body
    self.context = context ?? block.headerRange
  }

  // MARK: Arguments

  mutating func attribute(_ name: String) -> Attribute? {
    guard arguments.insert(name).inserted else { return body[attribute: name] }
    let all = body.attributes.filter { $0.name == name }
    for extra in all.dropFirst() { diagnostics.append(.duplicateArgument(extra, first: all[0], in: context)) }
    return all.first
  }

  /// The value of an argument that holds references, types or keywords, which stand in quotes in JSON.
  mutating func unquoted(_ name: String) -> Attribute? {
    guard var attribute = attribute(name) else { return nil }
    attribute.value = attribute.unquoted(&diagnostics)
    attribute.isJSON = false
    return attribute
  }

  /// An argument that must be there; nil, and a diagnostic, when it is not.
  mutating func required(_ name: String) -> Attribute? {
    if let attribute = attribute(name) { return attribute }
    diagnostics.append(.missingArgument(name, at: header, in: context))
    return nil
  }

  /// The string of an argument that must be written out.
  mutating func string(_ name: String) -> String? {
    attribute(name).flatMap { constant($0, as: .string)?.asString }
  }

  mutating func bool(_ name: String, default value: Bool = false) -> Bool {
    attribute(name).flatMap { constant($0, as: .bool)?.asBool } ?? value
  }

  mutating func versionConstraint(_ name: String) -> VersionConstraintConfig? {
    guard let attribute = attribute(name), let text = constant(attribute, as: .string)?.asString else {
      return nil
    }
    let config = VersionConstraintConfig(text: text, range: attribute.value.range)
    if config.constraint == nil {
      diagnostics.append(.invalidVersionConstraint(text, at: config.range, in: context))
      return nil
    }
    return config
  }

  /// The value of an argument that cannot refer to anything; nil when it is null or faulty.
  mutating func constant(_ attribute: Attribute, as type: ValueType) -> Value? {
    var evaluator = Evaluator(scope: StaticScope())
    let value = evaluator.evaluate(attribute.constant)
    diagnostics += evaluator.diagnostics.map { $0.within(context) }
    guard !evaluator.diagnostics.hasErrors else { return nil }
    do {
      let converted = try value.converted(to: type)
      return converted.isNull ? nil : converted
    } catch {
      diagnostics.append(
        .inappropriateValue(
          of: attribute.name, "\(error)", at: attribute.value.range(of: error.path), in: context))
      return nil
    }
  }

  // MARK: Nested blocks

  /// - Parameter labels: how many labels such blocks have.
  mutating func blocks(_ type: String, labels: Int = 0) -> [Block] {
    blockTypes.insert(type)
    return body.withBlocks([type: labels], &diagnostics).blocks(ofType: type)
  }

  /// A block that may appear once; further ones are reported.
  mutating func block(_ type: String) -> Block? {
    let all = blocks(type)
    for extra in all.dropFirst() {
      diagnostics.append(.duplicateBlock(type, at: extra.headerRange, first: all[0].headerRange, in: context))
    }
    return all.first
  }

  // MARK: The end

  /// Reports what was not asked for.
  mutating func finish() -> [Diagnostic] {
    for attribute in remainder.attributes {
      diagnostics.append(
        .unsupportedArgument(
          attribute.name, arguments: arguments, blocks: blockTypes, at: attribute.nameRange, in: context))
    }
    for block in body.blocks where !blockTypes.contains(block.type) {
      diagnostics.append(
        .unsupportedBlock(
          block.type, arguments: arguments, blocks: blockTypes, at: block.typeRange, in: context))
    }
    return diagnostics
  }

  /// What was not asked for, for somebody else to read.
  var remainder: Body {
    Body(
      attributes: body.attributes.filter {
        !arguments.contains($0.name) && !($0.isJSON && blockTypes.contains($0.name))
      },
      blocks: body.blocks.filter { !blockTypes.contains($0.type) }, endRange: body.endRange)
  }
}
