/// Reads values of given types; the bytes may be anything.
struct MessagePackReader {
  private var items: MessagePackItems

  init(_ bytes: [UInt8]) { items = MessagePackItems(bytes) }

  var isAtEnd: Bool { items.isAtEnd }

  mutating func value(_ type: ValueType, depth: Int) throws(ConversionError) -> Value {
    // A type bounds the depth of its values, but any type may stand in for `any`.
    guard depth < JSON.maxDepth else {
      throw ConversionError("the values nest too deep (over \(JSON.maxDepth))")
    }
    switch (try items.next(), type) {
    case (.unknown(let body), _): return .unknown(type, try refinement(body, of: type))
    case (.null, _): return .null(type.withoutOptionalAttributes)
    case (.array(2), .dynamic): return try dynamic(depth: depth)
    case (.bool(let bool), .bool): return .bool(bool)
    case (.number(let number), .number): return .number(number)
    case (.text(let text), .string): return .string(String(decoding: text, as: UTF8.self))
    case (.text(let text), .number): return .number(try Self.number(text))
    case (.array(let count), .list(let element)), (.array(let count), .set(let element)):
      return try .collection(try array(count, depth) { _ in element }, as: type)
    case (.map(let count), .map(let element)):
      return try .collection(try map(count, depth) { name in (.key(name), element) }, as: type)
    case (.array(let count), .tuple(let types)) where count == types.count:
      return .tuple(try array(count, depth) { types[$0] })
    case (.map(let count), .object(let object)):
      return .object(try attributes(count, object, depth: depth))
    case (let item, _):
      throw ConversionError("\(type.constraintName) required, but have \(item.kind)")
    }
  }

  /// A value that has its own type before it.
  private mutating func dynamic(depth: Int) throws(ConversionError) -> Value {
    guard case .text(let text) = try items.next() else { throw ConversionError("a type is required") }
    let json: JSON
    do throws(JSON.SyntaxError) {
      json = try JSON.parse(text)
    } catch {
      throw ConversionError("a type is required: \(error)")
    }
    return try value(try ValueType(json), depth: depth + 1)
  }

  private static func number(_ text: ArraySlice<UInt8>) throws(ConversionError) -> Number {
    guard let number = Number(String(decoding: text, as: UTF8.self)) else {
      throw ConversionError("a number is required")
    }
    return number
  }

  // MARK: Structures

  private mutating func array(
    _ count: Int, _ depth: Int, _ type: (Int) -> ValueType
  ) throws(ConversionError) -> [Value] {
    var values: [Value] = []
    for index in 0..<count {
      do throws(ConversionError) {
        values.append(try value(type(index), depth: depth + 1))
      } catch {
        throw error.prefixed(by: .index(index))
      }
    }
    return values
  }

  private mutating func map(
    _ count: Int, _ depth: Int,
    _ place: (String) throws(ConversionError) -> (step: AttributePath.Step, type: ValueType)
  ) throws(ConversionError) -> KeyedValues {
    var pairs: [(String, Value)] = []
    for _ in 0..<count {
      guard case .text(let text) = try items.next() else {
        throw ConversionError("a string is required as key")
      }
      let name = String(decoding: text, as: UTF8.self).normalisedNFC
      let (step, type) = try place(name)
      do throws(ConversionError) {
        pairs.append((name, try value(type, depth: depth + 1)))
      } catch {
        throw error.prefixed(by: step)
      }
    }
    return KeyedValues(pairs)
  }

  /// Attributes that are not there are null.
  private mutating func attributes(
    _ count: Int, _ object: ObjectType, depth: Int
  ) throws(ConversionError) -> KeyedValues {
    let attributes = try map(count, depth) { (name) throws(ConversionError) in
      guard let type = object.attributes[name] else {
        throw ConversionError("there is no attribute \"\(name)\"")
      }
      return (.attribute(name), type)
    }
    guard attributes.count < object.attributes.count else { return attributes }
    let missing = object.attributes.filter { !attributes.contains($0.key) }
    return KeyedValues(
      attributes.map { ($0.key, $0.value) }
        + missing.map { ($0.key, .null($0.value.withoutOptionalAttributes)) })
  }

  // MARK: Unknown values

  /// What the body of the extension says; keys that we do not know, or that do not fit the type, are ignored.
  private func refinement(
    _ body: ArraySlice<UInt8>, of type: ValueType
  ) throws(ConversionError) -> Refinement {
    var refinement = Refinement.none
    guard body.count > 1, type != .dynamic else { return refinement }
    var items = MessagePackItems(Array(body))
    guard case .map(let count) = try items.next() else {
      throw ConversionError("a map of what is known of the value is required")
    }
    for _ in 0..<count {
      let key = try Self.refinementKey(&items)
      var item = try items.next()
      // The bound of a number, and whether the number may be it, which we take for granted.
      if case .array(let count) = item, count > 0 {
        item = try items.next()
        for _ in 1..<count { _ = try items.next() }
      }
      refinement.set(key, item, of: type)
    }
    return refinement
  }

  /// nil when it is a key that we do not know.
  private static func refinementKey(
    _ items: inout MessagePackItems
  ) throws(ConversionError) -> MessagePack.RefinementKey? {
    // Not a `guard case`: the optimiser of Swift 6.3.1 crashes on that here.
    switch try items.next() {
    case .number(let key): return key.int.flatMap { MessagePack.RefinementKey(rawValue: $0) }
    default: throw ConversionError("a number is required as key")
    }
  }
}

extension Refinement {
  fileprivate mutating func set(
    _ key: MessagePack.RefinementKey?, _ item: MessagePackItems.Item, of type: ValueType
  ) {
    switch (key, item) {
    case (.isNull, .bool(let isNull)): isNotNull = !isNull
    case (.prefix, .text(let text)) where type == .string:
      prefix = String(decoding: text, as: UTF8.self).normalisedNFC
    case (.numberMin, .number(let number)) where type == .number: least = number
    case (.numberMax, .number(let number)) where type == .number: greatest = number
    case (.minLength, .number(let length)) where type.isCollection: minLength = max(0, length.int ?? 0)
    case (.maxLength, .number(let length)) where type.isCollection: maxLength = max(0, length.int ?? .max)
    default: break
    }
  }
}
