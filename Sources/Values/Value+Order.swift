extension Value {
  /// The order in which the elements of a set stand: false before true, numbers by size, strings by their
  /// bytes, structures element by element; null first, unknown last.
  public static func inSetOrder(_ a: Value, _ b: Value) -> Bool { compare(a, b) == .ascending }

  private enum Comparison {
    case ascending
    case same
    case descending
  }

  private static func compare(_ a: Value, _ b: Value) -> Comparison {
    switch (a.content, b.content) {
    case (.bool(let a), .bool(let b)): compare(a ? 1 : 0, b ? 1 : 0)
    case (.number(let a), .number(let b)): compare(a, b)
    case (.string(let a), .string(let b)): compare(a, b)
    case (.list(let a, _), .list(let b, _)), (.set(let a, _), .set(let b, _)), (.tuple(let a), .tuple(let b)):
      compareAll(a, b)
    case (.map(let a, _), .map(let b, _)), (.object(let a), .object(let b)):
      firstDifference(zip(a.keys, b.keys).lazy.map { compare($0, $1) })
        ?? firstDifference(zip(a.values, b.values).lazy.map { compare($0, $1) })
        ?? compare(a.count, b.count)
    default: compare(a.rank, b.rank)
    }
  }

  private static func compareAll(_ a: [Value], _ b: [Value]) -> Comparison {
    firstDifference(zip(a, b).lazy.map { compare($0, $1) }) ?? compare(a.count, b.count)
  }

  private static func firstDifference(_ comparisons: some Sequence<Comparison>) -> Comparison? {
    comparisons.first { $0 != .same }
  }

  private static func compare<T: Comparable>(_ a: T, _ b: T) -> Comparison {
    a < b ? .ascending : a == b ? .same : .descending
  }

  private var rank: Int {
    switch content {
    case .null: 0
    case .bool: 1
    case .number: 2
    case .string: 3
    case .list, .set, .tuple: 4
    case .map, .object: 5
    case .unknown: 6
    }
  }
}
