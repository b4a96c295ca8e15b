import Diagnostics
import HCL
import Values

/// The blocks that name values: `variable`, `locals` and `output`.
extension ModuleDecoder {
  /// Names that a module call uses for itself.
  private static let reservedVariables: Set<String> = [
    "source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals",
  ]

  mutating func decodeVariable(_ block: Block) {
    guard let label = labels(of: block, "NAME")?.first else { return }
    let name = label.text
    if Self.reservedVariables.contains(name) {
      diagnostics.append(
        Diagnostic(
          "invalid-name", "Invalid variable name",
          "\"\(name)\" cannot name an input variable, because it has a meaning of its own in module blocks.",
          at: label.range, in: block.headerRange))
    }
    if let first = module.variables[name] {
      return reportDuplicate("input variable", name, at: block.headerRange, first: first.range)
    }
    var reader = BlockReader(block)
    module.variables[name] = variable(name, from: &reader)
    diagnostics += reader.finish()
  }

  private func variable(_ name: String, from reader: inout BlockReader) -> VariableConfig {
    var variable = VariableConfig(name: name, range: reader.header)
    variable.summary = reader.string("description")
    variable.isSensitive = reader.bool("sensitive")
    variable.isEphemeral = reader.bool("ephemeral")
    variable.isNullable = reader.bool("nullable", default: true)
    variable.deprecation = reader.string("deprecated")
    // What Terraform 1.15 lets a module source refer to; nothing differs otherwise.
    _ = reader.bool("const")
    if let type = type(from: &reader) {
      variable.type = type
      variable.hasDeclaredType = true
    }
    variable.defaultValue = defaultValue(of: variable, from: &reader)
    variable.validations = reader.blocks("validation").compactMap { rule($0, in: &reader) }
    return variable
  }

  private func type(from reader: inout BlockReader) -> TypeConstraint? {
    guard let attribute = reader.unquoted("type") else { return nil }
    var parser = TypeConstraintParser(context: reader.header)
    let type = parser.parse(attribute.value)
    reader.diagnostics += parser.diagnostics
    return type
  }

  private func defaultValue(of variable: VariableConfig, from reader: inout BlockReader) -> Value? {
    guard let attribute = reader.attribute("default") else { return nil }
    var evaluator = Evaluator(scope: StaticScope())
    let value = evaluator.evaluate(attribute.constant)
    reader.diagnostics += evaluator.diagnostics.map { $0.within(reader.header) }
    guard !evaluator.diagnostics.hasErrors else { return .unknown(variable.type.type) }
    do {
      let converted = try variable.type.convert(value)
      guard converted.isNull, !variable.isNullable else { return converted }
      reader.diagnostics.append(
        .invalidDefault("it is null, and nullable is false", at: attribute.value.range, in: reader.header))
    } catch {
      reader.diagnostics.append(
        .invalidDefault("\(error)", at: attribute.value.range(of: error.path), in: reader.header))
    }
    return .unknown(variable.type.type)
  }

  mutating func decodeLocals(_ block: Block) {
    guard labels(of: block) != nil else { return }
    for nested in block.body.blocks {
      diagnostics.append(
        .unsupportedBlock(
          nested.type, arguments: [nested.type], blocks: [], at: nested.typeRange, in: block.headerRange))
    }
    for attribute in block.body.attributes {
      if let first = module.locals[attribute.name] {
        reportDuplicate(
          "local value", attribute.name, at: attribute.nameRange, first: first.range, in: block.headerRange)
      } else {
        module.locals[attribute.name] = LocalConfig(
          name: attribute.name, value: attribute.value, range: attribute.nameRange,
          context: block.headerRange)
      }
    }
  }

  mutating func decodeOutput(_ block: Block) {
    guard let name = labels(of: block, "NAME")?.first?.text else { return }
    if let first = module.outputs[name] {
      return reportDuplicate("output value", name, at: block.headerRange, first: first.range)
    }
    var reader = BlockReader(block)
    module.outputs[name] = output(name, from: &reader)
    diagnostics += reader.finish()
  }

  private func output(_ name: String, from reader: inout BlockReader) -> OutputConfig {
    let value = reader.required("value")?.value ?? .invalid(reader.header)
    var output = OutputConfig(name: name, value: value, range: reader.header)
    output.type = type(from: &reader)
    output.summary = reader.string("description")
    output.isSensitive = reader.bool("sensitive")
    output.isEphemeral = reader.bool("ephemeral")
    output.deprecation = reader.string("deprecated")
    output.dependsOn = dependencies(from: &reader)
    output.preconditions = reader.blocks("precondition").compactMap { rule($0, in: &reader) }
    return output
  }
}

// MARK: What several kinds of block have

extension ModuleDecoder {
  /// A `validation`, `precondition` or `postcondition` block inside the block of `outer`.
  func rule(_ block: Block, in outer: inout BlockReader) -> CheckRule? {
    var reader = BlockReader(block, in: outer.header)
    let condition = reader.required("condition")?.value
    let message = reader.required("error_message")?.value
    outer.diagnostics += reader.finish()
    guard let condition, let message else { return nil }
    return CheckRule(condition: condition, errorMessage: message, range: block.headerRange)
  }

  func dependencies(from reader: inout BlockReader) -> [Reference] {
    guard let attribute = reader.unquoted("depends_on") else { return [] }
    var list = ReferenceListReader(context: reader.header)
    let references = list.references(in: attribute.value, argument: "depends_on")
    reader.diagnostics += list.diagnostics
    return references
  }

  func repetition(from reader: inout BlockReader) -> Repetition {
    let count = reader.attribute("count")
    guard let forEach = reader.attribute("for_each") else {
      return count.map { .count($0.value) } ?? .single
    }
    if count != nil {
      reader.diagnostics.append(
        Diagnostic(
          "invalid-repetition", "Invalid repetition",
          "A block can be repeated with \"count\" or with \"for_each\", and not with both.",
          at: forEach.nameRange, in: reader.header))
    }
    return .forEach(forEach.value)
  }
}

extension ModuleDecoder {
  /// The argument `enabled` of a `lifecycle` block, which goes with no other repetition.
  func readEnabled(into repetition: inout Repetition, from reader: inout BlockReader) {
    guard let enabled = reader.attribute("enabled") else { return }
    if case .single = repetition {
      repetition = .enabled(enabled.value)
      return
    }
    reader.diagnostics.append(
      Diagnostic(
        "invalid-repetition", "Invalid repetition",
        "\"enabled\" makes one instance or none, so it does not go with \"count\" or \"for_each\".",
        at: enabled.nameRange, in: reader.context))
  }
}

extension Diagnostic {
  fileprivate static func invalidDefault(
    _ problem: String, at range: SourceRange, in context: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "invalid-default", "Invalid default value",
      "This default does not fit the variable's type: \(problem).", at: range, in: context)
  }
}
