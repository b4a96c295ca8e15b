/// What is known about a value that is not known yet.
public struct Refinement: Hashable, Sendable {
  /// The value will not be null.
  public var isNotNull: Bool
  /// The first characters of a string.
  public var prefix: String
  /// The least and greatest length of a collection, both inclusive.
  public var minLength: Int
  public var maxLength: Int
  /// The bounds of a number, both inclusive; nil where there is none.
  public var least: Number?
  public var greatest: Number?

  public init(
    isNotNull: Bool = false, prefix: String = "", minLength: Int = 0, maxLength: Int = .max,
    least: Number? = nil, greatest: Number? = nil
  ) {
    self.isNotNull = isNotNull
    self.prefix = prefix
    self.minLength = minLength
    self.maxLength = maxLength
    self.least = least
    self.greatest = greatest
  }

  /// Nothing is known.
  public static let none = Refinement()
  public static let notNull = Refinement(isNotNull: true)
}
