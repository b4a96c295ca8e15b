import Catalog
import Engine
import Workspaces

/// Looks for workspaces of a fleet that are as they are to be on record, and are not on their platforms.
struct FleetDrift: Sendable {
  let session: CatalogSession

  /// The plan with builds for these.
  func added(to plan: FleetPlan) async throws -> FleetPlan {
    var plan = plan
    for index in plan.items.indices where plan.items[index].changes.isEmpty {
      guard let drift = try await drift(of: plan.items[index]) else { continue }
      plan.items[index].changes = [plan.items[index].desired?.isRunning == false ? .stop : .start]
      plan.items[index].reasons.append(drift)
    }
    return plan
  }

  /// In the words of a reason; nil when there is none.
  private func drift(of item: FleetPlan.Item) async throws -> String? {
    guard let workspace = item.existing, let version = item.version, let desired = item.desired else {
      return nil
    }
    do {
      let plan = try await WorkspacePreview(session: session).plan(
        workspace, version, desired.isRunning ? .start : .stop)
      let summary = ChangeSummary(plan.changes)
      guard summary != ChangeSummary() else { return nil }
      return
        "on its platform \(summary.create) to add, \(summary.update) to change, \(summary.delete) to destroy"
    } catch let error where !(error is CancellationError) {
      // The build tells why, and keeps it on record.
      return "cannot be planned"
    }
  }
}
