import Addresses
import DAG
import Diagnostics
import Language
import StateStorage
import Values

/// Puts the outcome of a plan's walk together.
struct PlanAssembly {
  let context: PlanningContext
  let outputs: [ConfigNode: NodeOutput]
  let orphans: NodeOutput
  let invocations: [ActionInvocation]
  let warnings: [Diagnostic]

  func plan() -> Plan {
    let all = Array(outputs.values) + [orphans]
    var changes = Self.sorted(all.flatMap(\.changes) + readingsForChecks(all))
    nameDeposed(&changes)
    nameOrigins(&changes)
    let planner = context.planner
    let hasMoved = planner.moves?.origins.isEmpty == false
    let moved = hasMoved ? planner.state.changes(since: planner.recordedState) : []
    var drift = Self.sorted(all.flatMap(\.drift))
    nameOrigins(&drift)
    let refreshed = moved + all.flatMap(\.refreshed).sorted { $0.address < $1.address }.map(\.stateChange)
    var priorState = context.planner.state
    for change in refreshed { priorState.apply(change) }
    return Plan(
      mode: context.planner.options.mode,
      steps: StepGraph(context, outputs: outputs, changes, invocations).build(), changes: changes,
      invocations: invocations,
      drift: drift, outputs: outputChanges(),
      priorState: priorState,
      warnings: warnings, refreshed: refreshed, known: outputs.mapValues(\.withoutPlanning),
      config: context.planner.config, checks: CheckReport(all.flatMap(\.checks)))
  }

  /// What checks look at is read again once the plan has changed something.
  private func readingsForChecks(_ all: [NodeOutput]) -> [Change] {
    guard context.planner.options.mode == .normal,
      all.contains(where: {
        $0.changes.contains { $0.action != .noOp && $0.address.resource.mode == .managed }
      })
    else { return [] }
    let planned = Set(all.flatMap(\.changes).map(\.address))
    return all.flatMap(\.readForChecks).filter { !planned.contains($0.address) }
  }

  /// Changes are large: it is their places that are sorted.
  private static func sorted(_ changes: [Change]) -> [Change] {
    changes.indices.sorted { a, b in
      (changes[a].address, changes[a].deposedKey ?? "") < (changes[b].address, changes[b].deposedKey ?? "")
    }.map { changes[$0] }
  }

  /// An object that is replaced after its successor is made needs a name until it is deleted.
  private func nameDeposed(_ changes: inout [Change]) {
    for index in changes.indices where changes[index].action == .createThenDelete {
      changes[index].deposedKey = DeposedKey.make()
    }
  }

  private func nameOrigins(_ changes: inout [Change]) {
    guard let origins = context.planner.moves?.origins, !origins.isEmpty else { return }
    for index in changes.indices where changes[index].recorded != nil {
      if let origin = origins[changes[index].address] { changes[index].previousAddress = origin }
    }
  }

  private func outputChanges() -> [OutputChange] {
    let planner = context.planner
    let declared = planner.config.modules[.root]?.outputs ?? [:]
    let names = Set(declared.keys).union(planner.state.outputs.keys).sorted()
    return names.compactMap { name in
      let recorded = planner.state.outputs[name]
      let isSensitive = declared[name]?.isSensitive ?? recorded?.isSensitive ?? false
      let prior = recorded.map { $0.isSensitive ? $0.value.marked(.sensitive) : $0.value }
      let planned = planned(name)
      guard prior != nil || planned != nil else { return nil }
      return OutputChange(
        name: name, action: action(from: recorded?.value, to: planned), prior: prior ?? .null(.dynamic),
        planned: planned ?? .null(.dynamic), isSensitive: isSensitive)
    }
  }

  /// The output's value after apply; nil when there will be none.
  private func planned(_ name: String) -> Value? {
    if context.planner.options.mode == .destroy { return isKept(name) ? recorded(name) : nil }
    guard let output = outputs[.output(.root, name)] else {
      // Left out by `-target`: as it was.
      let isDeclared = context.planner.config.modules[.root]?.outputs[name] != nil
      return isDeclared ? recorded(name) : nil
    }
    return output.values[.root].flatMap { $0.isNull ? nil : $0 }
  }

  /// Whether the destruction of some targets leaves an output as it is.
  private func isKept(_ name: String) -> Bool {
    let planner = context.planner
    guard planner.options.excluded.isEmpty else {
      let kept = planner.keptByExclusion(context.recorded)
      return planner.config.graph.allDependencies(of: [.output(.root, name)])
        .contains { node in
          guard let address = node.resourceAddress else { return false }
          return kept.contains(address) || planner.options.excluded.contains { $0.mayInclude(address) }
        }
    }
    return !planner.options.targets.isEmpty && !planner.targetedOutputs.contains(name)
  }

  private func recorded(_ name: String) -> Value? { context.planner.state.outputs[name]?.value }

  private func action(from prior: Value?, to planned: Value?) -> Action {
    switch (prior, planned?.withoutDeepMarks) {
    case (nil, nil): .noOp
    case (nil, _): .create
    case (_, nil): .delete
    case (let prior?, let planned?): prior == planned ? .noOp : .update
    }
  }
}

extension RefreshedObject {
  var stateChange: StateChange {
    .object(address, deposedKey: deposedKey, object: object, provider: provider)
  }
}

extension NodeOutput {
  /// Only what evaluation needs.
  fileprivate var withoutPlanning: NodeOutput { NodeOutput(values: values, members: members) }
}
