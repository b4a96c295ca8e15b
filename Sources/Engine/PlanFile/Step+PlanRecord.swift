import Addresses
import DAG
import Language
import Values

extension Step: PlanRecord {
  var record: JSON {
    switch self {
    case .evaluate(let node): ["evaluate": node.record]
    case .read(let address): ["read": address.record]
    case .create(let address): ["create": address.record]
    case .update(let address): ["update": address.record]
    case .delete(let address, let key): ["delete": address.record, "deposed": key.record]
    case .depose(let address, let key): ["depose": address.record, "deposed": key.record]
    case .forget(let address, let key): ["forget": address.record, "deposed": key.record]
    case .collect(let address): ["collect": address.record]
    case .invoke(let index): ["invoke": .number(Number(index))]
    case .deletionsDone(let address): ["deletions_done": address.record]
    }
  }

  init(record: JSON) throws(PlanFileError) {
    let verb = record.members?.first?.key ?? ""
    switch verb {
    case "evaluate": self = .evaluate(try record.record(verb))
    case "read": self = .read(try record.record(verb))
    case "create": self = .create(try record.record(verb))
    case "update": self = .update(try record.record(verb))
    case "delete": self = .delete(try record.record(verb), deposedKey: try record.optional("deposed"))
    case "depose": self = .depose(try record.record(verb), deposedKey: try record.record("deposed"))
    case "forget": self = .forget(try record.record(verb), deposedKey: try record.optional("deposed"))
    case "collect": self = .collect(try record.record(verb))
    case "invoke":
      guard let index = try record.required(verb).asInt else {
        throw PlanRecordProblem.error("a step does an action of no number")
      }
      self = .invoke(index)
    case "deletions_done": self = .deletionsDone(try record.record(verb))
    default: throw PlanRecordProblem.error("there is no step \"\(verb)\"")
    }
  }
}

/// Each node with the places of those it depends on, which stand anywhere in the list.
extension AcyclicGraph: PlanRecord where Node: PlanRecord {
  var record: JSON {
    let places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    return .array(
      nodes.map { node in
        let after = dependencies(of: node).compactMap { places[$0] }.map { JSON.number(Number($0)) }
        return ["do": node.record, "after": .array(after)]
      })
  }

  init(record: JSON) throws(PlanFileError) {
    self.init()
    let entries = record.elements ?? []
    var nodes: [Node] = []
    for entry in entries {
      nodes.append(try entry.record("do"))
      insert(nodes[nodes.count - 1])
    }
    for (node, entry) in zip(nodes, entries) {
      let places = try entry.required("after").elements?.compactMap(\.asInt) ?? []
      guard places.allSatisfy(nodes.indices.contains) else {
        throw PlanRecordProblem.error("a step waits for one that is not there")
      }
      insert(node, dependingOn: places.map { nodes[$0] })
    }
    guard nodes.count == count, cycles().isEmpty else {
      throw PlanRecordProblem.error("its steps wait for one another")
    }
  }
}

extension ConfigNode: PlanRecord {
  var record: JSON {
    switch self {
    case .variable(let module, let name): ["variable": .string(name), "in": module.record]
    case .local(let module, let name): ["local": .string(name), "in": module.record]
    case .output(let module, let name): ["output": .string(name), "in": module.record]
    case .provider(let module, let key):
      ["provider": .string(key.localName), "alias": key.alias.record, "in": module.record]
    case .module(let path): ["module": path.record]
    case .resource(let address): ["resource": address.record]
    case .check(let module, let name): ["check": .string(name), "in": module.record]
    }
  }

  init(record: JSON) throws(PlanFileError) {
    let kind = record.members?.first?.key ?? ""
    switch kind {
    case "variable": self = .variable(try record.record("in"), try record.record(kind))
    case "local": self = .local(try record.record("in"), try record.record(kind))
    case "output": self = .output(try record.record("in"), try record.record(kind))
    case "provider":
      let key = ProviderReference.Key(localName: try record.record(kind), alias: try record.optional("alias"))
      self = .provider(try record.record("in"), key)
    case "module": self = .module(try record.record(kind))
    case "resource": self = .resource(try record.record(kind))
    case "check": self = .check(try record.record("in"), try record.record(kind))
    default: throw PlanRecordProblem.error("there is no node \"\(kind)\"")
    }
  }
}
