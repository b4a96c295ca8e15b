import Addresses
public import Diagnostics
public import HCL

/// Finds every reference in a configuration to something that is not declared or has no meaning where it
/// stands, so that all such mistakes are reported at once and before anything runs.
public struct ReferenceChecker {
  public private(set) var diagnostics: [Diagnostic] = []
  /// A directory that several calls lead to is checked for the first of them.
  private var checkedDirectories: Set<String> = []

  public init() {}

  /// Checks an expression that stands in no block of `module` but uses its names.
  public mutating func check(_ expression: Expression, in module: ModuleConfig) {
    var pass = ModuleReferenceChecker(module: module)
    pass.check(expression, in: nil)
    diagnostics += pass.diagnostics
  }

  /// Checks a module and all that it calls.
  public mutating func check(_ module: ModuleConfig) {
    if checkedDirectories.insert(module.directory).inserted {
      var pass = ModuleReferenceChecker(module: module)
      pass.check()
      diagnostics += pass.diagnostics.inSourceOrder()
    }
    for child in module.children.values.sorted(by: { $0.path < $1.path }) { check(child) }
  }
}

/// Names that mean something only in some places.
private struct LocalNames: OptionSet {
  let rawValue: Int
  static let count = LocalNames(rawValue: 1)
  static let each = LocalNames(rawValue: 2)
  static let selfObject = LocalNames(rawValue: 4)

  init(rawValue: Int) { self.rawValue = rawValue }

  /// What a repetition gives to the block that it repeats.
  init(_ repetition: Repetition) {
    switch repetition {
    case .single, .enabled: self = []
    case .count: self = .count
    case .forEach: self = .each
    }
  }
}

/// Checks the references of one module.
struct ModuleReferenceChecker {
  let module: ModuleConfig
  var diagnostics: [Diagnostic] = []
  /// The check whose own data source can be referred to.
  private var currentCheck: String?

  init(module: ModuleConfig) {
    self.module = module
  }

  mutating func check() {
    for variable in module.variables.values { check(variable) }
    for local in module.locals.values { check(local) }
    for output in module.outputs.values { check(output) }
    for resource in module.resources.values { check(resource) }
    for provider in module.providers.values {
      check(provider.repetition, in: provider.range)
      check(provider.body, LocalNames(provider.repetition), in: provider.range)
    }
    for meta in module.providerMeta.values { check(meta.body, in: meta.headerRange) }
    for call in module.calls.values { check(call) }
    for removed in module.removed {
      for provisioner in removed.provisioners { check(provisioner, [], in: removed.range) }
      if let connection = removed.connection { check(connection.body, .selfObject, in: removed.range) }
    }
    for target in module.imports { check(target) }
    for config in module.checks.values { check(config) }
    var moves = MoveChecker(module: module)
    moves.check()
    diagnostics += moves.diagnostics
  }

  // MARK: Blocks

  private mutating func check(_ variable: VariableConfig) {
    for rule in variable.validations {
      check(rule, in: variable.range)
      let isAbout = rule.condition.references.contains { $0.subject == .variable(variable.name) }
      guard !isAbout, !rule.condition.freeTraversals.isEmpty else { continue }
      diagnostics.append(
        Diagnostic(
          "invalid-condition", "Invalid validation condition",
          "The condition must refer to var.\(variable.name), whose value it judges.",
          at: rule.condition.range, in: variable.range))
    }
  }

  private mutating func check(_ local: LocalConfig) {
    let traversals = local.value.freeTraversals
    for traversal in traversals { check(traversal, [], in: local.context) }
    refuseReferences(
      to: .local(local.name), from: traversals.compactMap { try? Reference.parse($0) }, in: local.context)
  }

  private mutating func check(_ output: OutputConfig) {
    check(output.value, in: output.range)
    checkDependencies(output.dependsOn, in: output.range)
    for rule in output.preconditions { check(rule, in: output.range) }
  }

