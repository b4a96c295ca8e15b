/// What a value must be, beyond its type. Data, so that documentation can print it.
///
/// A rule for single values that stands at a list, set or map holds for every element. Null and what is
/// known only after apply keep every rule.
public enum ValueRule: Hashable, Sendable {
  case oneOf([String])
  /// Whole numbers from the lower to the upper bound, both inclusive.
  case integer(ClosedRange<Int>)
  case wholeNumber
  /// RE2 syntax, with what to tell the user: what follows "The value of name", such as "must be a port".
  case matches(String, message: String)
  /// In characters of a string.
  case maxLength(Int)
  /// A string, list, set or map with something in it.
  case notEmpty
  /// Go's notation, such as `1m30s`.
  case duration
  /// As RFC 3339 writes it, such as `2020-02-12T06:36:13Z`.
  case timestamp
  case absolutePath
  /// May not be set together with any of these attributes of the same block.
  case conflictsWith([String])
  /// One of the attribute itself and these of the same block must be set, and no more.
  case exactlyOneOf([String])
  /// One of the attribute itself and these of the same block must be set, or more.
  case atLeastOneOf([String])
  /// When it is set, these attributes of the same block must be set too.
  case requires([String])
}

/// A rule and the attribute it holds for, by names from the resource's block inward.
public struct AttributeRule: Hashable, Sendable {
  public var path: [String]
  public var rule: ValueRule

  public init(_ path: [String], _ rule: ValueRule) {
    self.path = path
    self.rule = rule
  }
}
