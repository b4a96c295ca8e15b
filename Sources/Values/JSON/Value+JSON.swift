extension Value {
  /// The value that `jsondecode` makes: objects and tuples of what is there.
  public init(implied json: JSON) {
    switch json {
    case .null: self = .null(.dynamic)
    case .bool(let bool): self = .bool(bool)
    case .number(let number): self = .number(number)
    case .string(let string): self = .string(string)
    case .array(let elements): self = .tuple(elements.map(Value.init(implied:)))
    case .object(let members):
      self = .object(KeyedValues(members.map { ($0.key.normalisedNFC, Value(implied: $0.value)) }))
    }
  }

  /// The value of a type whose JSON form is `json`, as ``JSON/init(_:as:)`` wrote it.
  ///
  /// Attributes that the JSON lacks are null. Scalars of another type are converted, as older state files
  /// need it.
  ///
  /// - Parameter droppingExtraAttributes: Whether attributes that the type lacks are ignored rather than an error.
  public init(
    _ json: JSON, as type: ValueType, droppingExtraAttributes: Bool = false
  ) throws(ConversionError) {
    self = try TypedReader(dropsExtraAttributes: droppingExtraAttributes).value(json, type)
  }
}

/// Makes values of given types from JSON.
struct TypedReader {
  var dropsExtraAttributes = false
  /// Whether an object may stand for a list or set of the one.
  var acceptsSingleBlocks = false

  func value(_ json: JSON, _ type: ValueType) throws(ConversionError) -> Value {
    switch (json, type) {
    case (.null, _): return .null(type.withoutOptionalAttributes)
    case (_, .dynamic): return try dynamic(json)
    case (.bool, _), (.number, _), (.string, _): return try Value(implied: json).converted(to: type)
    case (.array(let elements), .list(let element)), (.array(let elements), .set(let element)):
      return try .collection(try values(elements, element), as: type)
    case (.array(let elements), .tuple(let types)):
      return .tuple(try tuple(elements, types))
    case (.object(let members), .map(let element)):
      return try .collection(try map(members, element), as: type)
    case (.object(let members), .object(let object)):
      return .object(try attributes(members, object))
    case (.object, .list), (.object, .set):
      guard acceptsSingleBlocks else { throw mismatch(json, type) }
      return try value([json], type)
    case (.array, _), (.object, _): throw mismatch(json, type)
    }
  }

  private func mismatch(_ json: JSON, _ type: ValueType) -> ConversionError {
    ConversionError("\(type.constraintName) required, but have \(json.kind)")
  }

  private func value(
    _ json: JSON, _ type: ValueType, as step: @autoclosure () -> AttributePath.Step
  ) throws(ConversionError) -> Value {
    do throws(ConversionError) {
      return try value(json, type)
    } catch {
      throw error.prefixed(by: step())
    }
  }

  /// A value that has its own type beside it.
  private func dynamic(_ json: JSON) throws(ConversionError) -> Value {
    guard let value = json["value"], let type = json["type"] else {
      throw ConversionError("an object with the members \"value\" and \"type\" is required")
    }
    return try self.value(value, try ValueType(type))
  }

  private func values(_ elements: [JSON], _ type: ValueType) throws(ConversionError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      values.append(try value(element, type, as: .index(index)))
    }
    return values
  }

  private func map(_ members: [JSON.Member], _ type: ValueType) throws(ConversionError) -> KeyedValues {
    var pairs: [(String, Value)] = []
    pairs.reserveCapacity(members.count)
    for member in members {
      pairs.append((member.key.normalisedNFC, try value(member.value, type, as: .key(member.key))))
    }
    return KeyedValues(pairs)
  }

  private func tuple(_ elements: [JSON], _ types: [ValueType]) throws(ConversionError) -> [Value] {
    guard elements.count == types.count else {
      throw ConversionError("tuple of length \(types.count) required, but have length \(elements.count)")
    }
    var values: [Value] = []
    for (index, (element, type)) in zip(elements, types).enumerated() {
      values.append(try value(element, type, as: .index(index)))
    }
    return values
  }

  private func attributes(
    _ members: [JSON.Member], _ object: ObjectType
  ) throws(ConversionError) -> KeyedValues {
    var pairs: [(String, Value)] = []
    pairs.reserveCapacity(object.attributes.count)
    for member in members {
      let name = member.key.normalisedNFC
      if let type = object.attributes[name] {
        pairs.append((name, try value(member.value, type, as: .attribute(name))))
      } else if !dropsExtraAttributes {
        throw ConversionError("there is no attribute \"\(name)\"")
      }
    }
    if pairs.count < object.attributes.count {
      let present = Set(pairs.lazy.map(\.0))
      for (name, type) in object.attributes where !present.contains(name) {
        pairs.append((name, .null(type.withoutOptionalAttributes)))
      }
    }
    return KeyedValues(pairs)
  }
}
