import Addresses
import Encodings
import Language
import StateStorage
import Values

/// A change without its schema, which the provider knows.
struct ChangeRecord: PlanRecord {
  let change: Change

  init(_ change: Change) { self.change = change }

  var record: JSON {
    [
      "address": change.address.record, "deposed": change.deposedKey.record,
      "action": .string(change.action.rawValue), "reason": (change.reason?.rawValue).record,
      "provider": change.provider.record, "prior": change.prior.record, "planned": change.planned.record,
      "config": change.config.record, "requires_replace": change.requiresReplace.record,
      "recorded": change.recorded.record,
      "private": .string(Base64.standard.encode(change.privateData)),
      "deletion_private": change.deletionPrivateData.map { Base64.standard.encode($0) }.record,
      "member": change.member.record,
      "dependencies": change.dependencies.record, "create_before_destroy": .bool(change.createBeforeDestroy),
      "skip_destroy": .bool(change.keepsObject),
      "import": change.importing.record, "previous_address": change.previousAddress.record,
      "prior_identity": change.priorIdentity.record, "planned_identity": change.plannedIdentity.record,
    ]
  }

  init(record: JSON) throws(PlanFileError) {
    guard let action = Action(rawValue: try record.string("action")) else {
      throw PlanRecordProblem.error("a change does nothing that is known")
    }
    var change = Change(
      address: try record.record("address"), deposedKey: try record.optional("deposed"), action: action,
      reason: record["reason"]?.asString.flatMap(ActionReason.init(rawValue:)),
      provider: try record.record("provider"), prior: try record.record("prior"),
      planned: try record.record("planned"), requiresReplace: try record.records("requires_replace"),
      schema: Schema(block: BlockSchema()), recorded: try record.optional("recorded"))
    change.config = try record.record("config")
    change.privateData = Base64.standard.decode(try record.string("private")) ?? []
    let deletionPrivateData: String? = try record.optional("deletion_private")
    change.deletionPrivateData = deletionPrivateData.flatMap { Base64.standard.decode($0) }
    change.member = try record.record("member")
    change.dependencies = try record.records("dependencies")
    change.createBeforeDestroy = try record.required("create_before_destroy").asBool ?? false
    change.keepsObject = record["skip_destroy"]?.asBool ?? false
    change.importing = try record.optional("import")
    change.previousAddress = try record.optional("previous_address")
    change.priorIdentity = try record.optional("prior_identity")
    change.plannedIdentity = try record.optional("planned_identity")
    self.change = change
  }
}

extension ImportSubject: PlanRecord {
  var record: JSON {
    switch self {
    case .id(let id): ["id": .string(id)]
    case .identity(let value): ["identity": value.record]
    }
  }

  init(record: JSON) throws(PlanFileError) {
    if let identity: Value = try record.optional("identity") {
      self = .identity(identity)
    } else {
      self = .id(try record.string("id"))
    }
  }
}

extension OutputChange: PlanRecord {
  var record: JSON {
    [
      "name": .string(name), "action": .string(action.rawValue), "prior": prior.record,
      "planned": planned.record, "is_sensitive": .bool(isSensitive),
    ]
  }

  init(record: JSON) throws(PlanFileError) {
    guard let action = Action(rawValue: try record.string("action")) else {
      throw PlanRecordProblem.error("an output does nothing that is known")
    }
    self.init(
      name: try record.record("name"), action: action, prior: try record.record("prior"),
      planned: try record.record("planned"),
      isSensitive: try record.required("is_sensitive").asBool ?? true)
  }
}

extension StateChange: PlanRecord {
  var record: JSON { json }

  init(record: JSON) throws(PlanFileError) {
    guard let change = StateChange(record) else {
      throw PlanRecordProblem.error("a refreshed object is faulty")
    }
    self = change
  }
}

extension ObjectState: PlanRecord {
  var record: JSON { json }

  init(record: JSON) throws(PlanFileError) {
    do { try self.init(record) } catch { throw PlanRecordProblem.error("a recorded object is faulty") }
  }
}
