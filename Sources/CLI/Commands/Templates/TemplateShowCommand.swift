import ArgumentParser
import Catalog
import Templates
import Values

struct TemplateShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Tell what a template is, and what may be set for its workspaces.")

  @Argument(help: "NAME, or NAME@VERSION for another than the active version.") var name: String

  @Option(name: [.customShort("o"), .long], help: "text or json.")
  var output = OutputForm.text

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      let reference = TemplateReference(name)
      let template = try await library.catalog.template(named: reference.name)
      let version = try await library.catalog.version(of: template, named: reference.version)
      Output.standard.print(
        output == .json ? json(template, version) : try await text(template, version, run, library))
    }
  }

  private static let columns = ["PARAMETER", "TYPE", "DEFAULT", "MUTABLE", "OPTIONS", "DESCRIPTION"].map {
    Table.Column(title: $0, key: $0.lowercased())
  }

  private func json(_ template: Template, _ version: TemplateVersion) -> String {
    var json = TemplateJSON.template(template, activeVersion: nil)
    json["active_version_name"] = nil
    json["version"] = TemplateJSON.version(version, of: template)
    return json.text(.indented) + "\n"
  }

  private func text(
    _ template: Template, _ version: TemplateVersion, _ run: Run, _ library: TemplateLibrary
  ) async throws -> String {
    let style = view.style(run.environment)
    var text = style(template.title, .bold) + "\n"
    if !template.description.isEmpty { text += template.description + "\n" }
    if !template.deprecation.isEmpty { text += style("Deprecated: \(template.deprecation)", .yellow) + "\n" }
    text += "\n" + Self.facts(template, version)
    let parameters = version.parameters.elements ?? []
    if !parameters.isEmpty {
      var table = Table(columns: Self.columns)
      table.rows = parameters.map(TemplateText.parameter)
      text += "\n" + (try table.text())
    }
    if let readme = try await library.content(of: version).readme { text += "\n" + readme.text }
    return text.hasSuffix("\n") ? text : text + "\n"
  }

  private static func facts(_ template: Template, _ version: TemplateVersion) -> String {
    let line = TemplateText.line
    let schedule = template.schedule
    let active = template.activeVersionID == version.id ? ", active" : ""
    var text = line("Name", template.name)
    text += line("Version", "\(version.name) of \(version.created)\(active)")
    text += line("Author", version.author)
    text += line("Message", TemplateText.subject(version.message))
    text += line("Commit", version.commit)
    if let origin = version.origin {
      text += line("Origin", "\(origin.url) \(origin.path) \(origin.commit.prefix(12))")
    }
    if let tracking = template.tracking {
      text += line("Tracks", "\(tracking.url) \(tracking.reference), promotes \(tracking.promotion.rawValue)")
      text += line("Problem", tracking.lastProblem ?? "")
    }
    text += line("Stops after", TemplateText.duration(schedule.defaultTTL))
    if schedule.dormantAfter > .zero {
      text += line("Dormant after", TemplateText.duration(schedule.dormantAfter))
    }
    if schedule.deleteAfter > .zero {
      text += line("Deleted after", TemplateText.duration(schedule.deleteAfter))
    }
    let presets = (version.presets.elements ?? []).compactMap { $0["name"]?.asString }
    text += line("Presets", presets.joined(separator: ", "))
    return text
  }
}

/// `NAME` or `NAME@VERSION`.
struct TemplateReference: Hashable, Sendable {
  var name: String
  /// nil for the active one.
  var version: String?

  init(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
    name = parts.first ?? ""
    version = parts.count > 1 ? parts[1] : nil
  }
}
