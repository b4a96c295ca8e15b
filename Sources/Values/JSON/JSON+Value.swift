// `Value` alone would be the associated type of dictionary literals here.
extension JSON {
  /// The value as `jsonencode` writes it: marks dropped, sets as arrays, members in the order of their names.
  ///
  /// - Throws: When the value is not wholly known yet.
  public init(_ value: Values.Value) throws(ConversionError) {
    try self.init(value, type: nil)
  }

  /// The value as a state file holds it, to be read back with ``Value/init(_:as:droppingExtraAttributes:)``
  /// and the same type: where that says `any` the value has its own type beside it.
  ///
  /// - Throws: When the value is not wholly known yet.
  public init(_ value: Values.Value, as type: ValueType) throws(ConversionError) {
    try self.init(value, type: type)
  }

  private init(_ value: Values.Value, type: ValueType?) throws(ConversionError) {
    if type == .dynamic, value.isKnown, value.type != .dynamic {
      self = ["value": try JSON(value, type: value.type), "type": JSON(value.type)]
      return
    }
    switch value.content {
    case .null: self = .null
    case .unknown: throw ConversionError("the value is known only after apply")
    case .bool(let bool): self = .bool(bool)
    case .number(let number): self = .number(number)
    case .string(let string): self = .string(string)
    case .list(let elements, _):
      self = try .array(elements) { (index) in (.index(index), type?.elementType) }
    case .set(let elements, _):
      self = try .array(elements) { (index) in (.element(elements[index]), type?.elementType) }
    case .tuple(let elements):
      self = try .array(elements) { (index) in (.index(index), type?.element(at: index)) }
    case .map(let elements, _):
      self = try .object(elements) { (name) in (.key(name), type?.elementType) }
    case .object(let attributes):
      self = try .object(attributes) { (name) in (.attribute(name), type?.attribute(named: name)) }
    }
  }

  private typealias Place = (step: AttributePath.Step, type: ValueType?)

  private static func array(
    _ elements: [Values.Value], _ place: (Int) -> Place
  ) throws(ConversionError) -> JSON {
    var array: [JSON] = []
    array.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() { array.append(try JSON(element, at: place(index))) }
    return .array(array)
  }

  private static func object(
    _ elements: KeyedValues, _ place: (String) -> Place
  ) throws(ConversionError) -> JSON {
    var members: [Member] = []
    members.reserveCapacity(elements.count)
    for (name, element) in elements { members.append(Member(name, try JSON(element, at: place(name)))) }
    return .object(members)
  }

  private init(_ value: Values.Value, at place: Place) throws(ConversionError) {
    do throws(ConversionError) {
      self = try JSON(value, type: place.type)
    } catch {
      throw error.prefixed(by: place.step)
    }
  }
}

extension ValueType {
  fileprivate func element(at index: Int) -> ValueType? {
    guard case .tuple(let types) = self, types.indices.contains(index) else { return nil }
    return types[index]
  }

  fileprivate func attribute(named name: String) -> ValueType? {
    if case .object(let object) = self { object.attributes[name] } else { nil }
  }
}
