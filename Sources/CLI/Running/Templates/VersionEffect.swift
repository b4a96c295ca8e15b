import Addresses
import Catalog
import Diagnostics
import Engine
import Templates
import Values
import Workspaces

/// What a version of a template would mean for the workspaces that there are.
struct VersionEffect: Sendable {
  /// For one workspace.
  struct Change: Sendable {
    var workspace: Workspace
    var summary: ChangeSummary
    /// What would be destroyed that holds what its owner made, by address.
    var losses: [String]
    /// Why there is no plan; nil when there is one.
    var problem: String?

    /// Whether the workspace can do with the version.
    var isClean: Bool { problem == nil && losses.isEmpty }
  }

  private(set) var changes: [Change] = []

  /// Plans all workspaces of the template, each as it is: those that run to go on, the others to stay stopped.
  init(_ version: TemplateVersion, of template: Template, _ session: CatalogSession) async throws {
    for listing in try await session.catalog.workspaces(.init(templateID: template.id)) {
      let transition: Build.Transition = listing.latestBuild?.transition == .stop ? .stop : .start
      changes.append(try await Self.change(listing.workspace, version, transition, session))
    }
  }

  private static func change(
    _ workspace: Workspace, _ version: TemplateVersion, _ transition: Build.Transition,
    _ session: CatalogSession
  ) async throws -> Change {
    let before = ProcessEnvironment.workingDirectory
    do {
      // The preview goes to where the version's files are.
      let plan = try await WorkingFolder.during(before) {
        try await WorkspacePreview(session: session).plan(workspace, version, transition)
      }
      return Change(workspace: workspace, summary: ChangeSummary(plan.changes), losses: losses(plan))
    } catch let error where !(error is CancellationError) {
      let first = Performing.diagnostics(error).first { $0.severity == .error }
      return Change(
        workspace: workspace, summary: ChangeSummary(), losses: [],
        problem: first.map { "\($0.summary): \($0.detail)" } ?? "\(error)")
    }
  }

  private static func losses(_ plan: Plan) -> [String] {
    plan.changes.filter { change in
      VolumeTypes.all.contains(change.address.resource.type)
        && (change.action == .delete || change.action.isReplace)
    }.map { "\($0.address)" }
  }

  var isClean: Bool { changes.allSatisfy(\.isClean) }

  /// A line for each workspace.
  func text(_ session: CatalogSession, _ style: Style) -> String {
    changes.map { change in
      "  \(session.reference(change.workspace)): \(Self.words(change, style))\n"
    }.joined()
  }

  private static func words(_ change: Change, _ style: Style) -> String {
    if let problem = change.problem { return style(problem, .red) }
    let summary = change.summary
    guard summary != ChangeSummary() else { return "no changes" }
    let counts = "\(summary.create) to add, \(summary.update) to change, \(summary.delete) to destroy"
    guard !change.losses.isEmpty else { return counts }
    return counts + style("; would be lost: \(change.losses.joined(separator: ", "))", .red)
  }

  func json(_ session: CatalogSession) -> JSON {
    .array(
      changes.map { change in
        [
          "workspace": .string("\(change.workspace.owner)/\(change.workspace.name)"),
          "add": .number(Number(change.summary.create)), "change": .number(Number(change.summary.update)),
          "destroy": .number(Number(change.summary.delete)),
          "lost": .array(change.losses.map { .string($0) }),
          "problem": change.problem.map { .string($0) } ?? .null,
        ]
      })
  }
}
