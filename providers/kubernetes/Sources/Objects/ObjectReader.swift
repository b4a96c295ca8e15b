import Encodings
import ProviderKit
import Values

/// Reads the API's object as the configuration would say it.
///
/// What the configuration does not mention is the server's business, so that defaults and what admission adds are
/// no drift: a field that was recorded as not set stays so, unless the schema has the server decide it.
struct ObjectReader {
  /// Whose labels and annotations are not looked at, unless the configuration has them.
  var ignored = IgnoredKeys()

  /// - Parameter prior: what is recorded; nil when nothing is, so that everything counts.
  func object(_ json: JSON, _ shape: Shape, prior: Value?) -> Value {
    let recorded = prior?.keyedElements
    return .object(
      KeyedValues(
        shape.fields.map { field in
          let before = prior == nil ? nil : recorded?[field.name] ?? .null(field.valueType)
          return (field.name, value(in: json, field, before))
        }))
  }

  private func value(in json: JSON, _ field: Field, _ prior: Value?) -> Value {
    if field.isLocal { return local(field, prior) }
    if case .inline(let shape) = field.kind {
      return .list([object(json, shape, prior: prior?.elements?.first)], of: shape.objectType)
    }
    let part = json[field.api].flatMap { $0.isNull ? nil : $0 }
    if field.kind.shape != nil { return blocks(part, field, prior) }
    return field.isMap ? map(part, field, prior) : single(part.flatMap(field.value), field, prior)
  }

  private func local(_ field: Field, _ prior: Value?) -> Value {
    if let prior { return prior }
    return field.origin == .computed ? .string("") : field.absent
  }

  // MARK: Single values and lists of them

  private func single(_ now: Value?, _ field: Field, _ prior: Value?) -> Value {
    guard let prior else { return now.flatMap { $0 == field.usual ? nil : $0 } ?? field.absent }
    if prior.isNull { return field.isInferred ? now ?? prior : field.absent }
    guard let now else { return prior.meaning == nil ? prior : field.absent }
    return field.isSame(prior, now) ? prior : now
  }

  // MARK: Maps

  private func map(_ json: JSON?, _ field: Field, _ prior: Value?) -> Value {
    let recorded = prior?.keyedElements
    var now = json.flatMap(field.value)?.keyedElements ?? [:]
    if field.isOfTools { now = ignored.removed(from: now, named: field.name, besides: recorded ?? [:]) }
    if let prior, prior.isNull, !field.isInferred, !field.isWholly { return prior }
    if let recorded, field.isInferred, !field.isSensitive {
      now = KeyedValues(now.filter { recorded[$0.key] != nil }.map { ($0.key, $0.value) })
    }
    let kept = KeyedValues(
      now.map { key, value in
        let before = recorded?[key]
        return (key, before.map { field.isSame($0, value) ? $0 : value } ?? value)
      })
    if kept.isEmpty { return prior.map { $0.meaning == nil ? $0 : field.absent } ?? field.absent }
    return .map(kept, of: .string)
  }

  // MARK: Blocks

  private func blocks(_ json: JSON?, _ field: Field, _ prior: Value?) -> Value {
    guard let shape = field.kind.shape else { return field.absent }
    let now = json?.elements ?? json.map { [$0] } ?? []
    let recorded = prior?.elements ?? []
    if prior != nil, recorded.isEmpty, !field.isInferred { return field.none }
    if recorded.isEmpty {
      let found = now.filter { !field.isInjected($0) && !field.isNothing($0) }
      return field.collection(found.map { object($0, shape, prior: nil) })
    }
    if now.isEmpty, recorded.allSatisfy({ $0.meaning == nil || $0.isHollow }) { return prior ?? field.none }
    let pairs = Pairing(recorded, now, field)
    let kept = pairs.pairs.map { before, after in object(after, shape, prior: before) }
    let more = pairs.rest.filter { !field.isInjected($0) }.map { object($0, shape, prior: nil) }
    return field.collection(kept + more)
  }
}

extension Field {
  /// What is recorded when the API's object does not have it.
  var absent: Value {
    if case .defaulted(let value) = origin { return value }
    return .null(valueType)
  }

