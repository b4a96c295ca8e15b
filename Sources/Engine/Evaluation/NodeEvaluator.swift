import Addresses
import DAG
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// Evaluates the nodes that are no resources, the same way when planning and when applying.
struct NodeEvaluator: Sendable {
  let evaluation: ModuleEvaluation
  /// The values of the root module's input variables.
  let variables: [String: Value]
  let pool: ProviderPool

  private var config: ConfigGraph { evaluation.config }

  func evaluate() async -> Visit<NodeOutput> {
    var output = NodeOutput()
    switch evaluation.node {
    case .variable(let module, let name): variable(name, of: module, &output)
    case .local(let module, let name): local(name, of: module, &output)
    case .output(let module, let name): moduleOutput(name, of: module, &output)
    case .provider(let module, let key): await provider(key, of: module, &output)
    case .module(let path): members(of: path, &output)
    case .check(let module, let name): check(name, of: module, &output)
    case .resource: preconditionFailure("A resource is planned, not evaluated. This is a bug in rcw.")
    }
    return output.diagnostics.hasErrors ? .failed(output) : .done(output)
  }

  private func variable(_ name: String, of path: ModulePath, _ output: inout NodeOutput) {
    guard let module = config.modules[path], let variable = module.variables[name] else { return }
    for instance in evaluation.moduleInstances {
      let value = path.isRoot ? variables[name] : argument(for: variable, in: instance, &output)
      guard let value else { continue }
      output.values[instance] = value
      let scope = evaluation.scope(of: module, in: instance, for: variable.validations.references)
      let problems = variable.check(value, in: scope)
      output.diagnostics += problems
      guard !variable.validations.isEmpty else { continue }
      output.checks.append(
        CheckOutcome(
          kind: .variable, module: instance, name: "var.\(name)",
          status: problems.hasErrors ? .failed : value.isWhollyKnown ? .passed : .undecided))
    }
  }

  /// The value that the call of a module gives to one of its variables.
  private func argument(
    for variable: VariableConfig, in instance: ModuleInstancePath, _ output: inout NodeOutput
  ) -> Value? {
    guard let callerPath = instance.parent, let step = instance.steps.last,
      let caller = config.modules[callerPath.module], let call = caller.calls[step.name]
    else { return nil }
    guard let argument = call.inputs.first(where: { $0.name == variable.name }) else {
      if let value = variable.valueWhenNotGiven { return value }
      output.diagnostics.append(missing(variable, call))
      return nil
    }
    let member = evaluation.inputs[.module(instance.module)]?.members[callerPath]?.elements
      .first { $0.key == step.key }?.scope
    let scope = evaluation.scope(
      of: caller, in: callerPath, for: argument.value.references, member ?? Scope.Instance())
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(argument.value)
    output.diagnostics += evaluator.diagnostics.map { $0.within(call.range) }
    if evaluator.diagnostics.hasErrors { return nil }
    if !variable.isEphemeral, value.deepMarks.contains(.ephemeral) {
      output.diagnostics.append(
        Diagnostic(
          "ephemeral-value", "Ephemeral value not allowed",
          "The value is ephemeral, and var.\(variable.name) of the module does not say so: it needs ephemeral = true.",
          at: argument.value.range, in: call.range))
    }
    do {
      return try variable.accept(value, at: argument.value.range, in: call.range)
    } catch {
      output.diagnostics += error.diagnostics
      return nil
    }
  }

  private func missing(_ variable: VariableConfig, _ call: ModuleCallConfig) -> Diagnostic {
    Diagnostic(
      "missing-argument", "Missing required argument",
      "The argument \"\(variable.name)\" is required by the module, and the call does not set it.",
      at: call.range)
  }

  private func local(_ name: String, of path: ModulePath, _ output: inout NodeOutput) {
    guard let module = config.modules[path], let local = module.locals[name] else { return }
    for instance in evaluation.moduleInstances {
      output.values[instance] = value(of: local.value, in: local.context, module, instance, &output)
    }
  }

