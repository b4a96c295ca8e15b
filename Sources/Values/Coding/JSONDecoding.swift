/// Makes Swift values from JSON.
///
/// A property is missing when its member is missing or null. ``JSON`` itself and ``Number`` may be the types
/// of properties. Members that no property asks for are ignored.
public struct JSONDecoding: Sendable {
  public var keys: KeyStrategy

  public init(keys: KeyStrategy = .asIs) { self.keys = keys }

  public func decode<T: Decodable>(_ type: T.Type = T.self, from json: JSON) throws(ConversionError) -> T {
    do {
      return try JSONTreeDecoder(json, .root, JSONTreeDecoder.Options(keys: keys)).decode(type)
    } catch {
      throw ConversionError(coding: error)
    }
  }
}

/// Reads one place of a tree.
struct JSONTreeDecoder: Decoder {
  struct Options {
    var keys: KeyStrategy
    /// The value that the tree was made from, when it was; then blocks need care, see ``isAbsentBlock(_:_:)``.
    var value: Value?
  }

  let json: JSON
  let trail: CodingTrail
  let options: Options
  /// Whether the names of members are data here; see ``StringDictionary``.
  private let hasVerbatimKeys: Bool

  init(_ json: JSON, _ trail: CodingTrail, _ options: Options, hasVerbatimKeys: Bool = false) {
    self.json = json
    self.trail = trail
    self.options = options
    self.hasVerbatimKeys = hasVerbatimKeys
  }

  var codingPath: [any CodingKey] { trail.path }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    if let scalar = type as? any JSONScalar.Type {
      guard let value = scalar.init(json: json) as? T else { throw mismatch(type, scalar.name) }
      return value
    }
    guard type is any StringDictionary.Type else { return try T(from: self) }
    return try T(from: JSONTreeDecoder(json, trail, options, hasVerbatimKeys: true))
  }

  func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let keys = hasVerbatimKeys ? KeyStrategy.asIs : options.keys
    if case .object(let members) = json {
      return KeyedDecodingContainer(JSONKeyedDecoding(members: members, decoder: self, keys: keys))
    }
    // A block that may stand once only is a list of at most one to the schema, and plain to the structure.
    if options.value != nil, case .array(let blocks) = json, blocks.count == 1 {
      return try descend(blocks[0], CodingStep(intValue: 0)).container(keyedBy: Key.self)
    }
    throw mismatch([String: JSON].self, "object")
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = json else { throw mismatch([JSON].self, "array") }
    return JSONUnkeyedDecoding(elements: elements, decoder: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { JSONSingleDecoding(decoder: self) }

  func descend(_ json: JSON, _ step: CodingStep) -> JSONTreeDecoder {
    JSONTreeDecoder(json, trail.appending(step), options)
  }

  func mismatch(_ type: any Any.Type, _ required: String) -> DecodingError {
    let message =
      switch json {
      case .null: "must not be null"
      case .number where required.hasPrefix("whole"): "a \(required) is required"
      default: "\(required) required, but have \(json.kind)"
      }
    return .typeMismatch(type, .init(codingPath: codingPath, debugDescription: message))
  }

  /// Whether the tree came from a value and the JSON is an empty list of blocks of which `type` is one.
  func isAbsentBlock(_ json: JSON, _ type: any Any.Type) -> Bool {
    options.value != nil && json == .array([]) && !(type is any Sequence.Type) && type != JSON.self
      && type != Value.self
  }
}

private struct JSONKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let members: [JSON.Member]
  let decoder: JSONTreeDecoder
  let keys: KeyStrategy

  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { members.compactMap { Key(stringValue: keys.key(for: $0.key)) } }

  func contains(_ key: Key) -> Bool { member(key) != nil }
  func decodeNil(forKey key: Key) -> Bool { member(key)?.isNull ?? true }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).decode(type) }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    guard let json = member(key), !json.isNull, !decoder.isAbsentBlock(json, type) else { return nil }
    return try decoder.descend(json, step(key)).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try child(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try child(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }

  private func step(_ key: Key) -> CodingStep { CodingStep(stringValue: keys.name(for: key.stringValue)) }

  private func member(_ key: Key) -> JSON? {
    let name = keys.name(for: key.stringValue)
    return members.first { $0.key == name }?.value
  }

  private func child(_ key: Key) throws -> JSONTreeDecoder {
    guard let json = member(key) else {
      throw DecodingError.keyNotFound(
        step(key), .init(codingPath: codingPath, debugDescription: "no such member"))
    }
    return decoder.descend(json, step(key))
  }
}

private struct JSONUnkeyedDecoding: UnkeyedDecodingContainer {
  let elements: [JSON]
  let decoder: JSONTreeDecoder
  private(set) var currentIndex = 0

  init(elements: [JSON], decoder: JSONTreeDecoder) {
    self.elements = elements
    self.decoder = decoder
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let value = try current().decode(type)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    let container = try current().container(keyedBy: type)
    currentIndex += 1
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try current().unkeyedContainer()
    currentIndex += 1
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let element = try current()
    currentIndex += 1
    return element
  }

  private func current() throws -> JSONTreeDecoder {
    guard !isAtEnd else {
      let context = DecodingError.Context(
        codingPath: codingPath, debugDescription: "more than \(elements.count) elements are required")
      throw DecodingError.valueNotFound(JSON.self, context)
    }
    return decoder.descend(elements[currentIndex], CodingStep(intValue: currentIndex))
  }
}

private struct JSONSingleDecoding: SingleValueDecodingContainer {
  let decoder: JSONTreeDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }
  func decodeNil() -> Bool { decoder.json.isNull }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
}