  /// No block.
  var none: Value {
    guard let shape = kind.shape else { return .null(valueType) }
    if case .blockSet = kind { return .set([], of: shape.objectType) }
    return .list([], of: shape.objectType)
  }

  func collection(_ elements: [Value]) -> Value {
    guard let shape = kind.shape else { return .null(valueType) }
    if case .blockSet = kind { return .set(elements, of: shape.objectType) }
    return .list(elements, of: shape.objectType)
  }

  var isMap: Bool {
    switch kind {
    case .map, .quantities, .base64Map: true
    case .bool, .int, .number, .string, .count, .intOrString, .mode, .quantity, .list, .set, .block,
      .blocks, .blockSet, .inline:
      false
    }
  }

  /// Whether tools other than this one write into the map.
  var isOfTools: Bool { name == "labels" || name == "annotations" }

  /// Whether the map is all the object is about, so that whatever is in it counts.
  fileprivate var isWholly: Bool { isOfTools || ["data", "binaryData"].contains(api) }

  /// An object that servers add without anything in it.
  fileprivate func isNothing(_ json: JSON) -> Bool {
    guard json.members?.isEmpty == true else { return false }
    return isInferred || name == "security_context"
  }

  /// What every pod gets, whatever its configuration (service account admission, default tolerations).
  func isInjected(_ json: JSON) -> Bool {
    let name = json["name"]?.asString ?? ""
    switch self.name {
    case "volume": return name.hasPrefix("kube-api-access-") || name.hasPrefix("default-token-")
    case "volume_mount":
      return json["mountPath"]?.asString == "/var/run/secrets/kubernetes.io/serviceaccount"
    case "toleration": return json["key"]?.asString?.hasPrefix("node.kubernetes.io/") ?? false
    default: return false
    }
  }

  /// Whether two known values mean the same to the server.
  func isSame(_ one: Value, _ other: Value) -> Bool {
    if one == other || one.meaning == nil && other.meaning == nil { return true }
    guard let one = one.asString, let other = other.asString else { return false }
    switch kind {
    case .quantity, .quantities: return Quantity.isSame(one, other)
    case .mode: return Int(one, radix: 8) == Int(other, radix: 8)
    case .count: return Int(one) == Int(other)
    case .bool, .int, .number, .string, .intOrString, .map, .base64Map, .list, .set, .block, .blocks,
      .blockSet, .inline:
      return false
    }
  }

  /// The value of the API's JSON; nil when it is of another kind.
  func value(_ json: JSON) -> Value? {
    switch kind {
    case .bool: return json.asBool.map(Value.bool)
    case .int, .number: return json.asNumber.map(Value.number)
    case .string, .count, .intOrString, .quantity: return json.plainText.map(Value.string)
    case .mode: return json.asInt.map { .string("0" + String($0, radix: 8)) }
    case .map, .quantities: return map(json) { $0 }
    case .base64Map:
      return map(json) { Base64.standard.decode($0).map { String(decoding: $0, as: UTF8.self) } }
    case .list(let scalar): return .list(scalar.values(json), of: scalar.valueType)
    case .set(let scalar): return .set(scalar.values(json), of: scalar.valueType)
    case .block, .blocks, .blockSet, .inline: return nil
    }
  }

  private func map(_ json: JSON, _ read: (String) -> String?) -> Value? {
    guard let members = json.members else { return nil }
    let pairs = members.compactMap { member in
      member.value.plainText.flatMap(read).map { (member.key, Value.string($0)) }
    }
    return .map(KeyedValues(pairs), of: .string)
  }
}

extension Field.Scalar {
  fileprivate func values(_ json: JSON) -> [Value] {
    (json.elements ?? []).compactMap { element in
      switch self {
      case .string: element.asString.map(Value.string)
      case .int: element.asNumber.map(Value.number)
      }
    }
  }
}

extension JSON {
  /// A string, or a number as one.
  fileprivate var plainText: String? { asString ?? asNumber?.description }
}

extension Value {
  /// Whether no attribute in an object says anything.
  var isHollow: Bool {
    guard let attributes = keyedElements else { return meaning == nil }
    return attributes.values.allSatisfy { value in
      value.meaning == nil || value.elements?.allSatisfy(\.isHollow) == true
    }
  }
}
