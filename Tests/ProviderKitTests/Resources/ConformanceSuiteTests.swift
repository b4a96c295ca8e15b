import ProviderAPI
import ProviderKit
import ProviderTestKit
import Synchronization
import Testing
import Values

/// That the suites find what they are there to find.
struct ConformanceSuiteTests {
  struct BrokenProvider: ProviderDeclaration {
    static let name = "broken"
    static let schema = ResourceSchema("Broken.")
    static var types: [ResourceType<NoClient>] {
      [.data(BrokenDataSource.self), .data(BrokenDataSource.self)]
    }

    func makeClient(_ configuration: EmptyConfiguration) -> NoClient { NoClient() }
  }

  struct BrokenDataSource: DataSource {
    static let type = "broken_thing"
    static let schema = ResourceSchema(
      "", .argument("lost", .string, "No property for it."),
      .argument("size", .number, .defaulted(.string("1")), "A size."),
      .argument("name", .string, rules: [.matches("(", message: "?"), .requires(["nobody"])], ""),
      .rule("nothing", .notEmpty))

    struct Object: Codable {
      var size: Int?
      var name: String?
    }

    init(client: NoClient) {}

    func read(_ config: Object) -> DataResult<Object> { DataResult(id: "1", config) }
  }

  private func findings(_ body: () async throws -> Void) async throws -> String {
    let found = Mutex<[String]>([])
    try await withKnownIssue {
      try await body()
    } matching: { issue in
      found.withLock { $0 += issue.comments.map(\.rawValue) }
      return true
    }
    return found.withLock { $0.joined(separator: "\n") }
  }

  @Test func `a declaration that breaks its promises is found out`() async throws {
    let found = try await findings { verifyTypes(of: BrokenProvider.self) }
    for problem in [
      "is declared twice", "has no summary", "attribute name has no summary",
      "the default of size is no number",
      "the pattern at name", "names nobody, which does not exist", "a rule is for nothing", "cannot be coded",
    ] {
      #expect(found.contains(problem))
    }
  }

  @Test func `a world that does not keep what it was given is found out`() async throws {
    let shelf = Shelf()
    shelf.state.withLock { $0.fades = true }
    let provider = try await BuiltInProvider.configured(BoxProvider(shelf: shelf))
    let found = try await findings {
      try await ResourceTrial("shelf_box", of: provider, ["label": .string("grey")]).verify()
    }
    #expect(found.contains("colour has drifted after its creation"))
  }

  @Test func `a verb that hides what went wrong is found out`() async throws {
    let shelf = Shelf()
    let provider = try await BuiltInProvider.configured(BoxProvider(shelf: shelf))
    let object = try await provider.create("shelf_box", ["label": .string("a")])
    shelf.state.withLock { $0.failure = ProviderError(.denied, "Out of order.") }
    let found = try await findings {
      try await FailureTrial("shelf_box", ["label": .string("a")], object: object).verify(.conflict, provider)
    }
    #expect(found.contains("delete throws Out of order."))
  }
}
