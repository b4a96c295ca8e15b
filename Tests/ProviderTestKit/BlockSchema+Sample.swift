import ProviderKit
import ProviderTrials
import Values

/// Objects made up from nothing but a schema and its rules.
extension BlockSchema {
  /// An object in which everything is set, and every kind of block stands once.
  func sample(_ rules: [AttributeRule]) -> Value {
    var object = KeyedValues(attributes.map { ($0.key, $0.value.sample(rules.at($0.key))) })
    for (name, nested) in blocks { object[name] = nested.collected(nested.block.sample(rules.inside(name))) }
    return .object(object)
  }

  /// The shortest configuration: required arguments and required blocks.
  func leastConfig(_ rules: [AttributeRule]) -> Value {
    var arguments = KeyedValues()
    for (name, attribute) in attributes where attribute.isRequired {
      arguments[name] = attribute.sample(rules.at(name))
    }
    for (name, nested) in blocks where nested.minItems > 0 {
      arguments[name] = nested.collected(nested.block.leastConfig(rules.inside(name)))
    }
    return config(arguments)
  }
}

extension [AttributeRule] {
  fileprivate func at(_ name: String) -> [ValueRule] { filter { $0.path == [name] }.map(\.rule) }

  fileprivate func inside(_ name: String) -> [AttributeRule] {
    filter { $0.path.first == name && $0.path.count > 1 }.map {
      AttributeRule([String]($0.path.dropFirst()), $0.rule)
    }
  }
}

extension AttributeSchema {
  /// Defaults are samples too: they are sure to be among what is allowed.
  fileprivate func sample(_ rules: [ValueRule]) -> Value {
    if isWriteOnly { return .null(type) }
    if case .defaulted(let value) = origin, !value.isNull { return value }
    let allowed = rules.lazy.compactMap(\.sample).first
    return switch (allowed, type) {
    case (let value?, .list(.string)): .list([value], of: .string)
    case (let value?, .set(.string)): .set([value], of: .string)
    case (let value?, .string), (let value?, .number): value
    default: .sample(of: type)
    }
  }
}

extension ValueRule {
  fileprivate var sample: Value? {
    switch self {
    case .oneOf(let allowed): allowed.first.map { .string($0) }
    case .integer(let range): .number(range.lowerBound)
    case .duration: .string("1m")
    case .timestamp: .string("2020-02-12T06:36:13Z")
    case .absolutePath: .string("/sample")
    case .wholeNumber, .matches, .maxLength, .notEmpty, .conflictsWith, .exactlyOneOf, .atLeastOneOf,
      .requires:
      nil
    }
  }
}

extension NestedBlockSchema {
  /// One block, as the value of the schema's nesting.
  fileprivate func collected(_ element: Value) -> Value {
    switch nesting {
    case .single, .group: element
    case .list: .list([element], of: block.impliedType)
    case .set: .set([element], of: block.impliedType)
    case .map: .map(["key": element], of: block.impliedType)
    }
  }
}
