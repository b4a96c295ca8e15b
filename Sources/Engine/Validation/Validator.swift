import Addresses
import DAG
public import Diagnostics
import HCL
public import Language
public import ProviderAPI
import Values

/// Checks a configuration against itself and against the schemas of its providers, blocks included that have
/// no instance now.
///
/// Each block is looked at once, with the types of what it refers to and as good as none of the values: an
/// input variable is whatever its type allows, and one member stands for all that `count` or `for_each`
/// makes. So what is found is wrong whatever the variables are.
public struct Validator: Sendable {
  private let root: ModuleConfig
  private let config: ConfigGraph
  private var environment: ScopeEnvironment
  private let pool: ProviderPool

  public init(_ root: ModuleConfig, providers: any ProviderSource, environment: ScopeEnvironment) {
    self.root = root
    config = ConfigGraph(root)
    var environment = environment
    environment.hasValues = false
    self.environment = environment
    pool = ProviderPool(providers)
  }

  /// All that is wrong, and warnings, in the order of the source.
  public func validate() async -> [Diagnostic] {
    var checker = ReferenceChecker()
    checker.check(root)
    let cycles = config.cycleDiagnostics
    // Nothing in a cycle can be evaluated, and a walk ends at it.
    let findings = cycles.isEmpty ? await withFunctions() : cycles
    await pool.close()
    return (checker.diagnostics + findings).withoutRepetitions().inSourceOrder()
  }

  private func withFunctions() async -> [Diagnostic] {
    do {
      var validator = self
      validator.environment = try await pool.environment(environment, callingFrom: config)
      return await validator.walk()
    } catch {
      return (error as? DiagnosticsError)?.diagnostics ?? []
    }
  }

  private func walk() async -> [Diagnostic] {
    let (missing, problems) = await missingProviders()
    var diagnostics = problems
    let visit: @Sendable (ConfigNode, [ConfigNode: NodeOutput]) async -> Visit<NodeOutput> = {
      // What depends on something faulty is looked at all the same.
      .done(await self.visit($0, $1, missing))
    }
    var members: [ConfigNode: Value] = [:]
    _ = try? await config.graph.walk(
      limit: 10, isLight: \.isComputation, visit: visit,
      record: { node, visit in
        diagnostics += visit.output.diagnostics
        members[node] = visit.output.member
      })
    return diagnostics + provisionersOfTheRemoved + config.mistakenSteps(beyond: members)
  }

  private var provisionersOfTheRemoved: [Diagnostic] {
    config.modules.all.flatMap { module in
      module.removed.flatMap { removed in
        let scope = Scope(
          module: module,
          instance: Scope.Instance(eachKey: .dynamic, countIndex: .dynamic, selfObject: .dynamic),
          environment: environment)
        return ProvisionerValidator(
          address: "\(removed.from)", scope: scope, context: removed.range, kinds: pool.provisioners
        ).check(removed.provisioners, connection: removed.connection)
      }
    }
  }

  private func visit(
    _ node: ConfigNode, _ inputs: [ConfigNode: NodeOutput], _ missing: Set<ProviderAddress>
  ) async -> NodeOutput {
    let evaluation = ModuleEvaluation(config: config, environment: environment, node: node, inputs: inputs)
    switch node {
    case .variable(let path, let name):
      return await variable(name, of: path, evaluation)
    case .module(let path):
      return call(of: path, evaluation)
    case .resource(let address):
      return await ResourceValidator(
        evaluation: evaluation, pool: pool, address: address, missingProviders: missing
      ).validate()
    case .provider(let path, let key):
      return await provider(key, of: path, evaluation, missing)
    case .local, .output, .check:
      return await NodeEvaluator(evaluation: evaluation, variables: [:], pool: pool).evaluate().output
    }
  }

  /// Evaluates what the variable is given, and hands on any value that it could be given.
  private func variable(
    _ name: String, of path: ModulePath, _ evaluation: ModuleEvaluation
  ) async -> NodeOutput {
    guard let variable = config.modules[path]?.variables[name] else { return NodeOutput() }
    let value = variable.openValue
    var output = await NodeEvaluator(evaluation: evaluation, variables: [name: value], pool: pool)
      .evaluate().output
    for instance in evaluation.moduleInstances { output.values[instance] = value }
    return output
  }