  private mutating func check(_ resource: ResourceConfig) {
    let names = LocalNames(resource.repetition)
    check(resource.repetition, in: resource.range)
    refuseReferences(
      to: .resource(resource.name), from: resource.ownReferences, in: resource.range)
    check(resource.body, names, in: resource.range)
    for provisioner in resource.provisioners { check(provisioner, names, in: resource.range) }
    if let connection = resource.connection {
      check(connection.body, names.union(.selfObject), in: resource.range)
    }
    if let prevention = resource.lifecycle.preventDestroy {
      check(prevention.value, names, in: resource.range)
    }
    checkDependencies(resource.dependsOn, in: resource.range)
    for expression in resource.lifecycle.replaceTriggeredBy { check(expression, names, in: resource.range) }
    for rule in resource.lifecycle.preconditions { check(rule, names, in: resource.range) }
    for rule in resource.lifecycle.postconditions {
      check(rule, names.union(.selfObject), in: resource.range)
    }
    for trigger in resource.lifecycle.actionTriggers { check(trigger, names, in: resource.range) }
    if let provider = resource.provider {
      check(provider, in: resource.range)
      if let key = provider.instance { check(key, names, in: resource.range) }
    }
  }

  private mutating func check(_ trigger: ActionTrigger, _ names: LocalNames, in context: SourceRange) {
    if let condition = trigger.condition { check(condition, names, in: context) }
    for action in trigger.actions {
      if let key = action.key { check(key, names, in: context) }
      guard let declared = module.resources[action.name] else {
        diagnostics.append(module.undeclaredAction(action, in: context))
        continue
      }
      if let problem = module.wrongKey(action, declared.repetition) {
        diagnostics.append(problem.within(context))
      }
    }
  }

  private mutating func check(_ provisioner: ProvisionerConfig, _ names: LocalNames, in context: SourceRange)
  {
    let names = names.union(.selfObject)
    for body in [provisioner.body, provisioner.connection?.body].compactMap(\.self) {
      check(body, names, in: context)
      guard provisioner.moment == .beforeDeletion else { continue }
      for reference in body.references where !reference.isAboutInstance {
        diagnostics.append(
          Diagnostic(
            "invalid-provisioner", "Reference in destroy provisioner",
            "What runs before an object is deleted can refer only to self, count.index and each.key, because "
              + "everything else may be gone by then. Keep what is needed in an attribute of the resource.",
            at: reference.traversal.range, in: context))
      }
    }
  }

  private mutating func check(_ target: ImportConfig) {
    guard module.path.isRoot else {
      diagnostics.append(
        Diagnostic(
          "invalid-import", "Import block in module",
          "Objects are imported by the root module only. Move the block there, with the address as seen from there.",
          at: target.range, in: target.range))
      return
    }
    let names: LocalNames = target.forEach == nil ? [] : .each
    if let forEach = target.forEach { check(forEach, in: target.range) }
    for expression in [target.id, target.identity].compactMap(\.self) + target.target.keys {
      check(expression, names, in: target.range)
    }
    if let provider = target.provider { check(provider, in: target.range) }
  }

  private mutating func check(_ config: CheckConfig) {
    currentCheck = config.name
    for rule in config.assertions { check(rule, in: config.range) }
    currentCheck = nil
  }

  private mutating func check(_ call: ModuleCallConfig) {
    check(call.repetition, in: call.range)
    for input in call.inputs { check(input.value, LocalNames(call.repetition), in: call.range) }
    checkDependencies(call.dependsOn, in: call.range)
    for provider in call.providers.values {
      check(provider, in: call.range)
      if let key = provider.instance { check(key, LocalNames(call.repetition), in: call.range) }
    }
    checkHandedProviders(call)
    checkTakenProviders(call)
  }

  private mutating func check(_ repetition: Repetition, in context: SourceRange) {
    switch repetition {
    case .single: break
    case .count(let expression), .forEach(let expression), .enabled(let expression):
      check(expression, in: context)
    }
  }

  private mutating func check(_ rule: CheckRule, _ names: LocalNames = [], in context: SourceRange) {
    check(rule.condition, names, in: context)
    check(rule.errorMessage, names, in: context)
    guard rule.condition.freeTraversals.isEmpty else { return }
    diagnostics.append(
      Diagnostic(
        "invalid-condition", "Condition checks nothing",
        "The condition refers to nothing in the configuration, so it always comes to the same.",
        at: rule.condition.range, in: context))
  }

  /// Reports what refers to itself, where it has no value yet.
  private mutating func refuseReferences(
    to subject: Reference.Subject, from references: [Reference], in context: SourceRange
  ) {
    for reference in references where reference.subject == subject {
      let name = reference.subjectRange.text
      diagnostics.append(
        Diagnostic(
          "self-reference", "Reference to itself",
          "\(name) cannot refer to itself: it has no value before this is evaluated.",
          at: reference.traversal.range, in: context))
    }
  }

