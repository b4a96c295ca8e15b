import ProviderAPI
import Values

/// Checks a configuration against a schema and its rules. Names, types and numbers of blocks are not its
/// concern: no configuration that has them wrong gets here. What is known only after apply is let pass.
struct Validation {
  private(set) var diagnostics: [ProviderDiagnostic] = []

  mutating func check(_ config: Value, _ schema: ServedSchema) {
    check(config, schema.block, at: .root)
    for rule in schema.rules { check(config, rule, rule.path[...], schema.block, at: .root) }
  }

  // MARK: What the schema says

  private mutating func check(_ config: Value, _ block: BlockSchema, at path: AttributePath) {
    guard let values = config.keyedElements else { return }
    for (name, attribute) in block.attributes.sorted(by: { $0.key < $1.key }) {
      check(values[name] ?? .null(attribute.type), attribute, at: path.appending(.attribute(name)))
    }
    for (name, nested) in block.blocks.sorted(by: { $0.key < $1.key }) {
      guard let value = values[name], !value.isAbsent else { continue }
      if let deprecation = nested.deprecation {
        warn("Block is deprecated", deprecation, at: path.appending(.attribute(name)))
      }
      for (step, element) in value.places(at: path.appending(.attribute(name))) {
        check(element, nested.block, at: step)
      }
    }
  }

  private mutating func check(_ value: Value, _ attribute: AttributeSchema, at path: AttributePath) {
    if value.isNull {
      guard attribute.isRequired else { return }
      report("Missing required argument", "The argument \"\(path)\" is required, but it is null.", at: path)
    } else if !attribute.isConfigurable {
      report(
        "Value for unconfigurable attribute",
        "The attribute \"\(path)\" is decided by the provider and cannot be set in a configuration.", at: path
      )
    } else if let deprecation = attribute.deprecation {
      warn("Argument is deprecated", deprecation, at: path)
    }
  }

  // MARK: What the rules say

  /// Finds the places that a rule's names lead to.
  private mutating func check(
    _ value: Value, _ rule: AttributeRule, _ names: ArraySlice<String>, _ block: BlockSchema,
    at path: AttributePath
  ) {
    guard let name = names.first, let values = value.keyedElements else { return }
    let inner = path.appending(.attribute(name))
    let nested = block.blocks[name]?.block ?? block.attributes[name]?.nested?.block
    if let nested, names.count > 1 {
      for (place, element) in (values[name] ?? .null(.dynamic)).places(at: inner) {
        check(element, rule, names.dropFirst(), nested, at: place)
      }
    } else if let problem = rule.rule.problem(of: name, in: values, isSensitive: block.hides(name)) {
      report(problem.summary, problem.detail, at: inner)
    }
  }

  private mutating func report(_ summary: String, _ detail: String, at path: AttributePath) {
    diagnostics.append(ProviderDiagnostic(summary, detail, at: path))
  }

  private mutating func warn(_ summary: String, _ detail: String, at path: AttributePath) {
    diagnostics.append(ProviderDiagnostic(summary, detail, at: path, isWarning: true))
  }
}

extension BlockSchema {
  fileprivate func hides(_ name: String) -> Bool { attributes[name]?.isSensitive ?? false }
}

extension Value {
  /// The objects that nested blocks make of this value, each with its path.
  fileprivate func places(at path: AttributePath) -> [(AttributePath, Value)] {
    switch content {
    case .null, .unknown, .bool, .number, .string: []
    case .object: [(path, self)]
    case .list(let elements, _), .tuple(let elements):
      elements.enumerated().map { (path.appending(.index($0)), $1) }
    case .set(let elements, _): elements.map { (path.appending(.element($0)), $0) }
    case .map(let elements, _): elements.map { (path.appending(.key($0.key)), $0.value) }
    }
  }
}
