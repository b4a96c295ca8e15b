import Values

/// A value with all that it carries. Booleans, numbers, strings and tuples stand for themselves; the rest are
/// objects with one member that says what they are.
extension Value: PlanRecord {
  var record: JSON {
    marks.isEmpty ? bareRecord : ["marked": .number(Number(Int(marks.rawValue))), "value": bareRecord]
  }

  private var bareRecord: JSON {
    switch content {
    case .null(let type): ["null": JSON(type)]
    case .unknown(let type, let refinement): ["unknown": JSON(type), "refinement": refinement.record]
    case .bool(let bool): .bool(bool)
    case .number(let number): .number(number)
    case .string(let string): .string(string)
    case .tuple(let elements): elements.record
    case .list(let elements, let type): ["list": elements.record, "of": JSON(type)]
    case .set(let elements, let type): ["set": elements.record, "of": JSON(type)]
    case .map(let elements, let type): ["map": elements.record, "of": JSON(type)]
    case .object(let attributes): ["object": attributes.record]
    }
  }

  init(record: JSON) throws(PlanFileError) {
    switch record {
    case .bool(let bool): self = .bool(bool)
    case .number(let number): self = .number(number)
    case .string(let string): self = .string(string)
    case .array: self = .tuple(try [Value](record: record))
    case .null: throw PlanRecordProblem.error("a value is missing")
    case .object(let members): self = try Self.tagged(members.first?.key ?? "", record)
    }
  }

  private static func tagged(_ tag: String, _ record: JSON) throws(PlanFileError) -> Value {
    switch tag {
    case "marked":
      let marks = try record.required(tag).asInt.flatMap { UInt8(exactly: $0) }
      return try Value(record: record.required("value")).marked(Marks(rawValue: marks ?? .max))
    case "null": return .null(try ValueType(record: record.required(tag)))
    case "unknown":
      return .unknown(try ValueType(record: record.required(tag)), try record.record("refinement"))
    case "list": return .list(try record.records(tag), of: try record.record("of"))
    case "set": return Value(.set(try record.records(tag), element: try record.record("of")))
    case "map": return .map(try record.record(tag), of: try record.record("of"))
    case "object": return .object(try record.record(tag))
    default: throw PlanRecordProblem.error("a value is of no kind")
    }
  }
}

extension KeyedValues: PlanRecord {
  var record: JSON { .object(map { JSON.Member($0.key, $0.value.record) }) }

  init(record: JSON) throws(PlanFileError) {
    guard let members = record.members else { throw PlanRecordProblem.error("elements are missing") }
    var pairs: [(String, Value)] = []
    for member in members { pairs.append((member.key, try Value(record: member.value))) }
    self.init(pairs)
  }
}

extension ValueType: PlanRecord {
  var record: JSON { JSON(self) }

  init(record: JSON) throws(PlanFileError) {
    do { self = try ValueType(record) } catch { throw PlanRecordProblem.error("a type cannot be read") }
  }
}

extension Refinement: PlanRecord {
  var record: JSON {
    var members: [JSON.Member] = []
    if isNotNull { members.append(.init("not_null", true)) }
    if !prefix.isEmpty { members.append(.init("prefix", .string(prefix))) }
    if minLength > 0 { members.append(.init("min", .number(Number(minLength)))) }
    if maxLength < .max { members.append(.init("max", .number(Number(maxLength)))) }
    return .object(members)
  }

  init(record: JSON) throws(PlanFileError) {
    self.init(
      isNotNull: record["not_null"]?.asBool ?? false, prefix: record["prefix"]?.asString ?? "",
      minLength: record["min"]?.asInt ?? 0, maxLength: record["max"]?.asInt ?? .max)
  }
}
