import ArgumentParser
import Diagnostics
import Language
import StateStorage
import TestRuns

struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the tests of a configuration.",
    discussion: """
      Runs the files that end in .tftest.hcl or .tofutest.hcl, beside the configuration and in the folder \
      tests: each run plans or applies the configuration, in memory, and its assertions are looked at. In the \
      end everything is destroyed that was made. Exits with 1 when a test has failed.
      """)

  @Option(
    name: .customLong("filter"),
    help: ArgumentHelp("Run this test file only. May be repeated.", valueName: "file"))
  var filter: [String] = []

  @Option(
    name: .customLong("test-directory"),
    help: ArgumentHelp("The folder with test files.", valueName: "folder"))
  var testDirectory = "tests"

  @Flag(name: .customLong("verbose"), help: "Print the plan or the state of each run.")
  var verbose = false

  @Option(
    name: .customLong("junit-xml"),
    help: ArgumentHelp("Write a report in JUnit's format, too.", valueName: "file"))
  var report: String?

  @Option(
    name: .customLong("parallelism"),
    help: ArgumentHelp("How many calls to providers run at a time.", valueName: "n"))
  var parallelism = 10

  @OptionGroup var variables: VariableOptions
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard parallelism > 0 else { throw ValidationError("-parallelism takes a number above 0.") }
  }

  func run() async throws {
    try await Run(view: view, variables: variables, state: try StateOptions.parse([])).perform { run in
      let (root, warnings) = try await run.loadConfiguration()
      run.view.show(warnings)
      var loader = TestLoader(directory: ".", testFolder: testDirectory)
      let files = loader.load(filter: filter)
      run.view.show(loader.diagnostics)
      guard !loader.diagnostics.hasErrors else { return .failure }
      let view: any TestView =
        self.view.json
        ? TestJSON() : TestText(run: run, style: self.view.style(run.environment), verbose: verbose)
      return try await TestJob(run: run, root: root, files: files, view: view, report: report)
        .perform(parallelism)
    }
  }
}
