public import Values

extension TypeDefaults {
  /// `value` with the defaults in place of the optional attributes that are absent or null.
  ///
  /// Comes before the conversion to the type: the result may have other types than the value. What is not
  /// known, or null as a whole, stays as it is.
  public func apply(to value: Value) -> Value {
    switch value.content {
    case .null, .unknown, .bool, .number, .string: value
    case .object(let attributes): Value(applied(to: attributes), marks: value.marks)
    case .map(let elements, _): Value(applied(to: elements), marks: value.marks)
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      Value(.tuple(applied(to: elements)), marks: value.marks)
    }
  }

  private func applied(to elements: [Value]) -> [Value] {
    switch self {
    case .collection(let element): elements.map(element.apply)
    case .tuple(let nested):
      elements.enumerated().map { index, element in nested[index]?.apply(to: element) ?? element }
    case .object: elements
    }
  }

  private func applied(to elements: KeyedValues) -> Value.Content {
    switch self {
    case .collection(let element): .object(elements.mapValues(element.apply))
    case .tuple: .object(elements)
    case .object(let values, let nested): .object(Self.filled(elements, values, nested))
    }
  }

  private static func filled(
    _ given: KeyedValues, _ values: [String: Value], _ nested: [String: TypeDefaults]
  ) -> KeyedValues {
    var attributes = given
    for (name, value) in values where attributes[name]?.isNull != false { attributes[name] = value }
    for (name, defaults) in nested { attributes[name] = attributes[name].map(defaults.apply) }
    return attributes
  }
}

extension TypeConstraint {
  /// `value` with defaults filled in, converted to the type.
  public func convert(_ value: Value) throws(ConversionError) -> Value {
    try (defaults?.apply(to: value) ?? value).converted(to: type)
  }
}
