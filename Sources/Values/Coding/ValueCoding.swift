/// Makes Swift structures from objects of the language; attribute names are snake_case, properties camelCase.
///
/// Null is nil; lists, sets and tuples are arrays; maps are dictionaries. A property of type ``Value`` takes an
/// attribute as it is. A block that may stand once only, a list or set of at most one object, is that object or
/// nil. Marks are dropped.
public struct ValueDecoder: Sendable {
  public init() {}

  /// - Throws: Also when a part of the value is known only after apply.
  public func decode<T: Decodable>(_ type: T.Type = T.self, from value: Value) throws(ConversionError) -> T {
    let options = JSONTreeDecoder.Options(keys: .snakeCase, value: value)
    do {
      return try JSONTreeDecoder(try JSON(value), .root, options).decode(type)
    } catch let error as DecodingError {
      let error = ConversionError(coding: error)
      throw ConversionError(error.message, at: error.path.followed(in: value))
    } catch {
      throw ConversionError(coding: error)
    }
  }
}

/// Makes objects of the language from Swift structures: the inverse of ``ValueDecoder``.
///
/// What is nil or has no property is a null of the attribute's type. An attribute whose type is `any` needs a
/// property of type ``Value``. A property that the type has no attribute for is an error.
public struct ValueEncoder: Sendable {
  public init() {}

  /// - Throws: Also when a part of the value is known only after apply.
  public func encode(_ value: some Encodable, as type: ValueType) throws(ConversionError) -> Value {
    let json = try JSONEncoding(keys: .snakeCase).encode(value)
    return try TypedReader(acceptsSingleBlocks: true).value(json, type)
  }

  /// An object of the block's type, in which blocks that are absent are empty collections, as in configurations.
  public func encode(_ value: some Encodable, as block: BlockSchema) throws(ConversionError) -> Value {
    block.withEmptyBlocks(try encode(value, as: block.impliedType))
  }
}

/// Stands for an attribute of any type. Only ``ValueDecoder``, ``ValueEncoder`` and their kin can code it.
extension Value: Codable {
  public init(from decoder: any Decoder) throws {
    let decoder = try JSONTreeDecoder.require(decoder)
    let path = AttributePath(decoder.codingPath)
    let original = decoder.options.value.flatMap { $0.value(at: path.followed(in: $0)) }
    self = original?.withoutDeepMarks ?? Value(implied: decoder.json)
  }

  public func encode(to encoder: any Encoder) throws {
    let encoder = try JSONTreeEncoder.require(encoder, self)
    do {
      encoder.draft.content = .finished(.finished(try JSON(self, as: .dynamic)))
    } catch {
      let path = AttributePath(AttributePath(encoder.codingPath).steps + error.path.steps)
      throw ConversionError(error.message, at: path)
    }
  }
}

extension AttributePath {
  /// The path through a tree made from `value`, with each step as the value has it: keys of maps are no
  /// attributes, and elements of sets have no index.
  fileprivate func followed(in value: Value) -> AttributePath {
    var steps: [Step] = []
    var current: Value? = value
    for step in self.steps {
      let next = current?.step(step) ?? step
      steps.append(next)
      current = current?.value(at: AttributePath([next]))
    }
    return AttributePath(steps)
  }
}

extension Value {
  fileprivate func step(_ step: AttributePath.Step) -> AttributePath.Step {
    switch (step, content) {
    case (.attribute(let name), .map): .key(name)
    case (.index(let index), .set(let elements, _)) where elements.indices.contains(index):
      .element(elements[index])
    default: step
    }
  }
}
