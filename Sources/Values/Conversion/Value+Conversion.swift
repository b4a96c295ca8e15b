extension Value {
  /// The value as one of the wanted type, converted by the rules of the Terraform language.
  ///
  /// Numbers and bools become strings and back where the text allows; lists, sets and tuples become lists and
  /// sets; maps and objects become each other, an object without the attributes that are not wanted and with
  /// null for optional ones that it lacks. Where `any` is the element type of a collection, the elements are
  /// brought to the one type that suits all. Marks stay where they are; what is unknown stays unknown, and
  /// what was known of it stays known as far as it still holds.
  public func converted(to type: ValueType) throws(ConversionError) -> Value {
    switch (content, type) {
    case (_, .dynamic), (.bool, .bool), (.number, .number), (.string, .string):
      return self
    case (.null(let own), _):
      try own.requireConvertible(to: type)
      return Value(.null(type.resolved(from: own)), marks: marks)
    case (.unknown(let own, let refinement), _):
      try own.requireConvertible(to: type)
      let resolved = type.resolved(from: own)
      return Value(.unknown(resolved, refinement.converted(from: own, to: resolved)), marks: marks)
    case (.bool, _), (.number, _), (.string, _):
      return Value(try convertedPrimitive(to: type), marks: marks)
    case (.list(let elements, let own), .list(let wanted)),
      (.set(let elements, let own), .list(let wanted)),
      (.list(let elements, let own), .set(let wanted)), (.set(let elements, let own), .set(let wanted)):
      return try convertedSequence(elements, of: own, to: type, of: wanted)
    case (.tuple(let elements), .list(let wanted)), (.tuple(let elements), .set(let wanted)):
      return try convertedSequence(elements, of: nil, to: type, of: wanted)
    case (.map(let elements, let own), .map(let wanted)):
      return try convertedMap(elements, of: own, to: type, of: wanted)
    case (.object(let attributes), .map(let wanted)):
      return try convertedMap(attributes, of: nil, to: type, of: wanted)
    case (.tuple(let elements), .tuple(let wanted)) where elements.count == wanted.count:
      return Value(.tuple(try convertedTuple(elements, to: wanted)), marks: marks)
    case (.object(let attributes), .object(let wanted)):
      try wanted.requirePresent(attributes.contains)
      return Value(.object(try Self.converted(attributes, to: wanted) { .attribute($0) }), marks: marks)
    case (.map(let elements, _), .object(let wanted)):
      try wanted.requirePresent(elements.contains)
      return Value(.object(try Self.converted(elements, to: wanted) { .key($0) }), marks: marks)
    default:
      throw ConversionError(self.type.mismatchMessage(type))
    }
  }

  private func convertedPrimitive(to type: ValueType) throws(ConversionError) -> Content {
    switch (content, type) {
    case (.bool(let bool), .string): return .string(bool ? "true" : "false")
    case (.number(let number), .string): return .string(number.description)
    case (.string(let text), .number):
      guard let number = Number(text) else { throw ConversionError("a number is required") }
      return .number(number)
    case (.string(let text), .bool):
      switch text {
      case "true", "1": return .bool(true)
      case "false", "0": return .bool(false)
      case _ where ["true", "false"].contains(text.lowercased()):
        throw ConversionError(
          "a bool is required; to convert from string, use lowercase \"\(text.lowercased())\"")
      default: throw ConversionError("a bool is required")
      }
    default: throw ConversionError(self.type.mismatchMessage(type))
    }
  }

  private func converted(
    to type: ValueType, as step: @autoclosure () -> AttributePath.Step
  ) throws(ConversionError) -> Value {
    do throws(ConversionError) {
      return try converted(to: type)
    } catch {
      throw error.prefixed(by: step())
    }
  }
}

// MARK: Structures

extension Value {
  private func convertedTuple(
    _ elements: [Value], to types: [ValueType]
  ) throws(ConversionError) -> [Value] {
    var result: [Value] = []
    for (index, (element, type)) in zip(elements, types).enumerated() {
      result.append(try element.converted(to: type, as: .index(index)))
    }
    return result
  }

  private static func converted(
    _ attributes: KeyedValues, to type: ObjectType, _ step: (String) -> AttributePath.Step
  ) throws(ConversionError) -> KeyedValues {
    var result: [(String, Value)] = []
    result.reserveCapacity(type.attributes.count)
    for (name, value) in attributes {
      guard let wanted = type.attributes[name] else { continue }
      result.append((name, try value.converted(to: wanted, as: step(name))))
    }
    for name in type.optional where !attributes.contains(name) {
      guard let wanted = type.attributes[name] else { continue }
      result.append((name, .null(wanted.withoutOptionalAttributes)))
    }
    return KeyedValues(result)
  }
}

