extension Value {
  /// A list or set of the type, of elements that came one by one, each of the element type. Where that says
  /// `any` they have types of their own, which must agree.
  static func collection(_ elements: [Value], as type: ValueType) throws(ConversionError) -> Value {
    guard let element = type.elementType, !element.containsDynamic else {
      return try Value.tuple(elements).converted(to: type)
    }
    let resolved = element.withoutOptionalAttributes
    return if case .set = type { .set(elements, of: resolved) } else { .list(elements, of: resolved) }
  }

  /// The same for a map.
  static func collection(_ elements: KeyedValues, as type: ValueType) throws(ConversionError) -> Value {
    guard let element = type.elementType, !element.containsDynamic else {
      return try Value.object(elements).converted(to: type)
    }
    return .map(elements, of: element.withoutOptionalAttributes)
  }
}
