/// Values under string keys, in the order of the keys' UTF-8 bytes, as maps and objects iterate.
///
/// A sorted array: smaller and faster to walk than a dictionary, and maps are built far more often than
/// they are changed.
public struct KeyedValues: Hashable, Sendable {
  public private(set) var keys: [String]
  public private(set) var values: [Value]

  public init() {
    keys = []
    values = []
  }

  /// Later pairs win over earlier ones with the same key.
  public init(_ pairs: some Sequence<(String, Value)>) {
    var builder = Builder(capacity: pairs.underestimatedCount)
    for (key, value) in pairs { builder.append(value, key) }
    self = builder.finish()
  }

  public var count: Int { keys.count }
  public var isEmpty: Bool { keys.isEmpty }

  /// The value under `key`; nil when there is none. Setting nil removes the key.
  public subscript(key: String) -> Value? {
    get {
      let index = insertionIndex(of: key)
      return index < keys.count && keys[index] == key ? values[index] : nil
    }
    set {
      let index = insertionIndex(of: key)
      let isPresent = index < keys.count && keys[index] == key
      switch (newValue, isPresent) {
      case (let value?, true):
        values[index] = value
      case (let value?, false):
        keys.insert(key, at: index)
        values.insert(value, at: index)
      case (nil, true):
        keys.remove(at: index)
        values.remove(at: index)
      case (nil, false):
        break
      }
    }
  }

  public func contains(_ key: String) -> Bool { self[key] != nil }

  /// The same keys with other values.
  public func mapValues<E>(_ transform: (Value) throws(E) -> Value) throws(E) -> KeyedValues {
    var result = self
    for index in values.indices { result.values[index] = try transform(values[index]) }
    return result
  }

  /// The same keys with other values, as many as there are keys.
  func withValues(_ values: [Value]) -> KeyedValues {
    precondition(values.count == keys.count, "Each key needs one value. This is a bug in rcw.")
    var result = self
    result.values = values
    return result
  }

  private func insertionIndex(of key: String) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension KeyedValues {
  /// Puts values under keys that come in any order.
  public struct Builder {
    private var result = KeyedValues()
    /// Whether each key so far came after the one before it, as when they stem from something sorted.
    private var isSorted = true

    public init(capacity: Int) {
      result.keys.reserveCapacity(capacity)
      result.values.reserveCapacity(capacity)
    }

    /// Later values win over earlier ones with the same key.
    public mutating func append(_ value: Value, _ key: String) {
      if isSorted, let last = result.keys.last { isSorted = last < key }
      result.keys.append(key)
      result.values.append(value)
    }

    public consuming func finish() -> KeyedValues {
      if isSorted { return result }
      let (keys, values) = (result.keys, result.values)
      let order = keys.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
      let last = order.indices.filter { $0 + 1 == order.count || keys[order[$0]] != keys[order[$0 + 1]] }
      result.keys = last.map { keys[order[$0]] }
      result.values = last.map { values[order[$0]] }
      return result
    }
  }
}

extension KeyedValues: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { keys.count }
  public subscript(position: Int) -> (key: String, value: Value) { (keys[position], values[position]) }
}

extension KeyedValues: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral pairs: (String, Value)...) { self.init(pairs) }
}
