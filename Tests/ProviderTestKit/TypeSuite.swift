import ProviderAPI
public import ProviderKit
import RegularExpressions
public import Testing
import Values

/// Checks what every resource type and data source of a provider must keep, from the declarations alone:
/// no verb is called and no world needed.
public func verifyTypes<Declaration: ProviderDeclaration>(
  of _: Declaration.Type, at location: SourceLocation = #_sourceLocation
) {
  var names: Set<String> = []
  for type in Declaration.types {
    let findings = Findings(subject: "\(type.kind.rawValue) \(type.name)", location: location)
    findings.expect(names.insert("\(type.kind) \(type.name)").inserted, "is declared twice.")
    TypeSuite(type: type, findings: findings).run()
  }
}

/// What one type must keep.
private struct TypeSuite<Client: Sendable> {
  let type: ResourceType<Client>
  let findings: Findings

  func run() {
    let block = type.servedSchema.block
    findings.expect(!block.summary.isEmpty, "has no summary.")
    checkAttributes(block, "")
    checkRules(block)
    checkCoding(block)
  }

  private func checkAttributes(_ block: BlockSchema, _ prefix: String) {
    for (name, attribute) in block.attributes {
      findings.expect(!attribute.summary.isEmpty, "attribute \(prefix)\(name) has no summary.")
      if case .defaulted(let value) = attribute.origin {
        findings.expect(
          value.type == attribute.type,
          "the default of \(prefix)\(name) is no \(attribute.type.friendlyName).")
      }
    }
    for (name, nested) in block.blocks { checkAttributes(nested.block, "\(prefix)\(name).") }
  }

  /// Rules name attributes that exist, and their patterns compile.
  private func checkRules(_ block: BlockSchema) {
    for rule in type.rules {
      let path = rule.path.joined(separator: ".")
      guard let siblings = block.members(around: rule.path) else {
        findings.report("a rule is for \(path), which does not exist.")
        continue
      }
      switch rule.rule {
      case .conflictsWith(let others), .exactlyOneOf(let others), .atLeastOneOf(let others),
        .requires(let others):
        for other in others where !siblings.contains(other) {
          findings.report("a rule at \(path) names \(other), which does not exist.")
        }
      case .matches(let pattern, _):
        do { _ = try RegularExpression(pattern) } catch {
          findings.report("the pattern at \(path): \(error).")
        }
      case .oneOf, .integer, .wholeNumber, .maxLength, .notEmpty, .duration, .timestamp, .absolutePath: break
      }
    }
  }

  /// The object has a property for each attribute, and can be made while computed attributes are open.
  private func checkCoding(_ block: BlockSchema) {
    do {
      let full = block.sample(type.rules)
      let again = try type.recoded(full)
      for path in full.differences(from: again) { findings.report("\(path) is lost in the Swift object.") }
    } catch {
      findings.report("an object with every attribute set cannot be coded: \(error)")
    }
    do {
      _ = try type.recoded(type.planned(block.leastConfig(type.rules)))
    } catch {
      findings.report("an object with nothing but the required arguments cannot be decoded: \(error)")
    }
  }
}

extension BlockSchema {
  /// The names of the members of the block that a rule's path leads into; nil when it leads nowhere.
  fileprivate func members(around path: [String]) -> Set<String>? {
    guard let name = path.first else { return nil }
    let nested = blocks[name]?.block ?? attributes[name]?.nested?.block
    if path.count > 1 { return nested?.members(around: Array(path.dropFirst())) }
    let names = Set(attributes.keys).union(blocks.keys)
    return names.contains(name) ? names : nil
  }
}
