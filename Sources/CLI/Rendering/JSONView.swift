import Addresses
import Diagnostics
import Engine
import StateStorage
import Values

/// Shows a run to a program: one JSON object a line, in the form of Terraform's machine-readable output,
/// version 1.2. `@module` is what Terraform writes, for the programs that look for it.
struct JSONView: View {
  private let output = Output.standard

  init() {
    line(
      "version", "rcw \(Version.number)",
      [
        .init("rcw", .string(Version.number)), .init("terraform", .string(StateFile.writtenVersion)),
        .init("ui", "1.2"),
      ])
  }

  func show(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      let label = diagnostic.severity == .error ? "Error" : "Warning"
      line(
        "diagnostic", "\(label): \(diagnostic.summary)",
        level: diagnostic.severity == .error ? "error" : "warn",
        [.init("diagnostic", DiagnosticJSON(diagnostic).json)])
    }
  }

  func show(_ event: EngineEvent) {
    let text = EventText(event).line ?? ""
    switch event {
    case .refreshStarted(let address, let id): line("refresh_start", text, [hook(address, nil, id: id)])
    case .refreshEnded(let address, let id):
      let suffix = id.map { " [id=\($0)]" } ?? ""
      line("refresh_complete", "\(address): Refresh complete\(suffix)", [hook(address, nil, id: id)])
    case .started(let address, let action, let id): line("apply_start", text, [hook(address, action, id: id)])
    case .stillRunning(let address, let action, let id, let elapsed):
      line("apply_progress", text, [hook(address, action, id: id, took: elapsed)])
    case .progressed(let address, let action, _): line("provider_progress", text, [hook(address, action)])
    case .passing, .imported: break
    case .ended(let address, let action, let id, let took):
      line("apply_complete", text, [hook(address, action, id: id, took: took)])
    case .provisionerStarted(let address, let kind):
      line("provision_start", text, [provisioner(address, kind)])
    case .provisionerSaid(let address, let kind, let said):
      line("provision_progress", "\(address): (\(kind)): \(said)", [provisioner(address, kind, said)])
    case .provisionerEnded(let address, let kind, hasFailed: true):
      line(
        "provision_errored", "\(address): (\(kind)) Provisioning errored", level: "error",
        [provisioner(address, kind)])
    case .provisionerEnded(let address, let kind, hasFailed: false):
      line("provision_complete", "\(address): (\(kind)) Provisioning complete", [provisioner(address, kind)])
    case .ephemeral(let address, let stage): show(stage, of: address, text)
    case .action(let invocation, let stage): show(stage, of: invocation, text)
    case .delivered(let address, _): line("delivery_complete", text, [hook(address, nil)])
    case .failed(let address, let action, let took):
      line("apply_errored", text, level: "error", [hook(address, action, took: took)])
    }
  }

  func show(_ plan: Plan) {
    for change in plan.drift { line("resource_drift", "\(change.address): Drift detected", [member(change)]) }
    for change in plan.changes where !change.isUnremarkable {
      line("planned_change", "\(change.address): Plan to \(Self.name(change))", [member(change)])
    }
    let counts = ChangeSummary(plan.changes)
    summary(
      counts, "plan",
      "Plan: \(counts.imports > 0 ? "\(counts.imports) to import, " : "")\(counts.create) to add, \(counts.update) to change, \(counts.delete) to destroy."
    )
    let outputs = plan.outputs.map { output in
      JSON.Member(
        output.name,
        ["sensitive": .bool(output.isSensitive), "action": .string(Self.name(output.action))])
    }
    if !outputs.isEmpty { line("outputs", "Outputs: \(outputs.count)", [.init("outputs", .object(outputs))]) }
  }

  func show(_ outcome: Outcome, of plan: Plan) {
    let isDestroy = plan.mode == .destroy
    summary(outcome.summary, isDestroy ? "destroy" : "apply", OutcomeText(outcome, of: plan).headline)
  }

  func show(_ outputs: [String: OutputState]) {
    let members = outputs.sorted { $0.key < $1.key }.map { name, output in
      var json: JSON = ["sensitive": .bool(output.isSensitive), "type": JSON(output.value.type)]
      if !output.isSensitive { json["value"] = output.valueJSON }
      return JSON.Member(name, json)
    }
    line("outputs", "Outputs: \(members.count)", [.init("outputs", .object(members))])
  }

  func say(_ text: String) { note(text) }

  func note(_ text: String) { line("log", text.trimmed, []) }

  // MARK: Parts

  private func line(
    _ type: String, _ message: String, level: String = "info", _ members: [JSON.Member]
  ) {
    let head: [JSON.Member] = [
      .init("@level", .string(level)), .init("@message", .string(message)), .init("@module", "terraform.ui"),
      .init("@timestamp", .string(Timestamp.preciseNow)), .init("type", .string(type)),
    ]
    output.print(JSON.object(head + members).text() + "\n")
  }

  private func summary(_ summary: ChangeSummary, _ operation: String, _ message: String) {
    line(
      "change_summary", message,
      [
        .init(
          "changes",
          [
            "add": .number(Number(summary.create)), "change": .number(Number(summary.update)),
            "import": .number(Number(summary.imports)),
            "remove": .number(Number(summary.delete)), "operation": .string(operation),
          ])
      ])
  }

  private func member(_ change: Change) -> JSON.Member {
    var json: JSON = ["resource": resource(change.address), "action": .string(Self.name(change))]
    json["previous_resource"] = change.previousAddress.map(resource)
    json["importing"] = change.importing?.document
    if let reason = change.reason { json["reason"] = .string(Self.name(reason)) }
    return .init("change", json)
  }

  private func hook(
    _ address: ResourceInstanceAddress, _ action: Action?, id: String? = nil, took: Duration? = nil
  ) -> JSON.Member {
    var json: JSON = ["resource": resource(address)]
    if let action { json["action"] = .string(Self.name(action)) }
    if let id {
      json["id_key"] = "id"
      json["id_value"] = .string(id)
    }
    if let took { json["elapsed_seconds"] = .number(Number(Int(took.components.seconds))) }
    return .init("hook", json)
  }

  private func show(_ stage: EphemeralStage, of address: ResourceInstanceAddress, _ text: String) {
    let (type, action): (String, JSON) =
      switch stage {
      case .opening: ("ephemeral_op_start", "open")
      case .opened: ("ephemeral_op_complete", "open")
      case .closing: ("ephemeral_op_start", "close")
      case .closed: ("ephemeral_op_complete", "close")
      }
    line(type, text, [.init("hook", ["resource": resource(address), "action": action])])
  }

  private func provisioner(
    _ address: ResourceInstanceAddress, _ kind: String, _ said: String? = nil
  ) -> JSON.Member {
    var json: JSON = ["resource": resource(address), "provisioner": .string(kind)]
    if let said { json["output"] = .string(said) }
    return .init("hook", json)
  }

  private func resource(_ address: ResourceInstanceAddress) -> JSON {
    let key: JSON =
      switch address.key {
      case .none: .null
      case .index(let index): .number(Number(index))
      case .key(let key): .string(key)
      }
    return [
      "addr": .string("\(address)"), "module": .string("\(address.module)"),
      "resource": .string("\(address.resource)\(address.key)"),
      "implied_provider": .string(String(address.resource.type.prefix { $0 != "_" })),
      "resource_type": .string(address.resource.type), "resource_name": .string(address.resource.name),
      "resource_key": key,
    ]
  }

  private func show(_ stage: ActionStage, of invocation: ActionInvocation, _ text: String) {
    var hook: JSON = [
      "address": .string("\(invocation.action)"), "type": .string(invocation.action.resource.type),
      "name": .string(invocation.action.resource.name),
    ]
    if let trigger = invocation.trigger { hook["triggering_resource"] = .string("\(trigger.instance)") }
    switch stage {
    case .started: line("action_start", text, [.init("hook", hook)])
    case .progressed(let said):
      hook["message"] = .string(said)
      line("action_progress", text, [.init("hook", hook)])
    case .completed: line("action_complete", text, [.init("hook", hook)])
    case .failed: line("action_errored", text, level: "error", [.init("hook", hook)])
    case .skipped: line("action_skipped", text, [.init("hook", hook)])
    }
  }

  /// What a plan calls the whole of a change.
  private static func name(_ change: Change) -> String {
    guard change.action == .noOp else { return name(change.action) }
    return change.importing != nil ? "import" : change.previousAddress != nil ? "move" : "noop"
  }

  private static func name(_ action: Action) -> String {
    switch action {
    case .noOp: "noop"
    case .deleteThenCreate, .createThenDelete, .forgetThenCreate: "replace"
    case .forget: "remove"
    case .create, .read, .update, .delete: action.rawValue
    }
  }

  private static func name(_ reason: ActionReason) -> String {
    switch reason {
    case .cannotUpdate: "cannot_update"
    case .isTainted: "tainted"
    case .wasRequested: "requested"
    case .wasTriggered: "replace_triggered_by"
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

extension String {
  /// Without line ends at either end.
  fileprivate var trimmed: String {
    let isEnd: (Character) -> Bool = { $0.isNewline }
    return String(drop(while: isEnd).reversed().drop(while: isEnd).reversed())
  }
}
