extension Value {
  /// Whether the two are the same, as `==` says: a bool, or unknown as long as that cannot be told.
  ///
  /// Values of different types differ, null is equal to null of any type, and what is known of an unknown
  /// value may be enough to tell that it differs. The result has the marks of everything that was looked at.
  public func equals(_ other: Value) -> Value {
    let marks =
      isNull != other.isNull ? marks.union(other.marks) : deepMarks.union(other.deepMarks)
    guard let isSame = isSame(as: other) else { return Value(.unknown(.bool, .notNull), marks: marks) }
    return Value(.bool(isSame), marks: marks)
  }

  /// Whether the two have the same type and content, marks aside. Unknown values are the same when equally
  /// much is known of them.
  public func hasSameContent(as other: Value) -> Bool { withoutDeepMarks == other.withoutDeepMarks }

  /// nil when it cannot be told yet.
  private func isSame(as other: Value) -> Bool? {
    switch (content, other.content) {
    case (.null, .null): true
    case (.unknown(let type, let refinement), _): other.canBe(type, refinement) ? nil : false
    case (_, .unknown(let type, let refinement)): canBe(type, refinement) ? nil : false
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.list(let a, let type), .list(let b, let otherType)):
      type.mayEqual(otherType) ? Self.areSame(a, b) : false
    case (.map(let a, let type), .map(let b, let otherType)):
      type.mayEqual(otherType) && a.keys == b.keys ? Self.areSame(a.values, b.values) : false
    case (.set(let a, let type), .set(let b, let otherType)):
      if !type.mayEqual(otherType) {
        false
      } else if isWhollyKnown, other.isWhollyKnown {
        a == b
      } else {
        nil
      }
    case (.tuple(let a), .tuple(let b)): Self.areSame(a, b)
    case (.object(let a), .object(let b)): a.keys == b.keys ? Self.areSame(a.values, b.values) : false
    default: false
    }
  }

  /// Whether the elements are the same each; one that differs settles it.
  private static func areSame(_ a: [Value], _ b: [Value]) -> Bool? {
    guard a.count == b.count else { return false }
    var isKnown = true
    for (x, y) in zip(a, b) {
      // Inside of a structure the type of a null is part of the structure's type.
      if case (.null(let type), .null(let otherType)) = (x.content, y.content), !type.mayEqual(otherType) {
        return false
      }
      switch x.isSame(as: y) {
      case false?: return false
      case true?: continue
      case nil: isKnown = false
      }
    }
    return isKnown ? true : nil
  }

  /// Whether an unknown value of the type, of which so much is known, may turn out to be this one.
  private func canBe(_ type: ValueType, _ refinement: Refinement) -> Bool {
    switch content {
    case .unknown: return true
    case .null: return !refinement.isNotNull
    case .string(let string):
      return type.mayEqual(.string) && string.utf8.starts(with: refinement.prefix.utf8)
    case .list(let elements, _), .set(let elements, _):
      return type.mayEqual(self.type) && refinement.allows(length: elements.count)
    case .map(let elements, _):
      return type.mayEqual(self.type) && refinement.allows(length: elements.count)
    case .number(let number):
      return type.mayEqual(.number) && refinement.allows(number)
    case .bool, .tuple, .object:
      return type.mayEqual(self.type)
    }
  }
}

extension Refinement {
  fileprivate func allows(length: Int) -> Bool { minLength <= length && length <= maxLength }

  fileprivate func allows(_ number: Number) -> Bool {
    (least.map { $0 <= number } ?? true) && (greatest.map { number <= $0 } ?? true)
  }
}

extension ValueType {
  /// Whether the two are the same type, or may turn out to be where one holds `any`.
  func mayEqual(_ other: ValueType) -> Bool {
    switch (self, other) {
    case (.dynamic, _), (_, .dynamic): true
    case (.string, .string), (.number, .number), (.bool, .bool): true
    case (.list(let a), .list(let b)), (.set(let a), .set(let b)), (.map(let a), .map(let b)): a.mayEqual(b)
    case (.tuple(let a), .tuple(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.mayEqual($1) }
    case (.object(let a), .object(let b)):
      a.attributes.count == b.attributes.count
        && a.attributes.allSatisfy { name, type in b.attributes[name].map(type.mayEqual) ?? false }
    default: false
    }
  }
}
