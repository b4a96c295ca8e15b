import ProviderKit
import Values

/// Reads what Azure answers as the configuration would say it.
///
/// What the configuration does not mention is Azure's business: a field that was recorded as not set stays so, unless
/// Azure is to decide it. What is secret and not given back stays as it was recorded.
enum BodyReader {
  /// - Parameter prior: what is recorded; nil when nothing is, so that everything counts.
  static func object(_ json: JSON, _ shape: Shape, prior: Value?) -> Value {
    let recorded = prior?.keyedElements
    return .object(
      KeyedValues(
        shape.fields.map { field in
          let before = prior == nil ? nil : recorded?[field.name] ?? .null(field.valueType)
          return (field.name, value(in: json, field, before))
        }))
  }

  static func value(in json: JSON, _ field: Field, _ prior: Value?) -> Value {
    if field.path.isEmpty { return prior ?? field.absent }
    let part = json.part(at: field.path)
    switch field.kind {
    case .plain(let coding):
      let now = part.flatMap(coding.read)
      return coding.hidesValues ? hidden(now, field, prior) : single(now, field, prior)
    case .block, .blocks, .blockSet: return blocks(part, field, prior)
    }
  }

  private static func single(_ now: Value?, _ field: Field, _ prior: Value?) -> Value {
    guard let prior else { return now ?? field.absent }
    if prior.isNull { return field.isInferred ? now ?? prior : prior }
    guard let now, now.meaning != nil || !field.isSensitive else {
      return prior.meaning == nil || field.isSensitive ? prior : field.absent
    }
    return field.isSame(prior, now) ? prior : now
  }

  /// The recorded values whose keys are still there.
  private static func hidden(_ now: Value?, _ field: Field, _ prior: Value?) -> Value {
    guard let prior, !prior.isNull else { return field.absent }
    let keys = now?.keyedElements ?? [:]
    let kept = (prior.keyedElements ?? [:]).filter { keys.contains($0.key) }.map { ($0.key, $0.value) }
    return kept.isEmpty && prior.meaning != nil ? field.absent : .map(KeyedValues(kept), of: .string)
  }

  // MARK: Blocks

  private static func blocks(_ json: JSON?, _ field: Field, _ prior: Value?) -> Value {
    guard let shape = field.kind.shape else { return field.absent }
    let now = json?.elements ?? json.map { [$0] } ?? []
    let recorded = prior?.elements ?? []
    if prior != nil, recorded.isEmpty, !field.isInferred { return field.absent }
    if recorded.isEmpty { return field.collection(now.map { object($0, shape, prior: nil) }) }
    if now.isEmpty, recorded.allSatisfy(\.isHollow) { return prior ?? field.absent }
    if case .blockSet = field.kind { return set(now, field, shape, recorded) }
    return field.collection(
      now.enumerated().map { index, element in
        object(element, shape, prior: recorded.indices.contains(index) ? recorded[index] : nil)
      })
  }

  /// Blocks without order are those recorded that say the same.
  private static func set(_ now: [JSON], _ field: Field, _ shape: Shape, _ recorded: [Value]) -> Value {
    var candidates = recorded
    let elements = now.map { element in
      let match = candidates.firstIndex { object(element, shape, prior: $0) == $0 }
      return match.map { candidates.remove(at: $0) } ?? object(element, shape, prior: nil)
    }
    return field.collection(elements)
  }
}

/// Fills in what a plan left open: what is known stays as it was planned, what is not becomes what Azure says.
enum Completion {
  static func object(_ planned: Value, _ shape: Shape, from json: JSON) -> Value {
    guard let attributes = planned.keyedElements else { return BodyReader.object(json, shape, prior: nil) }
    return .object(
      KeyedValues(
        shape.fields.map { field in
          let value = attributes[field.name] ?? .null(field.valueType)
          return (field.name, value.isWhollyKnown ? value : completed(value, field, json))
        }))
  }

  private static func completed(_ planned: Value, _ field: Field, _ json: JSON) -> Value {
    guard let shape = field.kind.shape, let elements = planned.elements else {
      return BodyReader.value(in: json, field, nil)
    }
    let part = json.part(at: field.path)
    let objects = part?.elements ?? part.map { [$0] } ?? []
    return field.collection(
      elements.enumerated().map { index, element in
        object(element, shape, from: objects.indices.contains(index) ? objects[index] : .object([]))
      })
  }
}

extension Value {
  /// Whether no attribute in an object says anything.
  var isHollow: Bool {
    guard let attributes = keyedElements else { return meaning == nil }
    return attributes.values.allSatisfy { value in
      value.meaning == nil || value.elements?.allSatisfy(\.isHollow) == true
    }
  }

  /// The value with nulls for what is not known.
  var settled: Value {
    if isWhollyKnown { return self }
    if case .unknown(let type, _) = content { return .null(type) }
    return mapElements(\.settled)
  }
}