  private func call(of path: ModulePath, _ evaluation: ModuleEvaluation) -> NodeOutput {
    var output = NodeOutput()
    guard let caller = path.parent.flatMap({ config.modules[$0] }),
      let call = path.names.last.flatMap({ caller.calls[$0] })
    else { return output }
    for instance in evaluation.moduleInstances {
      let scope = evaluation.scope(of: caller, in: instance, for: call.repetition.references)
      var members = MemberEvaluation(scope: scope, context: call.range)
      output.members[instance] = members.anyMember(call.repetition)
      output.diagnostics += members.diagnostics
    }
    return output
  }
}

// MARK: Providers

extension Validator {
  private func provider(
    _ key: ProviderReference.Key, of path: ModulePath, _ evaluation: ModuleEvaluation,
    _ missing: Set<ProviderAddress>
  ) async -> NodeOutput {
    guard let module = config.modules[path], let block = module.providers[key] else { return NodeOutput() }
    let address = module.providerAddress(of: key)
    guard !missing.contains(address) else { return NodeOutput() }
    var output = await NodeEvaluator(evaluation: evaluation, variables: [:], pool: pool).evaluate().output
    guard !output.diagnostics.hasErrors else { return output }
    let origin = BlockOrigin(address: "\(evaluation.node)", body: block.body, header: block.range)
    do {
      for value in output.values.values {
        let findings = try await pool.provider(address).validateConfiguration(value.withoutDeepMarks)
        output.diagnostics += findings.map(origin.diagnostic)
      }
    } catch {
      output.diagnostics += origin.diagnostics(error, doing: "validating")
    }
    return output
  }

  /// The providers that cannot be had, each reported once, where it is first asked for.
  private func missingProviders() async -> (Set<ProviderAddress>, [Diagnostic]) {
    var asked: Set<ProviderAddress> = []
    var missing: Set<ProviderAddress> = []
    var diagnostics: [Diagnostic] = []
    for (address, place, module) in config.providersInUse where asked.insert(address).inserted {
      do { _ = try await pool.provider(address) } catch {
        missing.insert(address)
        let hint = config.advice(about: address, in: module)
        diagnostics.append(
          Diagnostic("missing-provider", "Provider not available", "\(error)\(hint)", at: place))
      }
    }
    return (missing, diagnostics)
  }
}

extension ConfigGraph {
  /// The providers of all resources and provider blocks, each with a place that asks for it: its entry in
  /// `required_providers` where there is one.
  fileprivate var providersInUse: [(ProviderAddress, SourceRange, ModuleConfig)] {
    modules.all.sorted { $0.path < $1.path }.flatMap { module in
      let blocks = module.providers.values.map { (module.providerAddress(of: $0.key), $0.range) }
      let resources = module.resources.values.map {
        (providers.target(for: $0, in: module.path).address.provider, $0.range)
      }
      return (blocks + resources).sorted { $0.1.bytes.lowerBound < $1.1.bytes.lowerBound }.map {
        address, range in (address, module.requirement(for: address)?.range ?? range, module)
      }
    }
  }

  /// What may have been meant by a provider that only the name of a type asks for.
  fileprivate func advice(about address: ProviderAddress, in module: ModuleConfig) -> String {
    guard module.requirement(for: address) == nil else { return "" }
    let suggestion = Suggestion.sentence(for: address.type, in: module.requiredProviders.keys)
    return suggestion.isEmpty ? "" : " It is asked for by the first word of the type.\(suggestion)"
  }
}

extension ModuleConfig {
  fileprivate func requirement(for address: ProviderAddress) -> ProviderRequirement? {
    requiredProviders.values.first { $0.address == address }
  }
}

// MARK: Keys

extension ConfigGraph {
  /// Steps into single members of repeated resources that lead nowhere.
  ///
  /// All members as one value have no type before they are counted, so the evaluation lets such steps pass.
  ///
  /// - Parameter members: what a member of each resource is like.
  fileprivate func mistakenSteps(beyond members: [ConfigNode: Value]) -> [Diagnostic] {
    references.flatMap { node, references in
      references.flatMap { reference -> [Diagnostic] in
        guard reference.key != nil, case .resource(let name) = reference.subject,
          let member = members[.resource(ResourceAddress(node.module, name))]
        else { return [] }
        let range = reference.traversal.range
        let steps = Array(reference.traversal.steps.dropFirst(reference.steps + 1))
        var evaluator = Evaluator(scope: VariableScope())
        _ = evaluator.evaluate(.relative(.literal(member, range), steps, range))
        return evaluator.diagnostics.map { $0.within(header(of: node)) }
      }
    }
  }
}