// MARK: Collections

extension Value {
  /// - Parameter own: The element type there is, when the elements come from a collection.
  private func convertedSequence(
    _ elements: [Value], of own: ValueType?, to type: ValueType, of wanted: ValueType
  ) throws(ConversionError) -> Value {
    let isSet = if case .set = type { true } else { false }
    let isFromSet = if case .set = content { true } else { false }
    if isFromSet, !isSet, elements.count > 1, !isWhollyKnown {
      // Elements that are unknown yet may turn out to be the same.
      let refinement = Refinement(isNotNull: true, minLength: 1, maxLength: elements.count)
      return Value(.unknown(type.resolved(from: self.type), refinement), marks: marks)
    }
    let converted = try Self.converted(elements, of: own, to: type, of: wanted) { index in
      isFromSet ? .element(elements[index]) : .index(index)
    }
    guard let (elements, element) = converted else {
      return Value(.unknown(type.withoutOptionalAttributes, .notNull), marks: marks)
    }
    return (isSet ? Value.set(elements, of: element) : Value.list(elements, of: element)).marked(marks)
  }

  private func convertedMap(
    _ elements: KeyedValues, of own: ValueType?, to type: ValueType, of wanted: ValueType
  ) throws(ConversionError) -> Value {
    let converted = try Self.converted(elements.values, of: own, to: type, of: wanted) { index in
      .key(elements.keys[index])
    }
    guard let (values, element) = converted else {
      return Value(.unknown(type.withoutOptionalAttributes, .notNull), marks: marks)
    }
    return Value(.map(elements.withValues(values), element: element), marks: marks)
  }

  /// The elements of a collection of the wanted type, and their one type; nil when only values that are known
  /// later will tell what that is.
  private static func converted(
    _ elements: [Value], of own: ValueType?, to collection: ValueType, of wanted: ValueType,
    _ step: (Int) -> AttributePath.Step
  ) throws(ConversionError) -> (elements: [Value], type: ValueType)? {
    if let own {
      if own == wanted || wanted == .dynamic { return (elements, own) }
      if elements.isEmpty, !own.isConvertible(to: wanted) {
        throw ConversionError(
          "\(collection.constraintName) required, but the elements are \(own.friendlyName)")
      }
    }
    var result: [Value] = []
    result.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      result.append(try element.converted(to: wanted, as: step(index)))
    }
    if let own { return (result, wanted.resolved(from: own)) }
    guard wanted.containsDynamic, !elements.isEmpty else {
      return (result, wanted.withoutOptionalAttributes)
    }
    return try unified(result, in: collection)
  }

  private static func unified(
    _ elements: [Value], in collection: ValueType
  ) throws(ConversionError) -> (elements: [Value], type: ValueType)? {
    let types = elements.map(\.type)
    guard let unified = ValueType.unify(types) else {
      throw ConversionError(ValueType.noCommonTypeMessage(collection))
    }
    if types.allSatisfy({ $0 == unified }) { return (elements, unified) }
    if unified.containsDynamic { return nil }
    var result: [Value] = []
    for element in elements { result.append(try element.converted(to: unified)) }
    return (result, unified)
  }
}

// MARK: What is known of unknown values

extension Refinement {
  /// What still holds of an unknown value of type `source` when it is converted to one of type `target`.
  fileprivate func converted(from source: ValueType, to target: ValueType) -> Refinement {
    if source == target { return self }
    var result = Refinement(isNotNull: isNotNull)
    switch (source, target) {
    case (.object(let object), .map): result.setLength(object.attributes.count)
    case (.tuple(let elements), .list): result.setLength(elements.count)
    case (.tuple(let elements), .set):
      result.minLength = min(1, elements.count)
      result.maxLength = elements.count
    case (_, .set) where source.isCollection:
      // Elements may turn out to be the same, but not to vanish.
      result.minLength = min(1, minLength)
      result.maxLength = maxLength
    case (_, _) where source.isCollection && target.isCollection:
      result.minLength = minLength
      result.maxLength = maxLength
    default: break
    }
    return result
  }

  private mutating func setLength(_ length: Int) {
    minLength = length
    maxLength = length
  }
}
