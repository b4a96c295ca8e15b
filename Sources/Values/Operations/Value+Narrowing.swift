extension Value {
  /// The value of which so much is known: unknown, unless that leaves only one possibility for it or for its
  /// length.
  public static func narrowed(_ type: ValueType, _ refinement: Refinement) -> Value {
    guard refinement.isNotNull else { return .unknown(type, refinement) }
    switch type {
    case .number:
      guard let least = refinement.least, least == refinement.greatest else { break }
      return .number(least)
    case .list, .set, .map:
      guard refinement.minLength == refinement.maxLength else { break }
      return ofLength(refinement.minLength, type) ?? .unknown(type, refinement)
    case .dynamic, .string, .bool, .tuple, .object: break
    }
    return .unknown(type, refinement)
  }

  /// More elements are not written out.
  private static let maxWrittenLength = 1_000

  /// A collection of unknown elements; nil where its length does not tell how it is made up.
  private static func ofLength(_ length: Int, _ type: ValueType) -> Value? {
    switch type {
    case .list(let element) where length <= maxWrittenLength:
      .list([Value](repeating: .unknown(element), count: length), of: element)
    case .set(let element) where length <= 1:
      .set([Value](repeating: .unknown(element), count: length), of: element)
    case .map(let element) where length == 0: .map([:], of: element)
    default: nil
    }
  }
}

extension Refinement {
  /// What can be said of a value, known or not.
  public init(describing value: Value) {
    switch value.content {
    case .null: self = .none
    case .unknown(_, let refinement): self = refinement
    case .number(let number): self.init(isNotNull: true, least: number, greatest: number)
    case .list(let elements, _): self.init(isNotNull: true, length: elements.count...elements.count)
    case .set(let elements, _):
      // Elements that are unknown yet may turn out to be the same.
      let least = value.isWhollyKnown ? elements.count : min(1, elements.count)
      self.init(isNotNull: true, length: least...elements.count)
    case .map(let elements, _): self.init(isNotNull: true, length: elements.count...elements.count)
    case .bool, .string, .tuple, .object: self = .notNull
    }
  }

  private init(isNotNull: Bool, length: ClosedRange<Int>) {
    self.init(isNotNull: isNotNull, minLength: length.lowerBound, maxLength: length.upperBound)
  }

  /// What holds of a value that is one of two.
  public func or(_ other: Refinement) -> Refinement {
    Refinement(
      isNotNull: isNotNull && other.isNotNull, minLength: min(minLength, other.minLength),
      maxLength: max(maxLength, other.maxLength),
      least: Self.combined(least, other.least, min), greatest: Self.combined(greatest, other.greatest, max))
  }

  private static func combined(
    _ a: Number?, _ b: Number?, _ combine: (Number, Number) -> Number
  ) -> Number? {
    guard let a, let b else { return nil }
    return combine(a, b)
  }

  /// What is known of the length of a collection of which this is known.
  var lengthBounds: Refinement {
    Refinement(
      isNotNull: true, least: Number(minLength), greatest: maxLength == .max ? nil : Number(maxLength))
  }
}
