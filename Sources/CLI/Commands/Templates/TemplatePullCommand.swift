import ArgumentParser
import Catalog
import Diagnostics
import Glibc
import Templates

struct TemplatePullCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Write the files of a template into a folder.")

  @Argument(help: "NAME or NAME@VERSION.") var name: String
  @Argument(help: "The folder; one of the template's name if not given.") var destination: String?

  @Option(help: "The version; the active one if not given.") var version: String?

  @Flag(name: [.customShort("y"), .long], help: "Write over files that are there.") var yes = false
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      let reference = TemplateReference(name)
      let template = try await library.catalog.template(named: reference.name)
      let version = try await library.catalog.version(of: template, named: version ?? reference.version)
      let content = try await library.content(of: version)
      let folder = destination ?? template.name
      try Self.requireFreedom(of: folder, content, run, consented: yes)
      try ContentFolders.write(content, into: folder)
      Output.standard.print(
        "Wrote \(content.files.count) files of \(template.name) \(version.name) to \(folder).\n")
    }
  }

  /// Nothing that somebody has written is lost without a question.
  static func requireFreedom(
    of folder: String, _ content: TemplateContent, _ run: Run, consented: Bool
  ) throws {
    let present = content.files.map(\.path).filter { access("\(folder)/\($0)", F_OK) == 0 }
    guard !present.isEmpty else { return }
    try run.requireConsent(
      "\(present.count) of the files are in \(folder) already, \(present[0]) among them. Write over them?",
      given: consented)
  }
}
