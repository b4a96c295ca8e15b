extension Value {
  /// The number of elements of a list, set, tuple, map or object, as a number; unknown as long as that cannot
  /// be told, as for a set with elements that may turn out to be the same.
  public func length() throws(AccessError) -> Value {
    let length: Content =
      switch content {
      case .null: throw .null
      case .bool, .number, .string: throw .noElements(type)
      case .list(let elements, _), .tuple(let elements): .number(Number(elements.count))
      case .set(let elements, _):
        elements.count > 1 && !isWhollyKnown
          ? .unknown(.number, Refinement(isNotNull: true, least: 1, greatest: Number(elements.count)))
          : .number(Number(elements.count))
      case .map(let elements, _), .object(let elements): .number(Number(elements.count))
      case .unknown(let type, let refinement): try Self.length(ofUnknown: type, refinement)
      }
    return Value(length, marks: marks)
  }

  private static func length(
    ofUnknown type: ValueType, _ refinement: Refinement
  ) throws(AccessError) -> Content {
    switch type {
    case .string, .number, .bool: throw .noElements(type)
    case .tuple(let elements): return .number(Number(elements.count))
    case .object(let object): return .number(Number(object.attributes.count))
    case .dynamic, .list, .set, .map:
      return Value.narrowed(.number, refinement.lengthBounds).content
    }
  }

  /// The attribute of an object or the element of a map, as `value.name` says.
  public func attribute(_ name: String) throws(AccessError) -> Value {
    switch content {
    case .null: throw .null
    case .object(let attributes):
      guard let value = attributes[name] else { throw .missingAttribute(name) }
      return value.marked(marks)
    case .map(let elements, _):
      guard let value = elements[name] else { throw .missingElement(name) }
      return value.marked(marks)
    case .unknown(let type, _):
      return Value.unknown(try type.attribute(name)).marked(marks)
    case .bool, .number, .string, .list, .set, .tuple:
      throw .noElements(type)
    }
  }

  /// The element with the key, as `value[key]` says. The key is converted to a number for lists and tuples, and
  /// to a string for maps and objects.
  public func element(_ key: Value) throws(AccessError) -> Value {
    let marks = marks.union(key.marks)
    if isNull { throw .null }
    if key.isNull { throw .nullKey }
    switch type {
    case .dynamic: return Value.dynamic.marked(marks)
    case .string, .number, .bool: throw .noElements(type)
    case .set: throw .elementsOfSet
    case .list, .tuple: return try element(at: try key.key(as: .number)).marked(marks)
    case .map, .object: return try element(named: try key.key(as: .string)).marked(marks)
    }
  }

  /// Whether there is an element with the key: a bool, or unknown as long as that cannot be told. A key of the
  /// wrong type identifies no element.
  public func hasElement(_ key: Value) -> Value {
    let marks = marks.union(key.marks)
    do throws(AccessError) {
      _ = try element(key)
      let isSettled =
        switch type {
        case .tuple, .object: key.isKnown
        case .dynamic, .string, .number, .bool, .list, .set, .map: isKnown && key.isKnown
        }
      return Value(isSettled ? .bool(true) : .unknown(.bool, .notNull), marks: marks)
    } catch {
      return Value(.bool(false), marks: marks)
    }
  }

  /// The value as a key, its marks aside.
  private func key(as type: ValueType) throws(AccessError) -> Value {
    do throws(ConversionError) {
      return try unmarked().converted(to: type)
    } catch {
      throw .unsuitableKey(error)
    }
  }

  private func element(at key: Value) throws(AccessError) -> Value {
    guard let number = key.asNumber else { return .unknown(type.elementType ?? .dynamic) }
    guard number.isInteger else { throw .fractionalIndex }
    guard !number.isNegative else { throw .negativeIndex }
    if let elements {
      guard let index = number.int, index < elements.count else {
        throw .indexOutOfRange(count: elements.count)
      }
      return elements[index]
    }
    guard case .tuple(let types) = type else { return .unknown(type.elementType ?? .dynamic) }
    guard let index = number.int, index < types.count else { throw .indexOutOfRange(count: types.count) }
    return .unknown(types[index])
  }

  private func element(named key: Value) throws(AccessError) -> Value {
    guard let name = key.asString else { return .unknown(type.elementType ?? .dynamic) }
    return try unmarked().attribute(name)
  }
}

extension ValueType {
  /// The type of an attribute of an unknown value of this type.
  fileprivate func attribute(_ name: String) throws(AccessError) -> ValueType {
    switch self {
    case .dynamic: return .dynamic
    case .map(let element): return element
    case .object(let object):
      guard let type = object.attributes[name] else { throw .missingAttribute(name) }
      return type
    case .string, .number, .bool, .list, .set, .tuple: throw .noElements(self)
    }
  }
}
