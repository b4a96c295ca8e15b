extension ValueType {
  /// The one type that values of all the types can be converted to, as a conditional or a list needs it; nil
  /// when there is none or no type is given. It is `any` where only values that are known later will tell.
  public static func unify(_ types: [ValueType]) -> ValueType? {
    var seen: Set<ValueType> = []
    let distinct = types.filter { seen.insert($0).inserted }
    guard distinct.count > 1 else { return distinct.first }
    return switch Kind.common(to: distinct) {
    case .collections(let make): unify(distinct.compactMap(\.elementType)).map(make)
    case .objects: unifyObjects(distinct.compactMap(\.objectType))
    case .tuples: unifyTuples(distinct.compactMap(\.tupleTypes))
    case .collectionsAndStructures(let make):
      unifyAsCollections(distinct, make) ?? mostGeneral(of: distinct)
    case .dynamic: .dynamic
    case .incompatible: nil
    case .mixed: mostGeneral(of: distinct)
    }
  }

  /// How the types of a list go together.
  private enum Kind {
    /// All lists, all sets or all maps.
    case collections((ValueType) -> ValueType)
    case objects
    case tuples
    /// Maps with objects, or lists with tuples: structures that stand for collections, as literals do.
    case collectionsAndStructures((ValueType) -> ValueType)
    /// Of one kind, and some of them not known yet.
    case dynamic
    case incompatible
    case mixed

    static func common(to types: [ValueType]) -> Kind {
      let known = types.filter { $0 != .dynamic }
      func all(_ test: (ValueType) -> Bool) -> Bool { known.allSatisfy(test) }
      let kind: Kind =
        if all(\.isList) {
          .collections(ValueType.list)
        } else if all(\.isSet) {
          .collections(ValueType.set)
        } else if all(\.isMap) {
          .collections(ValueType.map)
        } else if all({ $0.objectType != nil }) {
          .objects
        } else if all({ $0.tupleTypes != nil }) {
          .tuples
        } else if all({ $0.isMap || $0.objectType != nil }) {
          .collectionsAndStructures(ValueType.map)
        } else if all({ $0.isList || $0.tupleTypes != nil }) {
          .collectionsAndStructures(ValueType.list)
        } else if known.contains(where: { $0.objectType != nil }),
          known.contains(where: { $0.tupleTypes != nil })
        {
          .incompatible
        } else {
          .mixed
        }
      if known.count < types.count {
        switch kind {
        case .collections, .objects, .tuples: return .dynamic
        case .collectionsAndStructures, .dynamic, .incompatible, .mixed: break
        }
      }
      return kind
    }
  }

  /// Objects with the same attributes make such an object, others a map.
  private static func unifyObjects(_ objects: [ObjectType]) -> ValueType? {
    let names = Set(objects[0].attributes.keys)
    guard objects.allSatisfy({ Set($0.attributes.keys) == names }) else {
      return unify(objects.flatMap { $0.sorted.map(\.type) }).map(ValueType.map)
    }
    var attributes: [String: ValueType] = [:]
    for name in names {
      guard let type = unify(objects.compactMap { $0.attributes[name] }) else { return nil }
      attributes[name] = type
    }
    return .object(attributes)
  }

  /// Tuples of the same length make such a tuple, others a list.
  private static func unifyTuples(_ tuples: [[ValueType]]) -> ValueType? {
    guard tuples.allSatisfy({ $0.count == tuples[0].count }) else {
      return unify(tuples.flatMap { $0 }).map(ValueType.list)
    }
    var elements: [ValueType] = []
    for index in tuples[0].indices {
      guard let type = unify(tuples.map { $0[index] }) else { return nil }
      elements.append(type)
    }
    return .tuple(elements)
  }

  /// Takes each structure for a collection of its elements.
  private static func unifyAsCollections(
    _ types: [ValueType], _ make: (ValueType) -> ValueType
  ) -> ValueType? {
    let parts = types.flatMap { $0.tupleTypes ?? $0.objectType?.sorted.map(\.type) ?? [] }
    guard let element = unify(parts) else { return nil }
    let collections = types.map { $0.elementType == nil && $0 != .dynamic ? make(element) : $0 }
    return unify(collections).flatMap { $0.isCollection ? $0 : nil }
  }

  /// The one of the types that all the others can be converted to; the more general one of several.
  private static func mostGeneral(of types: [ValueType]) -> ValueType? {
    let suitable = types.filter { wanted in types.allSatisfy { $0.isConvertible(to: wanted) } }
    return suitable.first { type in !suitable.contains { $0.isMoreGeneral(than: type) } }
  }

  /// Whether a value of the other type loses less by conversion to this one than the other way round.
  private func isMoreGeneral(than other: ValueType) -> Bool {
    switch (self, other) {
    case (.dynamic, _): false
    case (_, .dynamic), (.string, .number), (.string, .bool): true
    case (.list, .tuple), (.list, .set), (.tuple, .set), (.map, .object): true
    case (.list(let a), .list(let b)), (.set(let a), .set(let b)), (.map(let a), .map(let b)):
      a.isMoreGeneral(than: b)
    default: false
    }
  }

  private var isList: Bool {
    if case .list = self { true } else { false }
  }

  private var isSet: Bool {
    if case .set = self { true } else { false }
  }

  private var isMap: Bool {
    if case .map = self { true } else { false }
  }

  private var objectType: ObjectType? {
    if case .object(let object) = self { object } else { nil }
  }

  private var tupleTypes: [ValueType]? {
    if case .tuple(let elements) = self { elements } else { nil }
  }
}
