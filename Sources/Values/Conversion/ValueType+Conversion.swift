extension ValueType {
  /// Whether a value of this type may turn out to be convertible to `wanted`.
  public func isConvertible(to wanted: ValueType) -> Bool {
    do throws(ConversionError) {
      try requireConvertible(to: wanted)
      return true
    } catch {
      return false
    }
  }

  /// Checks that a value of this type, of which nothing else is known, may turn out to be convertible.
  public func requireConvertible(to wanted: ValueType) throws(ConversionError) {
    switch (self, wanted) {
    case (.dynamic, _), (_, .dynamic), (.string, .string), (.number, .number), (.bool, .bool),
      (.string, .number), (.string, .bool), (.number, .string), (.bool, .string):
      return
    case (.list(let element), .list(let wanted)), (.list(let element), .set(let wanted)),
      (.set(let element), .list(let wanted)), (.set(let element), .set(let wanted)):
      try element.requireConvertible(to: wanted, as: .index(0))
    case (.map(let element), .map(let wanted)):
      try element.requireConvertible(to: wanted, as: .key(""))
    case (.tuple(let elements), .list(let element)), (.tuple(let elements), .set(let element)):
      try Self.require(elements.enumerated().map { (.index($0), $1) }, wanted, element)
    case (.object(let object), .map(let element)):
      try Self.require(object.sorted.map { (.key($0), $1) }, wanted, element)
    case (.tuple(let elements), .tuple(let wanted)) where elements.count == wanted.count:
      for (index, (element, wanted)) in zip(elements, wanted).enumerated() {
        try element.requireConvertible(to: wanted, as: .index(index))
      }
    case (.object(let object), .object(let wanted)):
      try object.requireConvertible(to: wanted)
    case (.map(let element), .object(let wanted)):
      for (name, type) in wanted.sorted where !wanted.optional.contains(name) {
        try element.requireConvertible(to: type, as: .key(name))
      }
    default:
      throw ConversionError(mismatchMessage(wanted))
    }
  }

  /// What to say when a value of this type is not, and cannot become, one of the wanted type.
  func mismatchMessage(_ wanted: ValueType) -> String {
    if case (.tuple(let elements), .tuple(let wanted)) = (self, wanted) {
      return "tuple of length \(wanted.count) required, but have length \(elements.count)"
    }
    return "\(wanted.constraintName) required, but have \(friendlyName)"
  }

  /// What to say when the elements of a tuple or object have no type in common for a collection.
  static func noCommonTypeMessage(_ collection: ValueType) -> String {
    switch collection {
    case .list(.dynamic): "all list elements must have the same type"
    case .set(.dynamic): "all set elements must have the same type"
    case .map(.dynamic): "all map elements must have the same type"
    default: "cannot find a common base type for all elements"
    }
  }

  private func requireConvertible(
    to wanted: ValueType, as step: AttributePath.Step
  ) throws(ConversionError) {
    do throws(ConversionError) {
      try requireConvertible(to: wanted)
    } catch {
      throw error.prefixed(by: step)
    }
  }

  /// Checks the elements of a structure that is to become a collection.
  private static func require(
    _ elements: [(AttributePath.Step, ValueType)], _ collection: ValueType, _ wanted: ValueType
  ) throws(ConversionError) {
    for (step, element) in elements { try element.requireConvertible(to: wanted, as: step) }
    if wanted == .dynamic, !elements.isEmpty, unify(elements.map(\.1)) == nil {
      throw ConversionError(noCommonTypeMessage(collection))
    }
  }
}

extension ObjectType {
  /// By name, so that of several mistakes the same one is always reported.
  var sorted: [(name: String, type: ValueType)] {
    attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  fileprivate func requireConvertible(to wanted: ObjectType) throws(ConversionError) {
    try wanted.requirePresent { attributes[$0] != nil }
    for (name, type) in wanted.sorted {
      guard let attribute = attributes[name] else { continue }
      do throws(ConversionError) {
        try attribute.requireConvertible(to: type)
      } catch {
        throw error.prefixed(by: .attribute(name))
      }
    }
  }

  /// Checks that every attribute that is not optional is there.
  func requirePresent(_ isPresent: (String) -> Bool) throws(ConversionError) {
    let missing = attributes.keys.filter { !optional.contains($0) && !isPresent($0) }
    guard !missing.isEmpty else { return }
    let names = missing.sorted().map { "\"\($0)\"" }
    let list =
      switch names.count {
      case 1: "attribute \(names[0]) is"
      case 2: "attributes \(names[0]) and \(names[1]) are"
      default: "attributes \(names.dropLast().joined(separator: ", ")), and \(names[names.count - 1]) are"
      }
    throw ConversionError("\(list) required")
  }
}

extension ConversionError {
  /// The error as it is seen from the structure that has the part at `step`.
  func prefixed(by step: AttributePath.Step) -> ConversionError {
    ConversionError(message, at: AttributePath([step] + path.steps))
  }
}

// MARK: The type of the result

extension ValueType {
  /// The type that conversion to this one makes of a value of type `source`, which must be convertible: what
  /// stands for `any` is settled as far as `source` tells, and no attribute is optional.
  func resolved(from source: ValueType) -> ValueType {
    switch (self, source) {
    case (_, .dynamic): withoutOptionalAttributes
    case (.dynamic, _): source
    case (.string, _), (.number, _), (.bool, _): self
    case (.list(let element), _): .list(element.resolved(fromElementOf: source))
    case (.set(let element), _): .set(element.resolved(fromElementOf: source))
    case (.map(let element), _): .map(element.resolved(fromElementOf: source))
    case (.tuple(let elements), .tuple(let sources)):
      .tuple(zip(elements, sources).map { $0.resolved(from: $1) })
    case (.object(let object), .object(let source)):
      .object(
        Dictionary(
          uniqueKeysWithValues: object.attributes.map { name, type in
            (name, type.resolved(from: source.attributes[name] ?? .dynamic))
          }))
    case (.object(let object), .map(let element)):
      .object(object.attributes.mapValues { $0.resolved(from: element) })
    case (.tuple, _), (.object, _): withoutOptionalAttributes
    }
  }

  /// The same for the element type of a collection that is made of a value of type `source`.
  private func resolved(fromElementOf source: ValueType) -> ValueType {
    guard containsDynamic else { return withoutOptionalAttributes }
    let element: ValueType? =
      switch source {
      case .list(let element), .set(let element), .map(let element): element
      case .tuple(let elements): ValueType.unify(elements.map { resolved(from: $0) })
      case .object(let object): ValueType.unify(object.sorted.map { resolved(from: $0.type) })
      case .dynamic, .string, .number, .bool: nil
      }
    return resolved(from: element ?? .dynamic)
  }
}
