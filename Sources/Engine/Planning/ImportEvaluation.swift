import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
public import Values

/// What an object that is to be imported is known by.
public enum ImportSubject: Hashable, Sendable {
  case id(String)
  /// An object of the type's identity attributes.
  case identity(Value)
}

extension ImportSubject: CustomStringConvertible {
  /// For a message: the id, or the attributes of the identity.
  public var description: String {
    switch self {
    case .id(let id): id
    case .identity(let value):
      (value.keyedElements ?? [:]).map {
        "\($0.key)=\($0.value.asString ?? $0.value.asNumber?.description ?? "")"
      }
      .joined(separator: ",")
    }
  }
}

/// Evaluates the `import` blocks whose targets are instances of one resource.
struct ImportEvaluation {
  let config: ConfigGraph
  let evaluation: ModuleEvaluation
  /// What the type's objects are told apart by; nil where that is not known here, and nothing is checked.
  private let identity: IdentitySchema?
  private(set) var subjects: [ResourceInstanceAddress: ImportSubject] = [:]
  private(set) var diagnostics: [Diagnostic] = []
  /// Where the import of each instance is asked for.
  private var places: [ResourceInstanceAddress: SourceRange] = [:]

  init(_ evaluation: ModuleEvaluation, identity: IdentitySchema? = nil) {
    config = evaluation.config
    self.evaluation = evaluation
    self.identity = identity
  }

  mutating func evaluate(importsInto block: ResourceAddress) {
    for config in config.imports(into: block) { evaluate(config, block) }
  }

  /// Reports the imports into instances that there are not.
  mutating func requireTargets(among wanted: Set<ResourceInstanceAddress>) {
    for (address, place) in places.sorted(by: { $0.key < $1.key }) where !wanted.contains(address) {
      diagnostics.append(
        Diagnostic(
          "no-import-target", "Import target does not exist",
          "The configuration gives rise to no \(address), because of a count or for_each of the resource or of a "
            + "module that it stands in.", at: place, address: "\(address)"))
    }
  }

  private mutating func evaluate(_ imported: ImportConfig, _ block: ResourceAddress) {
    for member in members(of: imported) {
      guard let address = address(imported.target, block, member, imported),
        let subject = subject(of: imported, member)
      else { continue }
      if let first = places[address] {
        diagnostics.append(
          Diagnostic(
            "duplicate-import", "Duplicate import",
            "\(address) is imported by the block at \(first) already.", at: imported.target.range,
            in: imported.range))
        continue
      }
      places[address] = imported.target.range
      subjects[address] = subject
    }
  }

  private func scope(_ references: [Reference], _ member: Scope.Instance) -> Scope? {
    config.modules[.root].map { evaluation.scope(of: $0, in: .root, for: references, member) }
  }

  private mutating func members(of imported: ImportConfig) -> [Scope.Instance] {
    guard let forEach = imported.forEach, let scope = scope(forEach.references, Scope.Instance()) else {
      return [Scope.Instance()]
    }
    var members = MemberEvaluation(scope: scope, context: imported.range)
    let found = members.members(.forEach(forEach))
    diagnostics += members.diagnostics
    return found?.elements.map(\.scope) ?? []
  }

  private mutating func value(
    _ expression: Expression, _ member: Scope.Instance, _ imported: ImportConfig
  ) -> Value? {
    guard let scope = scope(expression.references, member) else { return nil }
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(expression)
    diagnostics += evaluator.diagnostics.map { $0.within(imported.range) }
    guard !evaluator.diagnostics.hasErrors else { return nil }
    guard value.isWhollyKnown else {
      report(
        "This depends on attributes that are known only after apply, so nothing can be imported by it now. Use "
          + "values that are known when planning.", expression, imported)
      return nil
    }
    return value
  }

  private mutating func address(
    _ pattern: AddressPattern, _ block: ResourceAddress, _ member: Scope.Instance, _ imported: ImportConfig
  ) -> ResourceInstanceAddress? {
    var path = ModuleInstancePath.root
    for step in pattern.modules {
      guard let key = key(step.key, member, imported) else { return nil }
      path = path.appending(step.name, key)
    }
    return key(pattern.key, member, imported).map { ResourceInstanceAddress(path, block.resource, $0) }
  }

