import Addresses
import Language
import Values

/// Only what evaluation needs.
extension NodeOutput: PlanRecord {
  var record: JSON {
    [
      "values": .array(
        values.sorted { $0.key < $1.key }.map {
          ["in": $0.key.record, "value": $0.value.withoutEphemerals.record]
        }),
      "members": .array(
        members.sorted { $0.key < $1.key }.map { ["in": $0.key.record, "members": $0.value.record] }),
    ]
  }

  init(record: JSON) throws(PlanFileError) {
    self.init()
    for entry in try record.required("values").elements ?? [] {
      values[try entry.record("in")] = try entry.record("value") as Value
    }
    for entry in try record.required("members").elements ?? [] {
      members[try entry.record("in")] = try entry.record("members") as Members
    }
  }
}

extension Members: PlanRecord {
  var record: JSON {
    [
      "shape": .string(shape.rawValue), "is_known": .bool(isKnown),
      "elements": .array(elements.map { ["key": $0.key.record, "scope": $0.scope.record] }),
    ]
  }

  init(record: JSON) throws(PlanFileError) {
    guard let shape = Shape(rawValue: try record.string("shape")) else {
      throw PlanRecordProblem.error("a repetition is of no kind")
    }
    self.init(shape: shape, elements: [], isKnown: try record.required("is_known").asBool ?? false)
    for element in try record.required("elements").elements ?? [] {
      elements.append((try element.record("key"), try element.record("scope")))
    }
  }
}

extension Scope.Instance: PlanRecord {
  var record: JSON {
    let named = [
      ("each_key", eachKey), ("each_value", eachValue), ("count_index", countIndex), ("self", selfObject),
    ]
    return .object(named.compactMap { name, value in value.map { JSON.Member(name, $0.record) } })
  }

  init(record: JSON) throws(PlanFileError) {
    self.init(
      eachKey: try record.optional("each_key"), eachValue: try record.optional("each_value"),
      countIndex: try record.optional("count_index"), selfObject: try record.optional("self"))
  }
}
