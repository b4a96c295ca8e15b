import ArgumentParser
import Catalog
import Diagnostics
import Templates

struct TemplateArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Keep versions out of lists: those that are named, or all that nobody uses.",
    discussion:
      "The active version is never archived, nor without its name one that a workspace is built from.")

  @Argument var name: String
  @Argument(help: "Versions; all that no workspace is built from if not given.") var versions: [String] = []

  @Flag(help: "Take the versions out of the archive.") var undo = false
  @Flag(name: [.customShort("y"), .long], help: "Ask nothing.") var yes = false
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard !undo || !versions.isEmpty else { throw ValidationError("Say which versions to take out.") }
  }

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      let template = try await library.catalog.template(named: name)
      let chosen = try await chosen(of: template, library.catalog)
      guard !chosen.isEmpty else {
        return Output.standard.print("There is nothing to archive: all versions are in use.\n")
      }
      let names = chosen.map(\.name).joined(separator: ", ")
      if versions.isEmpty {
        try run.requireConsent("Archive \(names) of \(template.name)?", given: yes)
      }
      for version in chosen { try await library.catalog.setArchived(!undo, version) }
      Output.standard.print("\(undo ? "Took out of the archive" : "Archived"): \(names).\n")
    }
  }

  private func chosen(of template: Template, _ catalog: Catalog) async throws -> [TemplateVersion] {
    guard versions.isEmpty else {
      var chosen: [TemplateVersion] = []
      for name in versions { chosen.append(try await catalog.version(of: template, named: name)) }
      return chosen
    }
    let used = Set(
      try await catalog.workspaces(.init(templateID: template.id)).map(\.workspace.versionID))
    return try await catalog.versions(of: template.id).filter {
      !$0.isArchived && $0.id != template.activeVersionID && !used.contains($0.id)
    }
  }
}
