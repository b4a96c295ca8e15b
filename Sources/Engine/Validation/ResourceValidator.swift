import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// Validates one `resource` or `data` block.
struct ResourceValidator: Sendable {
  let evaluation: ModuleEvaluation
  let pool: ProviderPool
  let address: ResourceAddress
  let missingProviders: Set<ProviderAddress>

  func validate() async -> NodeOutput {
    var output = NodeOutput()
    guard let module = evaluation.config.modules[address.module],
      let resource = module.resources[address.resource]
    else { return output }
    let provider = evaluation.config.providers.target(for: resource, in: address.module).address.provider
    for instance in evaluation.moduleInstances {
      let scope = evaluation.scope(of: module, in: instance, for: resource.repetition.references)
      var members = MemberEvaluation(scope: scope, context: resource.range)
      let any = members.anyMember(resource.repetition)
      output.diagnostics += members.diagnostics
      guard !missingProviders.contains(provider) else { continue }
      let block = BlockInValidation(
        resource: resource, module: module, instance: instance, member: any.elements[0].scope)
      await validate(block, provider, any, &output)
    }
    return output
  }

  private func validate(
    _ block: BlockInValidation, _ provider: ProviderAddress, _ members: Members, _ output: inout NodeOutput
  ) async {
    let resource = block.resource
    let origin = BlockOrigin(address: "\(address)", body: resource.body, header: resource.range)
    do {
      let schema = try await pool.schema(of: resource, provider).block
      var decoder = BodyDecoder(scope: scope(of: block), resource: resource)
      let config = decoder.decode(resource.body, schema: schema)
      output.diagnostics += decoder.diagnostics
      if !decoder.diagnostics.hasErrors {
        let findings = try await pool.provider(provider).validate(
          resource.kind, resource.name.type, config.withoutDeepMarks)
        output.diagnostics += findings.map(origin.diagnostic)
      }
      output.diagnostics += mistakenIgnoredPaths(of: resource, schema)
      let object = resource.name.mode == .ephemeral ? schema.openObject.marked(.ephemeral) : schema.openObject
      output.diagnostics += checkConditions(of: block, object) + checkTriggers(of: block)
      output.diagnostics += ProvisionerValidator(
        address: "\(address)", scope: self.scope(of: block, selfObject: object), context: resource.range,
        kinds: pool.provisioners
      ).check(resource.provisioners, connection: resource.connection)
      output.member = object
      output.values[block.instance] = members.isKnown ? object : Value.dynamic.marked(object.marks)
    } catch {
      output.diagnostics += origin.diagnostics(error, doing: "validating")
    }
  }

  private func scope(of block: BlockInValidation, selfObject: Value? = nil) -> Scope {
    var member = block.member
    member.selfObject = selfObject
    return evaluation.scope(
      of: block.module, in: block.instance, for: evaluation.config.references[evaluation.node] ?? [], member)
  }

  /// What `ignore_changes` names that the schema does not have.
  private func mistakenIgnoredPaths(of resource: ResourceConfig, _ schema: BlockSchema) -> [Diagnostic] {
    guard case .paths(let paths) = resource.lifecycle.ignoreChanges else { return [] }
    let names = Array(schema.attributes.keys) + schema.blocks.keys
    return paths.compactMap { path, range in
      guard case .attribute(let name)? = path.steps.first, !names.contains(name) else { return nil }
      return Diagnostic(
        "unsupported-attribute", "Unsupported attribute",
        "Blocks of this type have no argument or block named \"\(name)\" whose changes could be ignored."
          + Suggestion.sentence(for: name, in: names), at: range, in: resource.range)
    }
  }

  /// What can be told of triggers' conditions and keys without values.
  private func checkTriggers(of block: BlockInValidation) -> [Diagnostic] {
    block.resource.lifecycle.actionTriggers.flatMap { trigger in
      let expressions = [trigger.condition].compactMap(\.self)
      return expressions.flatMap { expression in
        var evaluator = Evaluator(
          scope: evaluation.scope(
            of: block.module, in: block.instance, for: expression.references, block.member))
        _ = evaluator.evaluate(expression, as: .bool)
        return evaluator.diagnostics.map { $0.within(block.resource.range) }
      }
    }
  }

  private func checkConditions(of block: BlockInValidation, _ object: Value) -> [Diagnostic] {
    let lifecycle = block.resource.lifecycle
    var before = CheckEvaluator(scope: scope(of: block), context: block.resource.range)
    for rule in lifecycle.preconditions { _ = before.check(rule, .resourcePrecondition) }
    var after = CheckEvaluator(scope: scope(of: block, selfObject: object), context: block.resource.range)
    for rule in lifecycle.postconditions { _ = after.check(rule, .resourcePostcondition) }
    return before.diagnostics + after.diagnostics
  }
}

/// A block with the module instance and the member that stand for all.
private struct BlockInValidation {
  var resource: ResourceConfig
  var module: ModuleConfig
  var instance: ModuleInstancePath
  var member: Scope.Instance
}
