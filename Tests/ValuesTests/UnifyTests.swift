import Testing
import Values

/// The expectations were checked against Terraform 1.15's conditionals and `tolist`.
struct UnifyTests {
  private static let a = ValueType.object(["a": .number])
  private static let b = ValueType.object(["b": .string])

  static let types: [([ValueType], ValueType?)] = [
    ([], nil), ([.number], .number), ([.number, .number], .number), ([.number, .string], .string),
    ([.bool, .string, .number], .string), ([.bool, .number], nil), ([.dynamic, .number], .number),
    ([.dynamic, .dynamic], .dynamic), ([.string, .list(.string)], nil),
    ([.list(.number), .list(.string)], .list(.string)), ([.list(.number), .dynamic], .dynamic),
    ([.list(.number), .set(.string)], .list(.number)), ([.set(.string), .tuple([.string])], .set(.string)),
    ([.list(.string), .tuple([.number])], .list(.string)),
    ([.list(.number), .tuple([.string])], .list(.string)),
    ([.list(.string), .tuple([])], .list(.string)), ([.map(.string), .object([:])], .map(.string)),
    ([.map(.number), b], .map(.string)), ([.map(.string), .object(["x": .list(.string)])], nil),
    ([a, .object(["a": .string])], .object(["a": .string])), ([a, b], .map(.string)),
    ([a, .object([:])], .map(.number)),
    ([a, .object(["b": .tuple([])])], nil), ([a, .dynamic], .dynamic),
    ([.object(["a": .dynamic]), a], .object(["a": .number])),
    ([.tuple([.number]), .tuple([.string])], .tuple([.string])),
    ([.tuple([.number, .bool]), .tuple([.string])], .list(.string)),
    ([.tuple([.number]), .dynamic], .dynamic),
    ([.tuple([]), .object([:])], nil),
    ([.tuple([.tuple([])]), .tuple([.tuple([.number])])], .tuple([.list(.number)])),
    ([.list(.string), .tuple([.string]), .dynamic], .list(.string)),
  ]

  @Test(arguments: types)
  func `the common type is the one that loses least`(types: [ValueType], expected: ValueType?) {
    #expect(ValueType.unify(types) == expected)
  }

  @Test(arguments: types)
  func `every type can become the common one`(types: [ValueType], expected: ValueType?) {
    guard let expected else { return }
    #expect(types.allSatisfy { $0.isConvertible(to: expected) })
  }
}
