import ArgumentParser
import Catalog
import Templates
import Values

struct TemplateVersionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions", abstract: "List the versions of a template, or make one the active one.",
    subcommands: [TemplateVersionsListCommand.self, TemplateVersionsPromoteCommand.self],
    defaultSubcommand: TemplateVersionsListCommand.self)
}

/// Coder's words for `template promote`.
struct TemplateVersionsPromoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Make a version the one that new workspaces get.")

  @Option(
    name: [.customShort("t"), .customLong("template")],
    help: ArgumentHelp("The template.", valueName: "name"))
  var template: String

  @Option(name: .customLong("template-version"), help: ArgumentHelp("The version.", valueName: "name"))
  var version: String

  @OptionGroup var view: ViewOptions

  func run() async throws { try await TemplatePromoteCommand.promote(template, version, view) }
}

struct TemplateVersionsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the versions of a template, the latest first.")

  @Argument var name: String

  @Flag(name: .customLong("include-archived"), help: "List archived versions too.")
  var includesArchived = false

  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      let template = try await library.catalog.template(named: name)
      let versions = try await library.catalog.versions(of: template.id)
        .filter { includesArchived || !$0.isArchived }
      var table = Table(columns: Self.columns)
      table.rows = versions.map { Self.texts($0, template) }
      try list.show(table) { .array(versions.map { TemplateJSON.version($0, of: template) }) }
    }
  }

  private static let columns = [
    Table.Column(title: "NAME", key: "name"), Table.Column(title: "CREATED AT", key: "created_at"),
    Table.Column(title: "CREATED BY", key: "created_by"), Table.Column(title: "ACTIVE", key: "active"),
    Table.Column(title: "ARCHIVED", key: "archived", isDefault: false),
    Table.Column(title: "COMMIT", key: "commit"), Table.Column(title: "MESSAGE", key: "message"),
    Table.Column(title: "ORIGIN", key: "origin", isDefault: false),
    Table.Column(title: "ID", key: "id", isDefault: false),
  ]

  private static func texts(_ version: TemplateVersion, _ template: Template) -> [String] {
    [
      version.name, TemplateText.ago(version.created), TemplateText.name(of: version.author),
      template.activeVersionID == version.id ? "Active" : "", version.isArchived ? "Archived" : "",
      "\(version.commit.prefix(12))", TemplateText.subject(version.message),
      version.origin.map { "\($0.url) \($0.commit.prefix(12))" } ?? "", version.id,
    ]
  }
}