  private func moduleOutput(_ name: String, of path: ModulePath, _ output: inout NodeOutput) {
    guard let module = config.modules[path], let declared = module.outputs[name] else { return }
    for instance in evaluation.instances(of: path) {
      guard let override = config.override(of: instance) else { continue }
      output.values[instance] = override.outputs[name] ?? .null(.dynamic)
    }
    for instance in evaluation.moduleInstances {
      guard preconditionsHold(of: declared, module, instance, &output) else { continue }
      do {
        let value = try declared.accept(
          value(of: declared.value, in: declared.range, module, instance, &output))
        if let problem = ephemeralProblem(declared, value, isRoot: path.isRoot) {
          output.diagnostics.append(problem)
        }
        if path.isRoot, !declared.isSensitive, value.deepMarks.contains(.sensitive) {
          output.diagnostics.append(leak(declared))
        }
        output.values[instance] = value
      } catch {
        output.diagnostics += error.diagnostics
      }
    }
  }

  private func preconditionsHold(
    of declared: OutputConfig, _ module: ModuleConfig, _ instance: ModuleInstancePath,
    _ output: inout NodeOutput
  ) -> Bool {
    let scope = evaluation.scope(of: module, in: instance, for: declared.preconditions.references)
    var evaluator = CheckEvaluator(scope: scope, context: declared.range)
    for rule in declared.preconditions {
      let status = evaluator.check(rule, .outputPrecondition)
      output.checks.append(
        CheckOutcome(
          kind: .output, module: instance, name: "output.\(declared.name)", status: status))
    }
    if !evaluator.messages.isEmpty, let last = output.checks.indices.last {
      output.checks[last].messages = evaluator.messages
    }
    output.diagnostics += evaluator.diagnostics
    return !evaluator.diagnostics.hasErrors
  }

  private func ephemeralProblem(
    _ declared: OutputConfig, _ value: Value, isRoot: Bool
  ) -> Diagnostic? {
    func problem(_ detail: String) -> Diagnostic {
      Diagnostic(
        "ephemeral-output", "Ephemeral value not allowed", detail, at: declared.value.range,
        in: declared.range)
    }
    if isRoot {
      guard declared.isEphemeral || value.deepMarks.contains(.ephemeral) else { return nil }
      return problem(
        "The outputs of the root module are stored in the state, so none of them can be ephemeral. "
          + "ephemeralasnull() leaves out what is.")
    }
    guard !declared.isEphemeral, value.deepMarks.contains(.ephemeral) else { return nil }
    return problem(
      "The value is ephemeral, and the output does not say so. Add this argument to it:\n    ephemeral = true"
    )
  }

  private func leak(_ declared: OutputConfig) -> Diagnostic {
    Diagnostic(
      "sensitive-output", "Output refers to sensitive values",
      "To keep sensitive values from being shown by accident, an output that derives from one must say so. "
        + "Add this argument to the output if that is what you want:\n    sensitive = true",
      at: declared.value.range, in: declared.range)
  }

  private func provider(
    _ key: ProviderReference.Key, of path: ModulePath, _ output: inout NodeOutput
  ) async {
    guard let module = config.modules[path], let block = module.providers[key] else { return }
    let address = module.providerAddress(of: key)
    let origin = BlockOrigin(address: "\(evaluation.node)", body: block.body, header: block.range)
    output.origin = origin
    do {
      let schema = try await pool.provider(address).configurationSchema()
      for instance in evaluation.moduleInstances {
        provider(block, schema.block, of: module, in: instance, &output)
      }
    } catch {
      output.diagnostics += origin.diagnostics(error, doing: "starting")
    }
  }

