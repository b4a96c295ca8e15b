import Addresses
import Language
import Values

/// An invocation without its schema, which the provider knows.
extension ActionInvocation: PlanRecord {
  var record: JSON {
    [
      "action": action.record, "trigger": trigger.record, "provider": provider.record,
      "config": config.withoutEphemerals.record, "is_conditional": .bool(isConditional),
    ]
  }

  init(record: JSON) throws(PlanFileError) {
    self.init(
      action: try record.record("action"), trigger: try record.optional("trigger"),
      provider: try record.record("provider"), config: try record.record("config"),
      schema: Schema(block: BlockSchema()),
      isConditional: try record.required("is_conditional").asBool ?? false)
  }
}

extension ActionInvocation.Trigger: PlanRecord {
  var record: JSON {
    [
      "instance": instance.record, "event": .string(event.rawValue), "index": .number(Number(index)),
      "position": .number(Number(position)),
    ]
  }

  init(record: JSON) throws(PlanFileError) {
    guard let event = ActionTrigger.Event(rawValue: try record.string("event")),
      let index = try record.required("index").asInt, let position = try record.required("position").asInt
    else { throw PlanRecordProblem.error("an action is triggered by nothing that is known") }
    self.init(instance: try record.record("instance"), event: event, index: index, position: position)
  }
}
