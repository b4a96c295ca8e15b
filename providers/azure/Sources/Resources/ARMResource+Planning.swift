import ProviderAPI
import ProviderKit
import Values

extension ARMResource {
  /// Drops differences that mean nothing to Azure, and opens what follows from what changes.
  func adjust(_ plan: inout ResourcePlan) {
    if let prior = plan.prior?.keyedElements {
      for field in table.shape.fields {
        guard let before = prior[field.name] else { continue }
        let planned = plan[field.name]
        let kept = Reconciliation.value(planned, field, prior: before)
        if kept == before {
          plan.keepPrior(field.name)
        } else if kept != planned {
          plan.set(field.name, to: kept)
        }
      }
      for field in table.shape.fields where field.origin == .computed && !field.followed.isEmpty {
        if field.followed.contains(where: plan.isChanged) { plan.setUnknown(field.name) }
      }
    }
    table.hooks.adjust(&plan)
  }
}
