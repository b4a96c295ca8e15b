import TestSupport
import Testing

/// Wrong configurations, and what is said about them.
struct ConfigurationCaseTests {
  @Test(arguments: GoldenCase.all(in: "Configuration"))
  func `a configuration is judged as its case says`(example: GoldenCase) async {
    let configuration = TestConfiguration(example.input)
    let text = configuration.text(await configuration.diagnostics())
    let difference = example.difference(from: ["diagnostics": text])
    #expect(difference == nil, "\(difference ?? "")")
  }
}
