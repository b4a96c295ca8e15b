import ProviderAPI
import ProviderKit
import ProviderTestKit
import ProviderUtility
import Testing
import Values

struct NullProviderTests {
  @Test func `a null resource lives and dies`() async throws {
    let provider = try await BuiltInProvider.configured(NullProvider())
    var trial = ResourceTrial(
      "null_resource", of: provider, ["triggers": .map(["a": .string("1")], of: .string)],
      replacing: ["triggers": .map(["a": .string("2")], of: .string)])
    trial.isOnlyRecorded = true
    trial.notImported = ["triggers"]
    try await trial.verify()
  }

  @Test func `the data source repeats its inputs`() async throws {
    let provider = try await BuiltInProvider.configured(NullProvider())
    let inputs = Value.map(["a": .string("1")], of: .string)
    let read = try await provider.readData("null_data_source", ["inputs": inputs]).object.keyedElements
    #expect(read?["outputs"] == inputs)
    #expect(read?["has_computed_default"] == .string("default"))
    #expect(read?["id"] == .string("static"))
  }
}
