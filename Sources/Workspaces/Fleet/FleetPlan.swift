public import Catalog
public import Diagnostics
import Values

/// What has to be done so that there are the workspaces that a fleet's files want.
public struct FleetPlan: Sendable {
  public enum Change: Hashable, Sendable {
    /// It runs afterwards, unless it is to be stopped.
    case create
    /// To another version or other parameters; it runs afterwards.
    case update
    case start
    case stop
    /// Only what is on record of it.
    case reschedule
    case delete
    /// It is not the fleet's any more, and stays.
    case leave
  }

  public struct Item: Sendable {
    public var owner: String
    public var name: String
    /// nil for one that the fleet does not want any more.
    public var desired: DesiredWorkspace?
    public var existing: Workspace?
    /// In the order in which they are made; none when all is as it is to be.
    public var changes: [Change]
    /// The version that it is to have.
    public var version: TemplateVersion?
    /// Why, for people: `version v1 -> v2`.
    public var reasons: [String] = []

    public var reference: String { "\(owner)/\(name)" }
  }

  /// By owner and name.
  public var items: [Item]
  /// Workspaces that cannot be had, such as those of a template that is not there: nothing is done with them.
  public var problems: [Diagnostic] = []

  public var isEmpty: Bool { items.allSatisfy { $0.changes.allSatisfy { $0 == .leave } } }
}

extension FleetPlan {
  /// Compares what is wanted with what is on record. Asks no platform.
  ///
  /// - Parameters:
  ///   - fleet: what tells the fleet from others: the address of its repository, or the path of its folder.
  ///   - prunes: whether workspaces that the fleet has made and does not want any more are deleted.
  /// - Throws: `CatalogError` when the catalog cannot be read.
  public init(
    _ desired: [DesiredWorkspace], fleet: String, user: Owner, prunes: Bool, catalog: Catalog
  ) async throws {
    let existing = try await catalog.workspaces()
    var byName: [String: WorkspaceListing] = [:]
    for listing in existing { byName[Self.key(listing.workspace.owner, listing.workspace.name)] = listing }
    var versions = VersionChoice(catalog)
    var items: [Item] = []
    for wanted in desired {
      do {
        let listing = byName.removeValue(forKey: Self.key(wanted.owner ?? user.name, wanted.name))
        items.append(try await Self.item(wanted, listing, fleet, user, &versions, catalog))
      } catch let error as CatalogError where error.isAboutContent {
        problems.append(Diagnostic("fleet", "Workspace cannot be had", error.message, at: wanted.range))
      }
    }
    for listing in byName.values where listing.workspace.fleet == fleet {
      items.append(
        Item(
          owner: listing.workspace.owner, name: listing.workspace.name, existing: listing.workspace,
          changes: [prunes ? .delete : .leave], reasons: ["not in the fleet any more"]))
    }
    self.items = items.sorted { $0.reference.lowercased() < $1.reference.lowercased() }
  }

  private static func key(_ owner: String, _ name: String) -> String { "\(owner)/\(name)".lowercased() }

  private static func item(
    _ wanted: DesiredWorkspace, _ listing: WorkspaceListing?, _ fleet: String, _ user: Owner,
    _ versions: inout VersionChoice, _ catalog: Catalog
  ) async throws -> Item {
    let (template, version) = try await versions.choose(wanted)
    var item = Item(
      owner: wanted.owner ?? user.name, name: wanted.name, desired: wanted, existing: listing?.workspace,
      changes: [], version: version)
    guard let listing else {
      try CatalogName.check(workspace: wanted.name)
      item.changes = wanted.isRunning ? [.create] : [.create, .stop]
      return item
    }
    let workspace = listing.workspace
    guard workspace.fleet == nil || workspace.fleet == fleet else {
      throw CatalogError(
        .taken, "The workspace \"\(workspace.name)\" belongs to another fleet: \(workspace.fleet ?? "").")
    }
    guard workspace.templateID == template.id else {
      throw CatalogError(
        .inUse,
        "The workspace \"\(workspace.name)\" is made from the template \(listing.templateName). To make it from "
          + "\(template.name), delete it first:\n    rcw delete \(workspace.owner)/\(workspace.name)")
    }
    if workspace.versionID != version.id {
      item.reasons.append("version \(listing.versionName) -> \(version.name)")
    }
    let values = try await catalog.values(workspace.parameters)
    let changed = wanted.parameters.filter { values[$0.key] != $0.value }.map(\.key).sorted()
    if !changed.isEmpty { item.reasons.append("parameters \(changed.joined(separator: ", "))") }
    let status = WorkspaceStatus(listing.latestBuild)
    if !item.reasons.isEmpty { item.changes.append(.update) }
    item.changes += transitions(to: wanted.isRunning, from: status, isUpdated: !item.reasons.isEmpty)
    if item.changes.isEmpty, differs(workspace, wanted, fleet) {
      item.changes.append(.reschedule)
      item.reasons.append("schedule")
    }
    return item
  }

  /// What failed half-way is tried again.
  private static func transitions(to isRunning: Bool, from status: WorkspaceStatus, isUpdated: Bool)
    -> [Change]
  {
    switch (isRunning, isUpdated) {
    case (true, true): []
    case (true, false): status == .started ? [] : [.start]
    case (false, true): [.stop]
    case (false, false): status == .stopped ? [] : [.stop]
    }
  }

  private static func differs(_ workspace: Workspace, _ wanted: DesiredWorkspace, _ fleet: String) -> Bool {
    workspace.autostart != wanted.autostart?.cron || workspace.ttl != wanted.ttl || workspace.fleet != fleet
      || wanted.autostart != nil && workspace.timeZone != wanted.autostart?.timeZone
  }
}

extension CatalogError {
  /// Whether it is about what was asked for, and not about the catalog itself.
  fileprivate var isAboutContent: Bool {
    switch code {
    case .notFound, .taken, .invalidName, .inUse: true
    case .newerFormat, .damaged, .busy, .unavailable: false
    }
  }
}

/// Finds versions, each template once.
private struct VersionChoice {
  private let catalog: Catalog
  private var found: [String: (Template, TemplateVersion)] = [:]

  init(_ catalog: Catalog) { self.catalog = catalog }

  mutating func choose(_ wanted: DesiredWorkspace) async throws -> (Template, TemplateVersion) {
    let key = "\(wanted.template)@\(wanted.version ?? "")"
    if let known = found[key] { return known }
    let template = try await catalog.template(named: wanted.template)
    let version = try await catalog.version(of: template, named: wanted.version)
    found[key] = (template, version)
    return (template, version)
  }
}