  // MARK: References

  private mutating func check(_ body: Body, _ names: LocalNames = [], in context: SourceRange) {
    for traversal in body.freeTraversals { check(traversal, names, in: context) }
  }

  fileprivate mutating func check(
    _ expression: Expression, _ names: LocalNames = [], in context: SourceRange?
  ) {
    for traversal in expression.freeTraversals { check(traversal, names, in: context) }
  }

  private mutating func check(_ traversal: Traversal, _ names: LocalNames, in context: SourceRange?) {
    // The argument of convert(…), or a mistake that the evaluation finds.
    if traversal.steps.isEmpty, TypeConstraintParser.isTypeName(traversal.root) { return }
    do {
      check(try Reference.parse(traversal), names, in: context)
    } catch {
      diagnostics += error.diagnostics.map { $0.within(context) }
    }
  }

  private mutating func check(_ reference: Reference, _ names: LocalNames, in context: SourceRange?) {
    let problem =
      actionAsValue(reference) ?? module.undeclared(reference) ?? outOfContext(reference, names)
      ?? outOfCheck(reference)
      ?? module.wrongKey(reference)
    if let problem { return diagnostics.append(problem.within(context)) }
    if let warning = module.deprecation(of: reference) { diagnostics.append(warning.within(context)) }
  }

  /// The references of `depends_on`, which are to whole resources and modules.
  private mutating func checkDependencies(_ references: [Reference], in context: SourceRange) {
    for reference in references {
      check(reference, [], in: context)
      guard let rest = reference.stepsBeyondObject else { continue }
      diagnostics.append(
        Diagnostic(
          "invalid-dependency", "Invalid depends_on reference",
          "What is depended on is a whole object, such as a resource. Remove \"\(rest.text)\".", at: rest,
          in: context))
    }
  }

  private func outOfContext(_ reference: Reference, _ names: LocalNames) -> Diagnostic? {
    let needed: LocalNames =
      switch reference.subject {
      case .each: .each
      case .countIndex: .count
      case .selfObject: .selfObject
      case .variable, .local, .resource, .module, .path, .terraform: []
      }
    return names.isSuperset(of: needed) ? nil : .outOfContext(reference)
  }

  private func actionAsValue(_ reference: Reference) -> Diagnostic? {
    guard case .resource(let name) = reference.subject, name.mode == .action else { return nil }
    return Diagnostic(
      "reference-out-of-context", "Reference out of context",
      "An action has no value. It can only be named in the \"actions\" of an action_trigger block.",
      at: reference.traversal.range)
  }

  /// A reference from elsewhere to the data source of a check.
  private func outOfCheck(_ reference: Reference) -> Diagnostic? {
    guard case .resource(let name) = reference.subject, let owner = module.resources[name]?.check,
      owner != currentCheck
    else { return nil }
    return Diagnostic(
      "reference-out-of-context", "Reference out of context",
      "\(name) belongs to the check \"\(owner)\", and only the assertions there can refer to it.",
      at: reference.traversal.range)
  }
}

extension ResourceConfig {
  /// What decides how many instances there are and what they are, before any of them exists.
  fileprivate var ownReferences: [Reference] {
    let repetition: [Reference] =
      switch repetition {
      case .single: []
      case .count(let expression), .forEach(let expression), .enabled(let expression):
        expression.references
      }
    return body.references + repetition + dependsOn
      + lifecycle.preconditions.flatMap { $0.condition.references + $0.errorMessage.references }
  }
}

extension Reference {
  /// Whether the reference is to what an instance is known by itself.
  fileprivate var isAboutInstance: Bool {
    switch subject {
    case .selfObject, .countIndex, .each("key"), .path, .terraform: true
    case .variable, .local, .resource, .module, .each: false
    }
  }

  /// The part of the traversal that goes into the object that it names; nil when there is none.
  fileprivate var stepsBeyondObject: SourceRange? {
    let whole: Int
    switch subject {
    case .resource: whole = steps + (key == nil ? 0 : 1)
    case .module: whole = 1 + (key == nil ? 0 : 1)
    case .variable, .local, .path, .terraform, .each, .countIndex, .selfObject: return nil
    }
    let rest = traversal.steps.dropFirst(whole)
    guard let first = rest.first, let last = rest.last else { return nil }
    return first.range.through(last.range)
  }
}
