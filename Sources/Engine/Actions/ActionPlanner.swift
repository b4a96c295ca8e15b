import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// Finds out which actions a plan does: those that its changes trigger, or those that were asked for.
struct ActionPlanner: Sendable {
  private let context: PlanningContext
  /// The outputs of the configuration's nodes.
  private let outputs: [ConfigNode: NodeOutput]
  private(set) var invocations: [ActionInvocation] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(_ context: PlanningContext, outputs: [ConfigNode: NodeOutput]) {
    self.context = context
    self.outputs = outputs
  }

  private var config: ConfigGraph { context.planner.config }

  /// - Parameter changes: in the order in which their actions are to be told.
  mutating func plan(_ changes: [Change]) async {
    for address in context.planner.options.invoking { await invoke(address) }
    for change in changes where change.deposedKey == nil || change.action.isReplace {
      await planTriggers(of: change)
    }
  }

  // MARK: Triggers

  private mutating func planTriggers(of change: Change) async {
    let block = change.address.configAddress
    let events = change.action.events
    guard !events.isEmpty, let resource = config.modules[block.module]?.resources[block.resource] else {
      return
    }
    for (index, trigger) in resource.lifecycle.actionTriggers.enumerated() {
      for event in trigger.events where events.contains(event) {
        var reader = TriggerReader(trigger, of: change, resource, evaluation(of: block))
        let holds = reader.conditionHolds
        let actions = reader.actions
        diagnostics += reader.diagnostics
        guard holds != false else { continue }
        for (position, action) in actions.enumerated() {
          let cause = ActionInvocation.Trigger(
            instance: change.address, event: event, index: index, position: position)
          await add(action, cause, isConditional: holds == nil)
        }
      }
    }
  }

  private func evaluation(of block: ResourceAddress) -> ModuleEvaluation {
    ModuleEvaluation(
      config: config, environment: context.planner.environment, node: .resource(block), inputs: outputs)
  }

  // MARK: What was asked for

  private mutating func invoke(_ address: ResourceInstanceAddress) async {
    guard let output = outputs[.resource(address.configAddress)] else {
      return diagnostics.append(.unknownAction(address))
    }
    let keys = output.members[address.module]?.elements.map(\.key) ?? []
    let wanted = address.key == .none ? keys : keys.filter { $0 == address.key }
    if wanted.isEmpty { diagnostics.append(.unknownAction(address)) }
    for key in wanted {
      await add(ResourceInstanceAddress(address.module, address.resource, key), nil, isConditional: false)
    }
  }

  // MARK: One action

  private mutating func add(
    _ address: ResourceInstanceAddress, _ trigger: ActionInvocation.Trigger?, isConditional: Bool
  ) async {
    let block = address.configAddress
    // What -exclude leaves out is not evaluated.
    guard let action = config.modules[block.module]?.resources[block.resource],
      let output = outputs[.resource(block)]
    else { return }
    guard let value = output.member(address) else { return diagnostics.append(.unknownAction(address)) }
    var target = config.providers.target(for: action, in: block.module)
    let origin = BlockOrigin(address: "\(address)", body: action.body, header: action.range)
    do {
      let schema = try await context.planner.pool.schema(of: action, target.address.provider)
      let member = output.members[address.module]?.elements.first { $0.key == address.key }?.scope
      target.address.key = try evaluation(of: block).providerKey(
        of: action, for: PlannedInstance(address: address, member: member ?? Scope.Instance()))
      let provider = ProviderAccess(context.planner.pool, target, target.node.flatMap { outputs[$0] })
      let findings = try await provider.configured().planAction(
        ActionRequest(type: address.resource.type, config: value.withoutDeepMarks))
      diagnostics += findings.map(origin.diagnostic)
      invocations.append(
        ActionInvocation(
          action: address, trigger: trigger, provider: target.address,
          config: schema.block.markingSensitive(value),
          schema: schema, isConditional: isConditional))
    } catch {
      diagnostics += origin.diagnostics(error, doing: "planning")
    }
  }
}

/// Evaluates one `action_trigger` block for a change, the same way when planning and when applying.
struct TriggerReader {
  private let trigger: ActionTrigger
  private let change: Change
  private let module: ModuleConfig?
  private let context: SourceRange
  private let evaluation: ModuleEvaluation
  private(set) var diagnostics: [Diagnostic] = []

  init(
    _ trigger: ActionTrigger, of change: Change, _ resource: ResourceConfig, _ evaluation: ModuleEvaluation
  ) {
    self.trigger = trigger
    self.change = change
    self.evaluation = evaluation
    context = resource.range
    module = evaluation.config.modules[change.address.module.module]
  }

  /// nil when that is known only after apply.
  var conditionHolds: Bool? {
    mutating get {
      guard let condition = trigger.condition else { return true }
      let value = evaluate(condition, as: .bool)
      guard value.isKnown else { return nil }
      if let holds = value.asBool { return holds }
      diagnostics.append(
        Diagnostic(
          "invalid-condition", "Invalid condition", "The condition is null. It must be true or false.",
          at: condition.range, in: context))
      return false
    }
  }

  var actions: [ResourceInstanceAddress] {
    mutating get {
      var addresses: [ResourceInstanceAddress] = []
      for action in trigger.actions {
        guard let key = key(action) else { continue }
        addresses.append(ResourceInstanceAddress(change.address.module, action.name, key))
      }
      return addresses
    }
  }

  private mutating func key(_ action: ActionTrigger.Action) -> InstanceKey? {
    guard let expression = action.key else { return InstanceKey.none }
    let value = evaluate(expression, as: .dynamic)
    if let index = value.asInt { return .index(index) }
    if let key = value.asString { return .key(key) }
    guard !diagnostics.hasErrors else { return nil }
    diagnostics.append(
      Diagnostic(
        "invalid-trigger", "Invalid action reference",
        "The key must be a whole number or a string that is known when planning.", at: expression.range,
        in: context))
    return nil
  }

  private mutating func evaluate(_ expression: Expression, as type: ValueType) -> Value {
    guard let module else { return .dynamic }
    let scope = evaluation.scope(
      of: module, in: change.address.module, for: expression.references, change.member)
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(expression, as: type)
    diagnostics += evaluator.diagnostics.map { $0.within(context) }
    return value
  }
}

extension Action {
  /// The events that the action is.
  fileprivate var events: Set<ActionTrigger.Event> {
    switch self {
    case .create, .deleteThenCreate, .createThenDelete, .forgetThenCreate: [.beforeCreate, .afterCreate]
    case .update: [.beforeUpdate, .afterUpdate]
    case .noOp, .read, .delete, .forget: []
    }
  }
}

extension Diagnostic {
  fileprivate static func unknownAction(_ address: ResourceInstanceAddress) -> Diagnostic {
    Diagnostic(
      "unknown-action", "No such action",
      "There is no \(address). An action is named as in action.local_command.notify, with a key where there are "
        + "several, and with the modules that it is in.")
  }
}
