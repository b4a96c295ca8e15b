import Addresses
import Language
import StateStorage
public import Values

/// A plan for programs: what `show -json FILE` prints, in Terraform's format 1.2.
public struct PlanDocument: Sendable {
  private let plan: Plan
  private let variables: [String: Value]
  private let prior: [StoredObject]
  private let created: String

  /// - Parameters:
  ///   - prior: the objects of the plan's prior state.
  ///   - created: when the plan was made, as RFC 3339 says it.
  public init(_ plan: Plan, variables: [String: Value], prior: [StoredObject], created: String) {
    self.plan = plan
    self.variables = variables.filter { !$0.value.deepMarks.contains(.ephemeral) }
    self.prior = prior
    self.created = created
  }

  public var json: JSON {
    .members([
      "format_version": "1.2", "terraform_version": .string(StateFile.writtenVersion),
      "variables": variables.isEmpty ? nil : variablesJSON, "planned_values": plannedValues,
      "resource_drift": plan.drift.isEmpty ? nil : .array(plan.drift.map(resourceChange)),
      "resource_changes": plan.changes.isEmpty ? nil : .array(plan.changes.map(resourceChange)),
      "action_invocations": plan.invocations.isEmpty ? nil : .array(plan.invocations.map(invocation)),
      "output_changes": plan.outputs.isEmpty ? nil : .object(plan.outputs.map(outputChange)),
      "checks": plan.checks.document, "prior_state": priorState,
      "configuration": plan.config.modules[.root].map { ConfigurationDocument($0).json },
      "timestamp": .string(created), "applyable": .bool(!plan.isEmpty), "complete": true, "errored": false,
    ])
  }

  private var variablesJSON: JSON {
    .object(variables.sorted { $0.key < $1.key }.map { JSON.Member($0.key, ["value": $0.value.document]) })
  }

  private var priorState: JSON? {
    plan.priorState.isEmpty ? nil : StateDocument(prior, beforePlanOf: plan.priorState).json
  }

  private var plannedValues: JSON {
    let resources = plan.changes.filter { $0.address.resource.mode == .managed && !$0.planned.isNull }
      .map { change in
        ResourceDocument(
          address: change.address, provider: change.provider, schemaVersion: change.schema.version,
          value: change.planned,
          identity: change.plannedIdentity.map { (change.schema.identity?.version ?? 0, $0.document) })
      }
    let outputs = plan.outputs.filter { !$0.planned.isNull }.map { output in
      JSON.Member(
        output.name,
        .members([
          "sensitive": .bool(output.isSensitive),
          "type": output.planned.isWhollyKnown ? JSON(output.planned.type) : nil,
          "value": output.planned.isWhollyKnown ? output.planned.document : nil,
        ]))
    }
    return .members([
      "outputs": outputs.isEmpty ? nil : .object(outputs),
      "root_module": ModuleDocument(path: .root, resources: resources).json,
    ])
  }

  // MARK: Changes

  private func resourceChange(_ change: Change) -> JSON {
    let address = change.address
    return .members([
      "address": .string("\(address)"),
      "previous_address": change.previousAddress.map { .string("\($0)") },
      "module_address": address.module.isRoot ? nil : .string("\(address.module)"),
      "mode": .string(address.resource.mode.rawValue), "type": .string(address.resource.type),
      "name": .string(address.resource.name), "index": address.key.document,
      "provider_name": .string("\(change.provider.provider)"),
      "deposed": change.action == .delete ? change.deposedKey.map(JSON.string) : nil,
      "change": identified(
        change, self.change(change.action, change.prior, change.planned, change.requiresReplace)),
      "action_reason": change.documentReason.map(JSON.string),
    ])
  }

  private func invocation(_ invocation: ActionInvocation) -> JSON {
    let address = invocation.action
    return .members([
      "address": .string("\(address)"), "type": .string(address.resource.type),
      "name": .string(address.resource.name), "config_values": invocation.config.document,
      "config_sensitive": invocation.config.sensitiveMask, "config_unknown": invocation.config.unknownMask,
      "provider_name": .string("\(invocation.provider.provider)"),
      "lifecycle_action_trigger": invocation.trigger?.document,
      "invoke_action_trigger": invocation.trigger == nil ? .object([]) : nil,
    ])
  }

  private func identified(_ change: Change, _ json: JSON) -> JSON {
    var json = json
    json["importing"] = change.importing?.document(found: change.priorIdentity)
    json["before_identity"] = change.priorIdentity?.document
    json["after_identity"] = change.plannedIdentity?.document
    return json
  }

  private func outputChange(_ output: OutputChange) -> JSON.Member {
    var json = change(output.action, output.prior, output.planned, [])
    if output.planned.isNull { json["after_unknown"] = false }
    json["before_sensitive"] = .bool(output.isSensitive)
    json["after_sensitive"] = .bool(output.isSensitive)
    return JSON.Member(output.name, json)
  }

  private func change(
    _ action: Action, _ before: Value, _ after: Value, _ replaced: [AttributePath]
  ) -> JSON {
    .members([
      "actions": .array(action.documentNames.map(JSON.string)),
      "before": before.document, "after": after.document,
      "after_unknown": after.isNull ? [:] : after.unknownMask,
      "before_sensitive": before.isNull ? false : before.sensitiveMask,
      "after_sensitive": after.isNull ? false : after.sensitiveMask,
      "replace_paths": replaced.isEmpty ? nil : .array(replaced.map(\.document)),
    ])
  }
}

extension Action {
  fileprivate var documentNames: [String] {
    switch self {
    case .deleteThenCreate: ["delete", "create"]
    case .createThenDelete: ["create", "delete"]
    case .forgetThenCreate: ["forget", "create"]
    case .noOp, .create, .read, .update, .delete, .forget: [rawValue]
    }
  }
}

extension ActionInvocation.Trigger {
  fileprivate var document: JSON {
    [
      "triggering_resource_address": .string("\(instance)"),
      "action_trigger_event": .string(
        event.rawValue.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()),
      "action_trigger_block_index": .number(Number(index)), "actions_list_index": .number(Number(position)),
    ]
  }
}

extension Change {
  fileprivate var documentReason: String? {
    switch reason {
    case nil: nil
    case .cannotUpdate: "replace_because_cannot_update"
    case .isTainted: "replace_because_tainted"
    case .wasRequested: "replace_by_request"
    case .wasTriggered: "replace_by_triggers"
    case .notInConfiguration: "delete_because_no_resource_config"
    case .countIndex: "delete_because_count_index"
    case .eachKey: "delete_because_each_key"
    case .isDisabled: "delete_because_enabled_false"
    case .wrongRepetition: "delete_because_wrong_repetition"
    case .moduleIsGone: "delete_because_no_module"
    case .configIsUnknown: "read_because_config_unknown"
    case .dependencyIsPending: "read_because_dependency_pending"
    case .belongsToCheck: "read_because_check_nested"
    }
  }
}

extension ImportSubject {
  public var document: JSON { document(found: nil) }

  /// - Parameter identity: that of the object that was found, of which the configuration may have said a part.
  fileprivate func document(found identity: Value?) -> JSON {
    switch self {
    case .id(let id): ["id": .string(id)]
    case .identity(let part): ["identity": (identity ?? part).document]
    }
  }
}

extension AttributePath {
  fileprivate var document: JSON {
    .array(
      steps.compactMap { step in
        switch step {
        case .attribute(let name), .key(let name): .string(name)
        case .index(let index): .number(Number(index))
        case .element: nil
        }
      })
  }
}
