import ArgumentParser
import Catalog
import StateStorage
import Values
import Workspaces

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List workspaces.", aliases: ["ls"])

  @Flag(name: [.customShort("a"), .customLong("all")], help: "Everybody's, not only one's own.")
  var all = false

  @Option(help: ArgumentHelp("Only those of a template.", valueName: "name"))
  var template: String?

  @Option(
    help: ArgumentHelp(
      "Only those that all words fit, of anybody's: owner:me, name:TEXT, template:NAME, status:running, outdated:true; a word "
        + "by itself is a part of the name.", valueName: "words"))
  var search: String?

  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let search = try self.search.map { try WorkspaceSearch($0, user: try session.user.name) }
      var selection = Catalog.Selection(owner: all || search != nil ? nil : try session.user.name)
      if let template { selection.templateID = try await session.catalog.template(named: template).id }
      try await session.endInterruptedBuilds()
      var listings = try await session.catalog.workspaces(selection)
      if let search { listings.removeAll { !search.fits($0) } }
      if listings.isEmpty, list.output == .table {
        Output.standard.print(
          "There are no workspaces\(search != nil ? " like that" : all ? "" : " of yours"). To make one:\n    rcw create NAME\n"
        )
        return .success
      }
      let text = ListingText(now: Timestamp.now().seconds, session: session)
      var table = Table(columns: ListingText.columns)
      let places = listings.indices.partitioned { listings[$0].workspace.isFavorite }
      table.rows = places.map { text.row(listings[$0]) }
      try list.show(table, json: { .array(listings.map(text.json)) })
      return .success
    }
  }
}

extension Sequence {
  /// First the elements that belong first, then the others, each in their order.
  fileprivate func partitioned(by belongsFirst: (Element) -> Bool) -> [Element] {
    filter(belongsFirst) + filter { !belongsFirst($0) }
  }
}

/// A workspace as a line of a list.
private struct ListingText {
  let now: Int
  let session: CatalogSession

  static let columns = [
    Table.Column(title: "WORKSPACE", key: "workspace"), Table.Column(title: "TEMPLATE", key: "template"),
    Table.Column(title: "STATUS", key: "status"), Table.Column(title: "LAST BUILT", key: "last_built"),
    Table.Column(title: "CURRENT VERSION", key: "current_version"),
    Table.Column(title: "OUTDATED", key: "outdated"), Table.Column(title: "STARTS AT", key: "starts_at"),
    Table.Column(title: "STOPS AFTER", key: "stops_after"),
    Table.Column(title: "FAVORITE", key: "favorite", isDefault: false),
    Table.Column(title: "OWNER", key: "owner", isDefault: false),
    Table.Column(title: "ID", key: "id", isDefault: false),
  ]

  func row(_ listing: WorkspaceListing) -> [String] {
    let workspace = listing.workspace
    let built = listing.latestBuild.map { RelativeTime(now - $0.created.seconds).text } ?? ""
    return [
      session.reference(workspace), listing.templateName, status(listing), built, listing.versionName,
      "\(listing.isOutdated)", workspace.autostart.map { "\($0) \(workspace.timeZone ?? "UTC")" } ?? "",
      stop(listing), "\(workspace.isFavorite)", workspace.owner, workspace.id,
    ]
  }

  private func status(_ listing: WorkspaceListing) -> String {
    let status = WorkspaceStatus(listing.latestBuild).rawValue
    return listing.workspace.dormantSince == nil ? status : "\(status) (dormant)"
  }

  private func stop(_ listing: WorkspaceListing) -> String {
    guard let deadline = listing.latestBuild?.deadline, WorkspaceStatus(listing.latestBuild) == .started
    else {
      return listing.workspace.ttl.map { $0 == .zero ? "" : $0.shortText } ?? ""
    }
    let rest = deadline.seconds - now
    return rest > 0 ? "in \(RelativeTime(rest).text)" : "due"
  }

  func json(_ listing: WorkspaceListing) -> JSON {
    let workspace = listing.workspace
    var members: [JSON.Member] = [
      .init("id", .string(workspace.id)), .init("name", .string(workspace.name)),
      .init("owner_name", .string(workspace.owner)), .init("template_id", .string(workspace.templateID)),
      .init("template_name", .string(listing.templateName)),
      .init("template_version_id", .string(workspace.versionID)),
      .init("template_version_name", .string(listing.versionName)),
      .init("status", .string(WorkspaceStatus(listing.latestBuild).rawValue.lowercased())),
      .init("outdated", .bool(listing.isOutdated)), .init("favorite", .bool(workspace.isFavorite)),
      .init("created_at", .string("\(workspace.created)")),
      .init("last_used_at", .string("\(workspace.lastUsed)")),
    ]
    members.append(.init("autostart_schedule", workspace.autostart.map { .string($0) } ?? .null))
    members.append(.init("time_zone", workspace.timeZone.map { .string($0) } ?? .null))
    members.append(
      .init("ttl_ms", workspace.ttl.map { .number(Number(Int($0.components.seconds) * 1_000)) } ?? .null))
    members.append(.init("dormant_at", workspace.dormantSince.map { .string("\($0)") } ?? .null))
    members.append(.init("latest_build", listing.latestBuild.map(BuildDocument.json) ?? .null))
    return .object(members)
  }
}

/// A build, for programs.
enum BuildDocument {
  static func json(_ build: Build) -> JSON {
    func time(_ moment: Timestamp?) -> JSON { moment.map { .string("\($0)") } ?? .null }
    return .object([
      .init("id", .string(build.id)), .init("build_number", .number(Number(build.number))),
      .init("transition", .string(build.transition.rawValue)),
      .init("status", .string(build.status.rawValue)),
      .init("reason", .string(build.reason.rawValue)), .init("initiator_name", .string(build.initiator)),
      .init("template_version_id", .string(build.versionID)),
      .init("error", build.problem.map { .string($0) } ?? .null),
      .init("summary", build.summary.map { .string($0) } ?? .null), .init("created_at", time(build.created)),
      .init("started_at", time(build.started)), .init("completed_at", time(build.ended)),
      .init("deadline", time(build.deadline)),
    ])
  }
}

extension CatalogSession {
  /// Puts an end to builds on record whose process has died: their workspaces are not locked.
  func endInterruptedBuilds() async throws {
    for build in try await catalog.unfinishedBuilds() {
      try await catalog.endIfInterrupted(build, LockHolder("list", environment))
    }
  }
}
