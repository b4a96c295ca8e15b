/// A JSON text as a tree. Keeps the order of members and the exact value of numbers.
public enum JSON: Hashable, Sendable {
  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  case null
  case bool(Bool)
  case number(Number)
  case string(String)
  case array([JSON])
  case object([Member])
}
