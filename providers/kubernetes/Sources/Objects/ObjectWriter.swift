import Encodings
import Values

/// Writes what a configuration says of an object as the API takes it. What is null, unknown or the server's to
/// decide is left out.
enum ObjectWriter {
  static func json(_ value: Value, _ shape: Shape) -> JSON { .object(members(of: value, shape)) }

  private static func members(of value: Value, _ shape: Shape) -> [JSON.Member] {
    guard let attributes = value.keyedElements else { return [] }
    var members: [JSON.Member] = []
    for field in shape.fields where !field.isLocal && field.origin != .computed {
      guard let value = attributes[field.name], value.isKnown, !value.isNull else { continue }
      if case .inline(let shape) = field.kind {
        members += value.elements?.first.map { Self.members(of: $0, shape) } ?? []
      } else if let json = field.json(value) {
        members.append(JSON.Member(field.api, json))
      }
    }
    return members
  }
}

extension Field {
  /// nil for what says nothing.
  func json(_ value: Value) -> JSON? {
    guard value.isKnown, !value.isNull else { return nil }
    switch kind {
    case .bool: return value.asBool.map(JSON.bool)
    case .int, .number: return value.asNumber.map(JSON.number)
    case .string, .count, .intOrString, .mode, .quantity: return value.asString.flatMap(json)
    case .map, .quantities: return map(value) { $0 }
    case .base64Map: return map(value) { Base64.standard.encode(Array($0.utf8)) }
    case .list, .set: return list(value) { Self.scalar($0) }
    case .block(let shape), .inline(let shape):
      return value.elements?.first.map { ObjectWriter.json($0, shape) }
    case .blocks(let shape), .blockSet(let shape): return list(value) { ObjectWriter.json($0, shape) }
    }
  }

  private func json(_ text: String) -> JSON? {
    if text.isEmpty { return keepsEmpty ? .string("") : nil }
    switch kind {
    case .count: return Int(text).map { .number(Number($0)) }
    case .intOrString: return Int(text).map { .number(Number($0)) } ?? .string(text)
    case .mode: return Int(text, radix: 8).map { .number(Number($0)) }
    case .bool, .int, .number, .string, .quantity, .map, .quantities, .base64Map, .list, .set, .block,
      .blocks, .blockSet, .inline:
      return .string(text)
    }
  }

  private func map(_ value: Value, _ write: (String) -> String) -> JSON? {
    let members = (value.keyedElements ?? [:]).compactMap { key, value in
      value.asString.map { JSON.Member(key, .string(write($0))) }
    }
    return members.isEmpty ? nil : .object(members)
  }

  private func list(_ value: Value, _ write: (Value) -> JSON?) -> JSON? {
    let elements = (value.elements ?? []).compactMap(write)
    return elements.isEmpty ? nil : .array(elements)
  }

  private static func scalar(_ value: Value) -> JSON? {
    value.asString.map(JSON.string) ?? value.asNumber.map(JSON.number)
  }
}