  private mutating func key(
    _ expression: Expression?, _ member: Scope.Instance, _ imported: ImportConfig
  ) -> InstanceKey? {
    guard let expression else { return InstanceKey.none }
    guard let value = value(expression, member, imported) else { return nil }
    if let index = value.asInt { return .index(index) }
    if let key = value.asString { return .key(key) }
    report("A key is a whole number or a string.", expression, imported)
    return nil
  }

  private mutating func subject(of imported: ImportConfig, _ member: Scope.Instance) -> ImportSubject? {
    if let expression = imported.identity {
      return value(expression, member, imported).flatMap { subject($0, expression, imported) }
    }
    guard let expression = imported.id, let value = value(expression, member, imported) else { return nil }
    let text = (try? value.converted(to: .string))?.unmarked().asString
    if value.deepMarks.contains(.sensitive) {
      report("The id is sensitive, and ids of imported objects are shown.", expression, imported)
    } else if value.isNull {
      report("The id is null.", expression, imported)
    } else if let text, !text.isEmpty {
      return .id(text)
    } else {
      report(text == nil ? "The id must be a string." : "The id is empty.", expression, imported)
    }
    return nil
  }

  private mutating func subject(
    _ identity: Value, _ expression: Expression, _ imported: ImportConfig
  ) -> ImportSubject? {
    guard identity.keyedElements != nil else {
      report("An identity is an object in braces.", expression, imported)
      return nil
    }
    guard !identity.deepMarks.contains(.sensitive) else {
      report("The identity is sensitive, and identities of imported objects are shown.", expression, imported)
      return nil
    }
    let bare = identity.withoutDeepMarks
    let type = imported.target.block?.resource.type ?? "resource"
    do { return .identity(try self.identity?.subject(bare, of: type) ?? bare) } catch {
      report(error.message, expression, imported)
      return nil
    }
  }

  private mutating func report(_ detail: String, _ expression: Expression, _ imported: ImportConfig) {
    diagnostics.append(
      Diagnostic(
        "invalid-import", "Invalid import argument", detail, at: expression.range, in: imported.range))
  }
}

extension IdentitySchema {
  /// What an object of `type` is to be imported by. Attributes that the identity does not have are refused: were they
  /// left out, a slip would import another object than the one that is meant.
  ///
  /// - Throws: ``ProviderError`` with `.invalid`.
  func subject(_ value: Value, of type: String) throws(ProviderError) -> Value {
    let known = attributes.keys.sorted()
    let names = known.joined(separator: ", ")
    let extra = (value.keyedElements ?? [:]).map(\.key).filter { attributes[$0] == nil }
    guard extra.isEmpty else {
      throw ProviderError(
        .invalid,
        "An identity of a \(type) has no \(extra.map(\.quoted).joined(separator: ", ")); there are \(names)."
          + extra.map { Suggestion.sentence(for: $0, in: known) }.joined())
    }
    let subject: Value
    do { subject = try self.subject(value) } catch {
      throw ProviderError(.invalid, "This is no identity of a \(type): \(error).")
    }
    // Nothing would be left of it on the way to the provider.
    guard subject.keyedElements?.contains(where: { !$0.value.isNull }) == true else {
      throw ProviderError(.invalid, "This is no identity of a \(type): none of \(names) is set.")
    }
    return subject
  }
}

extension ConfigGraph {
  /// The `import` blocks whose targets are instances of a block.
  func imports(into block: ResourceAddress) -> [ImportConfig] {
    (modules[.root]?.imports ?? []).filter { $0.target.block == block }
  }

  /// Those whose targets have no block.
  var importsWithoutBlock: [ImportConfig] {
    (modules[.root]?.imports ?? []).filter { imported in
      guard let block = imported.target.block else { return false }
      return modules[block.module]?.resources[block.resource] == nil
    }
  }
}

extension ImportConfig {
  var references: [Reference] {
    ([id, identity, forEach].compactMap(\.self) + target.keys).flatMap(\.references)
  }
}
