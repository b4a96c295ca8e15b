import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import StateStorage
import Values

/// Plans one instance that the configuration wants.
struct InstancePlanner: Sendable {
  let context: PlanningContext
  let evaluation: ModuleEvaluation
  let block: PlannedBlock
  let provider: ProviderAccess
  let instance: PlannedInstance
  /// What the instance is to be imported by, if it is not managed yet.
  var importing: ImportSubject?

  var destructionGuard: DestructionGuard {
    DestructionGuard(
      evaluation: evaluation, module: block.module, resource: block.resource, address: address)
  }

  var options: PlanOptions { context.planner.options }
  var address: ResourceInstanceAddress { instance.address }
  var origin: BlockOrigin {
    BlockOrigin(address: "\(address)", body: block.resource.body, header: block.resource.range)
  }

  func plan() async -> InstancePlan {
    var result = InstancePlan()
    let conditions = InstanceConditions(evaluation: evaluation, block: block, instance: instance)
    conditions.checkPreconditions(&result.diagnostics, &result.checks)
    guard !result.diagnostics.hasErrors else { return result }
    do {
      guard let config = try await configuration(&result) else { return result }
      switch address.resource.mode {
      case .managed: try await ManagedPlanner(instance: self, config: config).plan(&result)
      case .data: try await DataPlanner(instance: self, config: config).plan(&result)
      case .ephemeral, .action:
        preconditionFailure("Only what is recorded is planned. This is a bug in rcw.")
      }
    } catch {
      let isData = address.resource.mode == .data
      result.diagnostics += origin.diagnostics(error, doing: isData ? "reading" : "planning")
    }
    if !result.diagnostics.hasErrors {
      conditions.checkPostconditions(result.value, &result.diagnostics, &result.checks)
    }
    if block.resource.check != nil { result.blameCheck() }
    return result
  }

  /// The block's content in the provider's schema, accepted by the provider; nil when it is faulty.
  private func configuration(_ result: inout InstancePlan) async throws -> Value? {
    let scope = evaluation.scope(
      of: block.module, in: address.module, for: evaluation.config.references[evaluation.node] ?? [],
      instance.member)
    var decoder = BodyDecoder(scope: scope, resource: block.resource)
    let config = decoder.decode(block.resource.body, schema: block.schema.block)
    result.diagnostics += decoder.diagnostics
    guard !decoder.diagnostics.hasErrors else { return nil }
    let kind = address.resource.mode.kind
    let findings = try await provider.unconfigured().validate(
      kind, address.resource.type, config.withoutDeepMarks)
    result.diagnostics += findings.map(origin.diagnostic)
    return result.diagnostics.hasErrors ? nil : config
  }
}

/// Evaluates the pre- and postconditions of one instance.
struct InstanceConditions {
  let evaluation: ModuleEvaluation
  let block: PlannedBlock
  let instance: PlannedInstance

  func checkPreconditions(_ diagnostics: inout [Diagnostic], _ outcomes: inout [CheckOutcome]) {
    check(block.resource.lifecycle.preconditions, .resourcePrecondition, nil, &diagnostics, &outcomes)
  }

  /// - Parameter object: what `self` means; conditions on what is not known yet are left for later.
  func checkPostconditions(
    _ object: Value, _ diagnostics: inout [Diagnostic], _ outcomes: inout [CheckOutcome]
  ) {
    check(block.resource.lifecycle.postconditions, .resourcePostcondition, object, &diagnostics, &outcomes)
  }

  private func check(
    _ rules: [CheckRule], _ kind: CheckEvaluator.Kind, _ selfObject: Value?,
    _ diagnostics: inout [Diagnostic], _ outcomes: inout [CheckOutcome]
  ) {
    guard !rules.isEmpty else { return }
    var member = instance.member
    member.selfObject = selfObject
    let address = instance.address
    let scope = evaluation.scope(of: block.module, in: address.module, for: rules.references, member)
    var evaluator = CheckEvaluator(scope: scope, context: block.resource.range)
    for rule in rules {
      outcomes.append(
        CheckOutcome(
          kind: .resource, module: address.module, name: "\(address.resource)", key: address.key,
          status: evaluator.check(rule, kind)))
    }
    outcomes[outcomes.count - 1].messages = evaluator.messages
    diagnostics += evaluator.diagnostics.map { diagnostic in
      var placed = diagnostic
      placed.address = "\(address)"
      return placed
    }
  }
}
