import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderUtility

struct RandomProviderTests {
  /// Type, configuration, one that replaces, import id from the object, what an import cannot know.
  struct Case: CustomTestStringConvertible, Sendable {
    var type: String
    var config: KeyedValues
    var replacing: KeyedValues
    var importedBy: String?
    var notImported: Set<String> = []
    var testDescription: String { type }
  }

  static let keepers = Value.map(["a": .string("1")], of: .string)
  static let cases = [
    Case(
      type: "random_bytes", config: ["length": .number(9)], replacing: ["length": .number(8)],
      importedBy: "base64"),
    Case(
      type: "random_id", config: ["byte_length": .number(70)], replacing: ["byte_length": .number(8)],
      importedBy: "b64_url"),
    Case(
      type: "random_password", config: ["length": .number(12)],
      replacing: ["length": .number(12), "keepers": keepers],
      importedBy: "result", notImported: ["bcrypt_hash"]),
    Case(
      type: "random_pet", config: ["length": .number(4)],
      replacing: ["length": .number(4), "prefix": .string("x")]),
    Case(
      type: "random_shuffle", config: ["input": .list([.string("a"), .string("b")], of: .string)],
      replacing: ["input": .list([.string("a")], of: .string)]),
    Case(
      type: "random_string", config: ["length": .number(5), "number": .bool(true)],
      replacing: ["length": .number(5), "numeric": .bool(false)], importedBy: "result"),
    Case(type: "random_uuid", config: [:], replacing: ["keepers": keepers], importedBy: "result"),
  ]

  private func provider() async throws -> BuiltInProvider<RandomProvider> {
    try await .configured(RandomProvider(passwordCost: 4))
  }

  @Test(arguments: cases) func `random values live and die`(of given: Case) async throws {
    var trial = ResourceTrial(
      given.type, of: try await provider(), given.config, replacing: given.replacing)
    trial.isOnlyRecorded = true
    trial.notImported = given.notImported
    trial.importID = nil
    if let name = given.importedBy { trial.importID = { $0.keyedElements?[name]?.asString ?? "" } }
    try await trial.verify()
  }

  @Test func `an integer is imported with its range`() async throws {
    var trial = ResourceTrial(
      "random_integer", of: try await provider(),
      ["min": .number(-3), "max": .number(3), "seed": .string("s")],
      replacing: ["min": .number(0), "max": .number(3)])
    trial.isOnlyRecorded = true
    trial.importID = { "\($0.keyedElements?["id"]?.asString ?? ""),-3,3,s" }
    try await trial.verify()
  }

  @Test func `a seed gives the same values again`() async throws {
    let provider = try await provider()
    for (type, arguments) in [
      ("random_integer", ["min": .number(0), "max": .number(1_000_000), "seed": .string("s")]),
      (
        "random_shuffle",
        ["input": .list((0..<20).map { .string("\($0)") }, of: .string), "seed": .string("s")]
      ),
    ] as [(String, KeyedValues)] {
      let first = try await provider.create(type, arguments).keyedElements?["result"]
      let second = try await provider.create(type, arguments).keyedElements?["result"]
      #expect(first == second)
    }
  }

  @Test func `an id is one number in all its notations`() async throws {
    let object = try await provider().create(
      "random_id", ["byte_length": .number(8), "prefix": .string("p-")])
    let text = { (name: String) in String(object.keyedElements?[name]?.asString?.dropFirst(2) ?? "") }
    #expect(UInt64(text("dec")) == UInt64(text("hex"), radix: 16))
    #expect(object.keyedElements?["id"]?.asString == text("b64_url"))
  }

  @Test func `a password has the characters that were asked for`() async throws {
    let object = try await provider().create(
      "random_password",
      [
        "length": .number(40), "upper": .bool(false), "numeric": .bool(false), "min_numeric": .number(2),
        "min_special": .number(3), "override_special": .string("é!"),
      ])
    let password = object.keyedElements?["result"]?.asString ?? ""
    #expect(password.unicodeScalars.count == 40)
    #expect(password.filter(\.isUppercase) == "")
    #expect(password.filter(\.isNumber).count == 2)
    #expect(password.filter { "é!".contains($0) }.count >= 3)
  }

  @Test func `more results than inputs begin again`() async throws {
    let object = try await provider().create(
      "random_shuffle",
      ["input": .list([.string("a"), .string("b")], of: .string), "result_count": .number(5)])
    let result = object.keyedElements?["result"]?.elements?.compactMap(\.asString) ?? []
    #expect(result.count == 5)
    #expect(Set(result[0...1]) == ["a", "b"])
    #expect(Set(result[2...3]) == ["a", "b"])
  }

  @Test(
    arguments: [
      (
        "random_integer", ["min": .number(2), "max": .number(1)], "The maximum 1 is less than the minimum 2."
      ),
      (
        "random_password", ["length": .number(3), "min_upper": .number(4)],
        "The length 3 is less than the 4 characters that the minimums add up to."
      ),
      (
        "random_string",
        [
          "length": .number(3), "upper": .bool(false), "lower": .bool(false), "special": .bool(false),
          "numeric": .bool(false),
        ], "There is no character left: at least one of lower, upper, numeric and special must be true."
      ),
      (
        "random_bytes", ["length": .number(0)],
        "Expected length to be a whole number in the range (1 - 1000000), got 0."
      ),
    ] as [(String, KeyedValues, String)])
  func `what cannot be drawn is refused`(type: String, arguments: KeyedValues, detail: String) async throws {
    let provider = try await provider()
    let problems = try await provider.problems(.managed, type, arguments)
    #expect(problems == [detail])
    await #expect(throws: ProviderError.self) { try await provider.create(type, arguments) }
  }

  @Test func `a password that an old version recorded gets what it lacks`() async throws {
    let provider = try await provider()
    let old = try JSON.parse(#"{"id": "none", "length": 3, "number": false, "result": "abc", "upper": true}"#)
    let upgraded = try await provider.upgrade("random_password", version: 0, old)
    let read = try await provider.read(ReadRequest(type: "random_password", current: upgraded))
    let object = read.object.keyedElements
    #expect(object?["numeric"] == .bool(false))
    #expect(object?["min_lower"] == .number(0))
    #expect(object?["bcrypt_hash"]?.asString?.hasPrefix("$2a$04$") == true)
  }

  @Test func `a UUID of version 7 begins with the time`() async throws {
    let provider = try await BuiltInProvider.configured(RandomProvider(passwordCost: 4))
    func make() async throws -> String {
      try await provider.create("random_uuid7", [:]).keyedElements?["result"]?.asString ?? ""
    }
    let (first, second) = (try await make(), try await make())
    #expect(first.prefix(8) <= second.prefix(8))
    #expect(first != second)
    #expect(Array(first)[14] == "7")
  }
}
