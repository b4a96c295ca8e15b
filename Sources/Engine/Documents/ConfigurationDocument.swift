import Addresses
import Diagnostics
import HCL
import Language
import Values

/// The configuration in a plan document: what is declared, with the references that its expressions make.
struct ConfigurationDocument {
  private let root: ModuleConfig

  init(_ root: ModuleConfig) { self.root = root }

  var json: JSON { .members(["provider_config": providers, "root_module": module(root)]) }

  // MARK: Providers

  private var providers: JSON? {
    var entries: [String: JSON] = [:]
    collectProviders(of: root, into: &entries)
    guard !entries.isEmpty else { return nil }
    return .object(entries.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) })
  }

  private func collectProviders(of module: ModuleConfig, into entries: inout [String: JSON]) {
    for resource in module.resources.values {
      let key = resource.providerKey
      let name = module.path.isRoot ? key.configText : "\(module.path):\(key.configText)"
      // Modules take the configurations of their callers unless they have their own.
      guard module.path.isRoot || module.providers[key] != nil else { continue }
      entries[name] = provider(key, of: module)
    }
    for key in module.providers.keys {
      let name = module.path.isRoot ? key.configText : "\(module.path):\(key.configText)"
      entries[name] = provider(key, of: module)
    }
    for child in module.children.values { collectProviders(of: child, into: &entries) }
  }

  private func provider(_ key: ProviderReference.Key, of module: ModuleConfig) -> JSON {
    .members([
      "name": .string(key.localName),
      "full_name": .string("\(module.providerAddress(of: key.localName))"),
      "version_constraint": module.requiredProviders[key.localName]?.version.map { .string($0.text) },
      "module_address": module.path.isRoot ? nil : .string("\(module.path)"),
      "alias": key.alias.map(JSON.string),
      "expressions": module.providers[key].flatMap { expressions($0.body) },
    ])
  }

  // MARK: Modules

  private func module(_ module: ModuleConfig) -> JSON {
    .members([
      "outputs": named(module.outputs, output), "resources": resources(module),
      "module_calls": named(module.calls) { call($0, child: module.children[$0.name]) },
      "variables": named(module.variables, variable),
    ])
  }

  private func named<Item>(_ items: [String: Item], _ json: (Item) -> JSON) -> JSON? {
    guard !items.isEmpty else { return nil }
    return .object(items.sorted { $0.key < $1.key }.map { JSON.Member($0.key, json($0.value)) })
  }

  private func variable(_ variable: VariableConfig) -> JSON {
    .members([
      "default": variable.defaultValue?.document, "description": variable.summary.map(JSON.string),
      "sensitive": variable.isSensitive ? true : nil,
    ])
  }

  private func output(_ output: OutputConfig) -> JSON {
    .members([
      "sensitive": output.isSensitive ? true : nil, "expression": expression(output.value),
      "depends_on": dependencies(output.dependsOn), "description": output.summary.map(JSON.string),
    ])
  }

  private func resources(_ module: ModuleConfig) -> JSON? {
    let resources = module.resources.filter { $0.key.mode != .action }
    guard !resources.isEmpty else { return nil }
    return .array(
      resources.sorted { $0.key < $1.key }.map { name, resource in
        .members([
          "address": .string("\(name)"), "mode": .string(name.mode.rawValue), "type": .string(name.type),
          "name": .string(name.name), "provider_config_key": .string(resource.providerKey.configText),
          "expressions": expressions(resource.body), "schema_version": 0,
          "count_expression": resource.repetition.count.flatMap(nonEmpty),
          "for_each_expression": resource.repetition.forEach.flatMap(nonEmpty),
          "depends_on": dependencies(resource.dependsOn),
        ])
      })
  }

  private func call(_ call: ModuleCallConfig, child: ModuleConfig?) -> JSON {
    let inputs = call.inputs.map { JSON.Member($0.name, expression($0.value)) }
    return .members([
      "source": .string(call.source), "expressions": inputs.isEmpty ? nil : .object(inputs),
      "count_expression": call.repetition.count.flatMap(nonEmpty),
      "for_each_expression": call.repetition.forEach.flatMap(nonEmpty), "module": child.map(module),
      "version_constraint": call.version.map { .string($0.text) }, "depends_on": dependencies(call.dependsOn),
    ])
  }

  private func dependencies(_ references: [Reference]) -> JSON? {
    references.isEmpty ? nil : .array(references.map { .string($0.traversal.documentNames.last ?? "") })
  }

  // MARK: Expressions

  private func expressions(_ body: Body) -> JSON? {
    var members = body.attributes.map { JSON.Member($0.name, expression($0.value)) }
    for type in Set(body.blocks.map(\.type)).sorted() {
      members.append(.init(type, .array(body.blocks(ofType: type).map { expressions($0.body) ?? [:] })))
    }
    return members.isEmpty ? nil : .object(members)
  }

  private func nonEmpty(_ expression: Expression) -> JSON? {
    let json = self.expression(expression)
    return json == [:] ? nil : json
  }

  private func expression(_ expression: Expression) -> JSON {
    let traversals = expression.freeTraversals
    guard traversals.isEmpty else {
      var names: [String] = []
      for name in traversals.flatMap(\.documentNames) where !names.contains(name) { names.append(name) }
      return ["references": .array(names.map(JSON.string))]
    }
    return expression.constantDocument.map { ["constant_value": $0] } ?? [:]
  }
}

extension ProviderReference.Key {
  fileprivate var configText: String { alias.map { "\(localName).\($0)" } ?? localName }
}

extension Repetition {
  fileprivate var count: Expression? {
    if case .count(let expression) = self { expression } else { nil }
  }

  fileprivate var forEach: Expression? {
    if case .forEach(let expression) = self { expression } else { nil }
  }
}

extension Traversal {
  /// What is referred to, and the shorter references that are part of it, as far as the thing itself.
  fileprivate var documentNames: [String] {
    guard let reference = try? Reference.parse(self) else { return [] }
    return (reference.steps...max(reference.steps, steps.count)).reversed().map { count in
      root + steps.prefix(count).map(\.documentText).joined()
    }
  }
}

extension Traversal.Step {
  fileprivate var documentText: String {
    switch self {
    case .attribute(let name, _): ".\(name)"
    case .index(let key, _): "[\(key.asString?.quoted ?? key.asNumber.map { "\($0)" } ?? "")]"
    }
  }
}

extension Expression {
  /// The value of an expression that is written out: literals, and lists and objects of them.
  fileprivate var constantDocument: JSON? {
    switch unparenthesised {
    case .literal(let value, _): return value.document
    case .tuple(let elements, _):
      let documents = elements.compactMap(\.constantDocument)
      return documents.count == elements.count ? .array(documents) : nil
    case .object(let items, _):
      let members = items.compactMap(\.constantMember)
      return members.count == items.count ? .object(members) : nil
    default: return nil
    }
  }
}

extension ObjectItem {
  fileprivate var constantMember: JSON.Member? {
    let name: String? =
      switch key {
      case .name(let name, _): name
      case .expression(let expression): expression.literalString
      }
    guard let name, let value = value.constantDocument else { return nil }
    return JSON.Member(name, value)
  }
}
