import ArgumentParser
import Catalog
import Templates
import Values

struct TemplateListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the templates.", aliases: ["ls"])

  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  private struct Row {
    var template: Template
    var active: TemplateVersion?
    var workspaces: Int
  }

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      let rows = try await rows(library.catalog)
      guard !rows.isEmpty || list.output == .json else {
        return Output.standard.print(
          "There are no templates yet. To make one:\n    rcw template init\n    rcw template push NAME --directory DIR\n"
        )
      }
      var table = Table(columns: Self.columns)
      table.rows = rows.map(Self.texts)
      try list.show(table) {
        .array(rows.map { TemplateJSON.template($0.template, activeVersion: $0.active?.name) })
      }
    }
  }

  private func rows(_ catalog: Catalog) async throws -> [Row] {
    let users = try await catalog.workspaceCounts()
    var rows: [Row] = []
    for template in try await catalog.templates() {
      let active = try await template.activeVersionID.asyncMap { try await catalog.version(id: $0) }
      rows.append(Row(template: template, active: active, workspaces: users[template.id] ?? 0))
    }
    return rows
  }

  private static let columns = [
    Table.Column(title: "NAME", key: "name"), Table.Column(title: "ACTIVE VERSION", key: "active_version"),
    Table.Column(title: "LAST UPDATED", key: "last_updated"), Table.Column(title: "USED BY", key: "used_by"),
    Table.Column(title: "DESCRIPTION", key: "description"),
    Table.Column(title: "DISPLAY NAME", key: "display_name", isDefault: false),
    Table.Column(title: "CREATED AT", key: "created_at", isDefault: false),
    Table.Column(title: "TRACKS", key: "tracks", isDefault: false),
  ]

  private static func texts(_ row: Row) -> [String] {
    let template = row.template
    return [
      template.name, row.active?.name ?? "none", TemplateText.ago(template.updated),
      "\(row.workspaces) workspace\(row.workspaces == 1 ? "" : "s")",
      template.deprecation.isEmpty ? template.description : "deprecated: \(template.deprecation)",
      template.displayName, "\(template.created)", template.tracking?.url ?? "",
    ]
  }
}

extension Optional {
  /// `map` for what takes its time.
  fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
    if let self { try await body(self) } else { nil }
  }
}
