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
    self.init()
    let pairs = Self.sorted(Array(pairs))
    keys.reserveCapacity(pairs.count)
    values.reserveCapacity(pairs.count)
    for (key, value) in pairs {
      if key == keys.last {
        values[values.count - 1] = value
      } else {
        keys.append(key)
        values.append(value)
      }
    }
  }

  /// By key, those with the same key as they were.
  private static func sorted(_ pairs: [(String, Value)]) -> [(String, Value)] {
    // Most pairs come from something that was sorted before.
    if zip(pairs, pairs.dropFirst()).allSatisfy({ $0.0 < $1.0 }) { return pairs }
    return pairs.enumerated().sorted {
      $0.element.0 == $1.element.0 ? $0.offset < $1.offset : $0.element.0 < $1.element.0
    }.map(\.element)
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

extension KeyedValues: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { keys.count }
  public subscript(position: Int) -> (key: String, value: Value) { (keys[position], values[position]) }
}

extension KeyedValues: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral pairs: (String, Value)...) { self.init(pairs) }
}
