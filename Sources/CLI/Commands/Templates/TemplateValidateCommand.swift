import ArgumentParser
import Diagnostics
import Templates

struct TemplateValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check the files of a template as a push does, and push nothing.")

  @OptionGroup var source: TemplateSourceOptions

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The value of an input variable. May be repeated.", valueName: "name=value"))
  var variable: [String] = []

  @Flag(inversion: .prefixedNo, help: "Plan a workspace as part of the checks. Needs the platform in reach.")
  var plan = true

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view).perform { run in
      var check = ContentCheck(run: run, content: try await source.content(run))
      check.variables = variable
      check.plans = plan
      let result = try await check.check()
      run.view.show(result.report.warnings)
      let made = result.report.resources.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      let planned = made.isEmpty ? "" : " A workspace has \(made.joined(separator: ", "))."
      Output.standard.print(
        "The template is valid.\(result.report.unplanned.map { " \($0)" } ?? planned)\n")
      return .success
    }
  }
}

struct TemplateLintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Find what bites later: volumes that get lost, secrets, moving images.",
    discussion: "Ends with status 2 when something was found.")

  @OptionGroup var source: TemplateSourceOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view).perform { run in
      var check = ContentCheck(run: run, content: try await source.content(run))
      check.plans = false
      let result = try await check.loaded()
      let findings = TemplateLint.findings(in: result.root, result.content)
      run.view.show(findings)
      guard findings.isEmpty else { return .changesPresent }
      Output.standard.print("Nothing was found.\n")
      return .success
    }
  }
}

extension TemplateSourceOptions {
  /// The files that the options name.
  func content(_ run: Run) async throws -> TemplateContent {
    guard let git else { return try FolderReader.read(directory ?? ".") }
    let source = try run.templateSource(url: git, ref: ref, path: path)
    return try await source.fetch(source.target()).content
  }
}
