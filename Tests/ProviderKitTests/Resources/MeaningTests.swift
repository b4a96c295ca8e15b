import ProviderKit
import Testing
import Values

struct MeaningTests {
  @Test(arguments: [
    (Value.null(.string), Value.string(""), true), (.null(.number), .number(0), true),
    (.null(.bool), .bool(false), true),
    (.null(.list(.string)), .list([], of: .string), true),
    (.null(.map(.string)), .map([:], of: .string), true),
    (.string("a"), .null(.string), false), (.bool(true), .null(.bool), false),
    (.number(1), .number(0), false),
    (.unknown(.string), .null(.string), false),
    (
      .set([.object(["a": .string("x"), "b": .null(.string)])], of: .dynamic),
      .set([.object(["a": .string("x"), "b": .string("")])], of: .dynamic), true
    ),
    (
      .set([.object(["a": .string("x")])], of: .dynamic), .set([.object(["a": .string("y")])], of: .dynamic),
      false
    ),
  ])
  func `not set and set to nothing mean the same, in blocks too`(_ one: Value, _ other: Value, _ isSame: Bool)
  {
    #expect((one.meaning == other.meaning) == isSame)
  }
}
