import Addresses
import DAG
public import Diagnostics
public import HCL
public import Language
public import ProviderAPI
public import StateStorage
public import Values

/// Answers questions about a configuration from its text and from what is recorded, without a look at the
/// world.
public struct Inspector: Sendable {
  private let root: ModuleConfig
  let config: ConfigGraph
  let state: StateSnapshot
  private let variables: [String: Value]
  private(set) var environment: ScopeEnvironment
  let pool: ProviderPool

  /// - Parameter variables: a value for every input variable of the root module, converted and marked.
  public init(
    _ root: ModuleConfig, state: StateSnapshot, variables: [String: Value], providers: any ProviderSource,
    environment: ScopeEnvironment
  ) {
    self.root = root
    config = ConfigGraph(root)
    self.state = state
    self.variables = variables
    self.environment = environment
    pool = ProviderPool(providers)
  }

  /// The value of an expression as the root module would have it. What is not recorded is known after apply.
  ///
  /// - Returns: with the value all problems of the expression and of what it refers to.
  public func evaluate(_ expression: Expression) async -> (value: Value, diagnostics: [Diagnostic]) {
    do {
      var inspector = self
      inspector.environment = try await pool.environment(
        environment, callingFrom: config, and: expression.range.file)
      return await inspector.evaluated(expression)
    } catch {
      return (.dynamic, (error as? DiagnosticsError)?.diagnostics ?? [])
    }
  }

  private func evaluated(_ expression: Expression) async -> (value: Value, diagnostics: [Diagnostic]) {
    let references = expression.references
    var checker = ReferenceChecker()
    checker.check(expression, in: root)
    let problems = checker.diagnostics + config.cycleDiagnostics
    guard problems.isEmpty else { return (.dynamic, problems) }
    let wanted = references.flatMap { config.nodes(of: $0, in: .root) }.filter(config.graph.contains)
    let graph = config.graph.keeping(wanted)
    var diagnostics: [Diagnostic] = []
    let summary = try? await graph.walk(
      limit: 1, visit: { node, inputs in .done(await visit(node, inputs)) },
      record: { _, visit in diagnostics += visit.output.diagnostics })
    let inputs = summary?.outputs ?? [:]
    // The node is only there to say in whose names the expression is written.
    let evaluation = ModuleEvaluation(
      config: config, environment: environment, node: .local(.root, ""), inputs: inputs)
    var evaluator = Evaluator(scope: evaluation.scope(of: root, in: .root, for: references))
    let value = evaluator.evaluate(expression)
    return (value, (diagnostics + evaluator.diagnostics).withoutRepetitions())
  }

  public func close() async { await pool.close() }

  func visit(_ node: ConfigNode, _ inputs: [ConfigNode: NodeOutput]) async -> NodeOutput {
    let evaluation = ModuleEvaluation(config: config, environment: environment, node: node, inputs: inputs)
    guard let address = node.resourceAddress else {
      return await NodeEvaluator(evaluation: evaluation, variables: variables, pool: pool).evaluate().output
    }
    return await resource(address, evaluation)
  }

  private func resource(_ address: ResourceAddress, _ evaluation: ModuleEvaluation) async -> NodeOutput {
    var output = NodeOutput()
    guard let module = config.modules[address.module], let resource = module.resources[address.resource]
    else { return output }
    let provider = config.providers.target(for: resource, in: address.module).address.provider
    do {
      let schema = try await pool.schema(of: resource, provider)
      let reader = RecordReader(pool: pool, provider: provider, schema: schema, state: state)
      for path in evaluation.moduleInstances {
        let scope = evaluation.scope(of: module, in: path, for: resource.repetition.references)
        var members = MemberEvaluation(scope: scope, context: resource.range)
        guard let found = members.members(resource.repetition) else { continue }
        var objects: [InstanceKey: Value] = [:]
        for (key, _) in found.elements {
          objects[key] = try await reader.object(ResourceInstanceAddress(path, address.resource, key))
        }
        let value = found.assemble { objects[$0] }
        output.values[path] = address.resource.mode == .ephemeral ? value.marked(.ephemeral) : value
      }
    } catch {
      let origin = BlockOrigin(address: "\(address)", body: resource.body, header: resource.range)
      output.diagnostics += origin.diagnostics(error, doing: "reading the record of")
    }
    return output
  }
}

/// Reads recorded objects.
private struct RecordReader {
  let pool: ProviderPool
  let provider: ProviderAddress
  let schema: Schema
  let state: StateSnapshot

  /// The object as recorded, with marks; one of which nothing is known when there is no record.
  func object(_ address: ResourceInstanceAddress) async throws -> Value {
    guard let recorded = state.instance(at: address)?.current else { return schema.block.openObject }
    return try await ObjectCodec(type: address.resource.type, schema: schema).decode(
      recorded, provider: pool.provider(provider))
  }
}