  private func provider(
    _ block: ProviderConfig, _ schema: BlockSchema, of module: ModuleConfig, in instance: ModuleInstancePath,
    _ output: inout NodeOutput
  ) {
    func config(_ member: Scope.Instance) -> Value {
      let scope = evaluation.scope(of: module, in: instance, for: block.body.references, member)
      var decoder = BodyDecoder(scope: scope, context: block.range)
      decoder.allowsEphemeral = true
      let value = decoder.decode(block.body, schema: schema)
      output.diagnostics += decoder.diagnostics
      return value
    }
    guard case .forEach = block.repetition else {
      output.values[instance] = block.standIn == nil ? config(Scope.Instance()) : schema.emptyConfig
      return
    }
    let scope = evaluation.scope(of: module, in: instance, for: block.repetition.references)
    var evaluator = MemberEvaluation(scope: scope, context: block.range)
    if !evaluation.environment.hasValues {
      // One stands for all of them.
      output.values[instance] = config(evaluator.anyMember(block.repetition).elements[0].scope)
    } else if let members = evaluator.members(block.repetition) {
      output.members[instance] = members
      let configs = Dictionary(uniqueKeysWithValues: members.elements.map { ($0.key, config($0.scope)) })
      output.values[instance] = members.assemble { configs[$0] }
    }
    output.diagnostics += evaluator.diagnostics
  }

  /// Whether the assertions hold; nothing about a check stops a run.
  private func check(_ name: String, of path: ModulePath, _ output: inout NodeOutput) {
    guard let module = config.modules[path], let check = module.checks[name] else { return }
    let problems =
      check.data.flatMap { evaluation.inputs[.resource(ResourceAddress(path, $0))]?.checkProblems } ?? []
    for instance in evaluation.moduleInstances {
      var outcome = CheckOutcome(kind: .check, module: instance, name: "check.\(name)", status: .passed)
      if problems.isEmpty {
        evaluate(check, of: module, &outcome, &output)
      } else {
        outcome.status = .failed
        outcome.messages = problems
      }
      output.checks.append(outcome)
      output.values[instance] =
        outcome.status == .undecided ? .unknown(.bool) : .bool(outcome.status == .passed)
    }
  }

  private func evaluate(
    _ check: CheckConfig, of module: ModuleConfig, _ outcome: inout CheckOutcome, _ output: inout NodeOutput
  ) {
    let scope = evaluation.scope(of: module, in: outcome.module, for: check.assertions.references)
    var evaluator = CheckEvaluator(scope: scope, context: check.range)
    for rule in check.assertions {
      var found = outcome
      found.status = evaluator.check(rule, .assertion)
      outcome = outcome.adding(found)
    }
    outcome.messages = evaluator.messages
    // A condition that cannot be evaluated at all is an error only for who looks at the text alone.
    output.diagnostics +=
      evaluation.environment.hasValues
      ? evaluator.diagnostics.map(\.asWarning) : evaluator.diagnostics.filter { $0.severity == .error }
  }

  private func members(of path: ModulePath, _ output: inout NodeOutput) {
    guard let callerPath = path.parent, let name = path.names.last,
      let caller = config.modules[callerPath], let call = caller.calls[name]
    else { return }
    for instance in evaluation.moduleInstances {
      let scope = evaluation.scope(of: caller, in: instance, for: call.repetition.references)
      var members = MemberEvaluation(scope: scope, context: call.range)
      output.members[instance] = members.members(call.repetition)
      output.diagnostics += members.diagnostics
    }
  }

  /// The value of an expression of the node, whose references the graph knows.
  private func value(
    of expression: Expression, in context: SourceRange, _ module: ModuleConfig,
    _ instance: ModuleInstancePath, _ output: inout NodeOutput
  ) -> Value {
    var evaluator = Evaluator(
      scope: evaluation.scope(of: module, in: instance, for: config.references[evaluation.node] ?? []))
    let value = evaluator.evaluate(expression)
    output.diagnostics += evaluator.diagnostics.map { $0.within(context) }
    return value
  }
}

extension Diagnostic {
  var asWarning: Diagnostic {
    var warning = self
    warning.severity = .warning
    return warning
  }
}
