import ArgumentParser
import Diagnostics
import StarterTemplates
import Templates

struct TemplateInitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Begin a template with one of those that come with rcw.")

  @Argument(help: "The folder for it; one of its name if not given.") var directory: String?

  @Option(help: ArgumentHelp("Which one: \(Starters.names).", valueName: "name"))
  var id: String?

  @Flag(name: [.customShort("y"), .long], help: "Write over files that are there.") var yes = false
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view).perform { run in
      let starter = try choose(run)
      let content = TemplateContent(
        starter.files.map { TemplateContent.File($0.path, Array($0.text.utf8)) })
      let folder = directory ?? starter.name
      try TemplatePullCommand.requireFreedom(of: folder, content, run, consented: yes)
      try ContentFolders.write(content, into: folder)
      Output.standard.print(
        """
        Wrote the template \(starter.name) to \(folder). Change it as you like, then:
            rcw template push NAME --directory \(folder.shellQuoted)

        """)
      return .success
    }
  }

  private func choose(_ run: Run) throws -> StarterTemplate {
    guard let name = id ?? askedName() else {
      throw DiagnosticsError(
        Diagnostic(
          "starter-needed", "Which template?", "Say with which one to begin:\n\(Starters.commands)"))
    }
    if let starter = StarterTemplate.all.first(where: { $0.name == name }) { return starter }
    throw DiagnosticsError(
      Diagnostic(
        "unknown-starter", "No such starter template",
        "There is no starter template \"\(name)\".\(Suggestion.sentence(for: name, in: StarterTemplate.all.map(\.name))) "
          + "There are: \(Starters.names)."))
  }

  private func askedName() -> String? {
    if StarterTemplate.all.count == 1 { return StarterTemplate.all[0].name }
    guard Output.standard.isInteractive else { return nil }
    Output.standard.print(Starters.summaries { "  \($0)" } + "\n")
    return Output.standard.ask("Which one? ")
  }
}

private enum Starters {
  static var names: String { StarterTemplate.all.map(\.name).joined(separator: ", ") }

  static var commands: String { summaries { "    rcw template init --id \($0)" } }

  /// A line for each template: what `head` makes of its name, and what the template is for.
  static func summaries(_ head: (String) -> String) -> String {
    let heads = StarterTemplate.all.map { head($0.name) }
    let width = heads.map(\.count).max() ?? 0
    return zip(heads, StarterTemplate.all).map { head, starter in
      "\(head.padded(to: width))  # \(starter.summary)"
    }.joined(separator: "\n")
  }
}
