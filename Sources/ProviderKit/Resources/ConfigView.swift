public import Values

/// A configuration block seen by validation code: named access that never fails. Values may be unknown.
public struct ConfigView: Sendable {
  public let value: Value

  public init(_ value: Value) { self.value = value }

  /// The attribute's value; null when the block does not set it.
  public subscript(name: String) -> Value { value.keyedElements?[name] ?? .null(.dynamic) }

  /// Whether the block gives the attribute a value, known or not.
  public func isSet(_ name: String) -> Bool { !self[name].isNull }

  /// The nested blocks of a type, as far as they are known.
  public func blocks(_ name: String) -> [ConfigView] {
    let nested = self[name]
    if let elements = nested.elements { return elements.map(ConfigView.init) }
    return nested.keyedElements == nil ? [] : [ConfigView(nested)]
  }
}
