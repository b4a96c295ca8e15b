import Addresses
import Encodings
import Language
import Values

/// What can stand in a plan file.
protocol PlanRecord {
  var record: JSON { get }
  init(record: JSON) throws(PlanFileError)
}

/// A part of a plan file that is not what it should be.
struct PlanRecordProblem {
  static func error(_ what: String) -> PlanFileError {
    PlanFileError(.malformed, "The plan file is damaged: \(what). Make a new plan with rcw plan -out.")
  }
}

extension JSON {
  /// The member that has to be there.
  func required(_ key: String) throws(PlanFileError) -> JSON {
    guard let value = self[key] else { throw PlanRecordProblem.error("\"\(key)\" is missing") }
    return value
  }

  func string(_ key: String) throws(PlanFileError) -> String {
    guard let string = try required(key).asString else {
      throw PlanRecordProblem.error("\"\(key)\" is no string")
    }
    return string
  }

  /// The member as a record; nil when it is missing or null.
  func optional<Record: PlanRecord>(_ key: String) throws(PlanFileError) -> Record? {
    guard let value = self[key], !value.isNull else { return nil }
    return try Record(record: value)
  }

  func record<Record: PlanRecord>(_ key: String) throws(PlanFileError) -> Record {
    try Record(record: required(key))
  }

  func records<Record: PlanRecord>(_ key: String) throws(PlanFileError) -> [Record] {
    try Array(record: required(key))
  }
}

extension Array: PlanRecord where Element: PlanRecord {
  var record: JSON { .array(map(\.record)) }

  init(record: JSON) throws(PlanFileError) {
    guard let elements = record.elements else { throw PlanRecordProblem.error("a list is missing") }
    self = []
    reserveCapacity(elements.count)
    for element in elements { append(try Element(record: element)) }
  }
}

extension Optional where Wrapped: PlanRecord {
  var record: JSON { self?.record ?? .null }
}

// MARK: Addresses, as they are written

extension PlanRecord where Self: CustomStringConvertible {
  var record: JSON { .string(description) }

  static func parse(_ record: JSON, _ read: (String) -> Self?) throws(PlanFileError) -> Self {
    guard let text = record.asString, let value = read(text) else {
      throw PlanRecordProblem.error("an address cannot be read")
    }
    return value
  }
}

extension ResourceInstanceAddress: PlanRecord {
  init(record: JSON) throws(PlanFileError) {
    self = try Self.parse(record) { ResourceInstanceAddress($0) }
  }
}

extension ResourceAddress: PlanRecord {
  init(record: JSON) throws(PlanFileError) { self = try Self.parse(record) { ResourceAddress($0) } }
}

extension ModuleInstancePath: PlanRecord {
  init(record: JSON) throws(PlanFileError) { self = try Self.parse(record) { ModuleInstancePath($0) } }
}

extension ProviderConfigAddress: PlanRecord {
  init(record: JSON) throws(PlanFileError) { self = try Self.parse(record) { ProviderConfigAddress($0) } }
}

extension String: PlanRecord {
  init(record: JSON) throws(PlanFileError) {
    guard let string = record.asString else { throw PlanRecordProblem.error("a string is missing") }
    self = string
  }
}

extension ModulePath: PlanRecord {
  var record: JSON { names.record }
  init(record: JSON) throws(PlanFileError) { self.init(try [String](record: record)) }
}

extension InstanceKey: PlanRecord {
  var record: JSON {
    switch self {
    case .none: .null
    case .index(let index): .number(Number(index))
    case .key(let key): .string(key)
    }
  }

  init(record: JSON) throws(PlanFileError) {
    switch record {
    case .null: self = .none
    case .string(let key): self = .key(key)
    case .number(let number):
      guard let index = number.int else { throw PlanRecordProblem.error("an index is no integer") }
      self = .index(index)
    case .bool, .array, .object: throw PlanRecordProblem.error("an instance key is neither string nor number")
    }
  }
}

extension AttributePath: PlanRecord {
  var record: JSON {
    .array(
      steps.map { step in
        switch step {
        case .attribute(let name): .string(name)
        case .index(let index): .number(Number(index))
        case .key(let key): ["key": .string(key)]
        case .element(let value): ["element": value.record]
        }
      })
  }

  init(record: JSON) throws(PlanFileError) {
    var steps: [Step] = []
    for step in record.elements ?? [] {
      switch step {
      case .string(let name): steps.append(.attribute(name))
      case .number(let number): steps.append(.index(number.int ?? 0))
      case .object:
        if let element: Value = try step.optional("element") {
          steps.append(.element(element))
        } else {
          steps.append(.key(try step.string("key")))
        }
      case .null, .bool, .array: throw PlanRecordProblem.error("a path has a faulty step")
      }
    }
    self.init(steps)
  }
}
