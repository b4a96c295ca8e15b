import ArgumentParser
import Catalog
import Templates

struct TemplatePromoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Make a version the one that new workspaces get.")

  @Argument var name: String
  @Argument var version: String?

  @Option(name: .customLong("template-version"), help: .hidden) var versionOption: String?
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard version != nil || versionOption != nil else { throw ValidationError("Say which version.") }
  }

  func run() async throws { try await Self.promote(name, version ?? versionOption, view) }

  static func promote(_ name: String, _ version: String?, _ view: ViewOptions) async throws {
    try await Run.withLibrary(view) { run, library in
      let template = try await library.catalog.template(named: name)
      let version = try await library.catalog.version(of: template, named: version)
      try await library.catalog.activate(version)
      run.view.say("\(version.name) is the active version of \(template.name).\n")
    }
  }
}
