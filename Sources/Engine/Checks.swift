import Addresses
public import Language
public import Values

/// What the conditions of one object have come to: of a `check` block, of a resource's or an output's pre- and
/// postconditions, of a variable's validations.
public struct CheckOutcome: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case check
    case output = "output_value"
    case resource
    case variable = "var"
  }

  public var kind: Kind
  /// The module instance that the object is in.
  var module: ModuleInstancePath
  /// Within the module: `check.health`, `docker_container.box`.
  var name: String
  var key: InstanceKey = .none
  public var status: CheckStatus
  /// What the failed conditions say.
  public var messages: [String] = []

  /// The address of the block: `module.net.check.health`.
  public var block: String { module.isRoot ? name : "\(module.module).\(name)" }
  /// The address of the object: `module.net[0].check.health`.
  public var object: String { module.isRoot ? "\(name)\(key)" : "\(module).\(name)\(key)" }

  /// The same object's outcome with what was found later.
  func adding(_ later: CheckOutcome) -> CheckOutcome {
    var sum = self
    sum.status = max(status, later.status) { $0.gravity < $1.gravity }
    sum.messages += later.messages
    return sum
  }
}

private func max(_ a: CheckStatus, _ b: CheckStatus, by isLess: (CheckStatus, CheckStatus) -> Bool)
  -> CheckStatus
{
  isLess(a, b) ? b : a
}

extension CheckStatus {
  /// Of several conditions, the gravest outcome is that of all.
  fileprivate var gravity: Int {
    switch self {
    case .passed: 0
    case .undecided: 1
    case .failed: 2
    case .invalid: 3
    }
  }

  fileprivate var word: String {
    switch self {
    case .passed: "pass"
    case .undecided: "unknown"
    case .failed: "fail"
    case .invalid: "error"
    }
  }

  fileprivate init?(word: String?) {
    guard let found = [CheckStatus.passed, .undecided, .failed, .invalid].first(where: { $0.word == word })
    else { return nil }
    self = found
  }
}

/// The outcomes of all conditions, as states record them and documents show them.
public struct CheckReport: Hashable, Sendable {
  public let outcomes: [CheckOutcome]

  public init(_ outcomes: some Sequence<CheckOutcome>) {
    var byObject: [String: CheckOutcome] = [:]
    for outcome in outcomes {
      let key = "\(outcome.kind.rawValue) \(outcome.object)"
      byObject[key] = byObject[key]?.adding(outcome) ?? outcome
    }
    self.outcomes = byObject.values.sorted {
      ($0.kind.rawValue, $0.block, $0.module, $0.key) < ($1.kind.rawValue, $1.block, $1.module, $1.key)
    }
  }

  /// What was found again takes the place of what was found before.
  public func updated(with later: CheckReport) -> CheckReport {
    let news = Set(later.outcomes.map(\.object))
    return CheckReport(outcomes.filter { !news.contains($0.object) } + later.outcomes)
  }

  /// The outcomes of each block.
  private var blocks: [[CheckOutcome]] {
    var blocks: [[CheckOutcome]] = []
    for outcome in outcomes {
      if blocks.last?.first?.kind == outcome.kind, blocks.last?.first?.block == outcome.block {
        blocks[blocks.count - 1].append(outcome)
      } else {
        blocks.append([outcome])
      }
    }
    return blocks
  }

  private static func status(of block: [CheckOutcome]) -> String {
    block.map(\.status).max { $0.gravity < $1.gravity }?.word ?? "unknown"
  }
}

// MARK: In states

extension CheckReport {
  /// `check_results` of the state format.
  public var record: JSON {
    outcomes.isEmpty
      ? .null
      : .array(
        blocks.map { block in
          [
            "object_kind": .string(block[0].kind.recordWord), "config_addr": .string(block[0].block),
            "status": .string(Self.status(of: block)), "objects": .array(block.map(\.record)),
          ]
        })
  }

  /// What a state records; what cannot be read there is left out.
  public init(record: JSON) {
    let outcomes = (record.elements ?? []).flatMap { block -> [CheckOutcome] in
      guard let kind = block["object_kind"]?.asString.flatMap(CheckOutcome.Kind.init(recordWord:)) else {
        return []
      }
      return (block["objects"]?.elements ?? []).compactMap { CheckOutcome(record: $0, kind) }
    }
    self.init(outcomes)
  }
}

extension CheckOutcome.Kind {
  fileprivate var recordWord: String { self == .output ? "output" : rawValue }

  fileprivate init?(recordWord: String) {
    self.init(rawValue: recordWord == "output" ? "output_value" : recordWord)
  }
}

extension CheckOutcome {
  fileprivate var record: JSON {
    .members([
      "object_addr": .string(object), "status": .string(status.word),
      "failure_messages": messages.isEmpty ? nil : .array(messages.map(JSON.string)),
    ])
  }

  fileprivate init?(record: JSON, _ kind: Kind) {
    guard let text = record["object_addr"]?.asString,
      let status = CheckStatus(word: record["status"]?.asString)
    else { return nil }
    // All of them are written like resources.
    guard let address = ResourceInstanceAddress(text) else { return nil }
    self.init(
      kind: kind, module: address.module, name: "\(address.resource)", key: address.key, status: status,
      messages: (record["failure_messages"]?.elements ?? []).compactMap(\.asString))
  }
}

// MARK: In documents

extension CheckReport {
  /// `checks` of Terraform's JSON documents; nil when there are none.
  public var document: JSON? {
    outcomes.isEmpty
      ? nil
      : .array(
        blocks.map { block in
          [
            "address": block[0].blockDocument, "status": .string(Self.status(of: block)),
            "instances": .array(block.map(\.document)),
          ]
        })
  }
}

extension CheckOutcome {
  fileprivate var blockDocument: JSON {
    let resource = kind == .resource ? ResourceInstanceAddress(name)?.resource : nil
    let plain = name.split(separator: ".", maxSplits: 1).last.map(String.init) ?? name
    return .members([
      "to_display": .string(block), "kind": .string(kind.rawValue),
      "module": module.isRoot ? nil : .string("\(module.module)"),
      "mode": resource.map { .string($0.mode.rawValue) }, "type": resource.map { .string($0.type) },
      "name": .string(resource?.name ?? plain),
    ])
  }

  fileprivate var document: JSON {
    .members([
      "address": .members([
        "to_display": .string(object), "module": module.isRoot ? nil : .string("\(module)"),
        "instance_key": key.document,
      ]),
      "status": .string(status.word),
      "problems": messages.isEmpty ? nil : .array(messages.map { ["message": .string($0)] }),
    ])
  }
}
