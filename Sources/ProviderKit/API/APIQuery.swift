/// The query of a call, written as a literal: `["force": "1"]`. Names keep their order and may be repeated;
/// those without a value are left out.
public struct APIQuery: Sendable, ExpressibleByDictionaryLiteral {
  public private(set) var items: [(name: String, value: String?)] = []

  public init(dictionaryLiteral elements: (String, String?)...) { items = elements.map { ($0.0, $0.1) } }

  public mutating func add(_ name: String, _ value: String?) { items.append((name, value)) }
}
