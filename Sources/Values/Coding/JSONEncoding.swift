/// Makes JSON from Swift values, with members in the order in which the type declares them.
///
/// An optional property that is nil is left out. ``JSON`` itself and ``Number`` may be the types of properties.
public struct JSONEncoding: Sendable {
  public var keys: KeyStrategy

  public init(keys: KeyStrategy = .asIs) { self.keys = keys }

  public func encode(_ value: some Encodable) throws(ConversionError) -> JSON {
    do {
      return try JSONTreeEncoder.encode(value, .root, keys).json
    } catch {
      throw ConversionError(coding: error)
    }
  }
}

/// A part of a tree that is being put together.
final class JSONDraft {
  enum Part {
    case finished(JSON)
    case draft(JSONDraft)

    var json: JSON {
      switch self {
      case .finished(let json): json
      case .draft(let draft): draft.json
      }
    }
  }

  enum Content {
    /// What encodes nothing is an object without members.
    case empty
    case finished(Part)
    case array([Part])
    case object([(key: String, part: Part)])
  }

  var content = Content.empty

  var json: JSON {
    switch content {
    case .empty: .object([])
    case .finished(let part): part.json
    case .array(let parts): .array(parts.map(\.json))
    case .object(let members): .object(members.map { JSON.Member($0.key, $0.part.json) })
    }
  }

  var count: Int {
    if case .array(let parts) = content { parts.count } else { 0 }
  }

  func append(_ part: Part) {
    var parts: [Part] = []
    if case .array(let earlier) = content { parts = earlier }
    content = .empty
    parts.append(part)
    content = .array(parts)
  }

  func insert(_ part: Part, _ key: String) {
    var members: [(key: String, part: Part)] = []
    if case .object(let earlier) = content { members = earlier }
    content = .empty
    members.append((key, part))
    content = .object(members)
  }
}

/// Writes one place of a tree.
struct JSONTreeEncoder: Encoder {
  let draft = JSONDraft()
  let trail: CodingTrail
  /// The strategy for the structures below.
  let keys: KeyStrategy
  /// The strategy for the members here, ``KeyStrategy/asIs`` where they are data.
  let memberKeys: KeyStrategy

  private init(_ trail: CodingTrail, _ keys: KeyStrategy, memberKeys: KeyStrategy) {
    self.trail = trail
    self.keys = keys
    self.memberKeys = memberKeys
  }

  var codingPath: [any CodingKey] { trail.path }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func encode<T: Encodable>(
    _ value: T, _ trail: CodingTrail, _ keys: KeyStrategy
  ) throws -> JSONDraft.Part {
    if let scalar = value as? any JSONScalar {
      guard let json = scalar.json else {
        let context = EncodingError.Context(
          codingPath: trail.path, debugDescription: "the number is not finite")
        throw EncodingError.invalidValue(value, context)
      }
      return .finished(json)
    }
    let encoder = JSONTreeEncoder(trail, keys, memberKeys: value is any StringDictionary ? .asIs : keys)
    try value.encode(to: encoder)
    return .draft(encoder.draft)
  }

  func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .empty = draft.content { draft.content = .object([]) }
    return KeyedEncodingContainer(JSONKeyedEncoding<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .empty = draft.content { draft.content = .array([]) }
    return JSONUnkeyedEncoding(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleEncoding(encoder: self) }

  /// An encoder for a place below.
  func descend(_ step: CodingStep) -> JSONTreeEncoder {
    JSONTreeEncoder(trail.appending(step), keys, memberKeys: keys)
  }

  func encode<T: Encodable>(_ value: T, at step: CodingStep) throws -> JSONDraft.Part {
    try Self.encode(value, trail.appending(step), keys)
  }
}

private struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: JSONTreeEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) { encoder.draft.insert(.finished(.null), name(key)) }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    encoder.draft.insert(try encoder.encode(value, at: CodingStep(stringValue: name(key))), name(key))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    child(name(key)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    child(name(key)).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { child("super") }
  func superEncoder(forKey key: Key) -> any Encoder { child(name(key)) }

  private func name(_ key: Key) -> String { encoder.memberKeys.name(for: key.stringValue) }

  private func child(_ name: String) -> JSONTreeEncoder {
    let child = encoder.descend(CodingStep(stringValue: name))
    encoder.draft.insert(.draft(child.draft), name)
    return child
  }
}

private struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
  let encoder: JSONTreeEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.draft.count }

  func encodeNil() { encoder.draft.append(.finished(.null)) }

  func encode<T: Encodable>(_ value: T) throws {
    encoder.draft.append(try encoder.encode(value, at: CodingStep(intValue: count)))
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    child().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
  func superEncoder() -> any Encoder { child() }

  private func child() -> JSONTreeEncoder {
    let child = encoder.descend(CodingStep(intValue: count))
    encoder.draft.append(.draft(child.draft))
    return child
  }
}

private struct JSONSingleEncoding: SingleValueEncodingContainer {
  let encoder: JSONTreeEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() { encoder.draft.content = .finished(.finished(.null)) }

  func encode<T: Encodable>(_ value: T) throws {
    encoder.draft.content = .finished(try JSONTreeEncoder.encode(value, encoder.trail, encoder.keys))
  }
}
