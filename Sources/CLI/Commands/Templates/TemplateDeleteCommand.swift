import ArgumentParser
import Catalog
import Templates

struct TemplateDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete templates that have no workspaces.", aliases: ["rm"])

  @Argument var names: [String]

  @Flag(name: [.customShort("y"), .long], help: "Ask nothing.") var yes = false
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      var templates: [Template] = []
      for name in names { templates.append(try await library.catalog.template(named: name)) }
      let all = templates.map(\.name).joined(separator: ", ")
      try run.requireConsent("Delete \(all) with all versions?", given: yes)
      for template in templates {
        try await library.delete(template)
        Output.standard.print("Deleted \(template.name).\n")
      }
    }
  }
}
