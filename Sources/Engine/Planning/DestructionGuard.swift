import Addresses
import Diagnostics
import HCL
import Language
import Values

/// Finds out whether `prevent_destroy` forbids the deletion of an instance.
struct DestructionGuard {
  let evaluation: ModuleEvaluation
  let module: ModuleConfig
  let resource: ResourceConfig
  let address: ResourceInstanceAddress

  /// Why the instance cannot be deleted; nil when it can.
  func refusal() -> Diagnostic? {
    guard let prevention = resource.lifecycle.preventDestroy else { return nil }
    var evaluator = Evaluator(
      scope: evaluation.scope(
        of: module, in: address.module, for: prevention.value.references, Scope.Instance(key: address.key)))
    let value = evaluator.evaluate(prevention.value, as: .bool)
    if let error = evaluator.diagnostics.first(where: { $0.severity == .error }) {
      return error.within(resource.range)
    }
    guard value.isKnown else { return openQuestion(prevention) }
    guard value.unmarked().asBool ?? false else { return nil }
    return problem(
      "\(address) has lifecycle.prevent_destroy set, and the plan would delete it. Take the argument out to let that "
        + "happen, or leave the object out of the plan with the -target option.", prevention)
  }

  private func openQuestion(_ prevention: Attribute) -> Diagnostic {
    problem(
      "The plan would delete \(address), and whether lifecycle.prevent_destroy forbids that depends on values that "
        + "are known only after apply. Use values that are known when planning.", prevention)
  }

  private func problem(_ detail: String, _ prevention: Attribute) -> Diagnostic {
    Diagnostic(
      "prevent-destroy", "Instance cannot be destroyed", detail, at: prevention.range, in: resource.range,
      address: "\(address)")
  }
}
