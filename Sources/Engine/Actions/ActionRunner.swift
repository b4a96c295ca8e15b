import Addresses
import Diagnostics
import Language
import ProviderAPI
import Values

/// Does one action of a plan.
struct ActionRunner: Sendable {
  let invocation: ActionInvocation
  let applier: Applier
  /// The outputs of the configuration's nodes as far as they are known at this step.
  let inputs: [ConfigNode: NodeOutput]

  private var config: ConfigGraph { applier.plan.config }
  private var block: ResourceConfig? {
    let address = invocation.action.configAddress
    return config.modules[address.module]?.resources[address.resource]
  }

  func run() async -> [Diagnostic] {
    let origin = BlockOrigin(address: "\(invocation.action)", body: block?.body, header: block?.range)
    var diagnostics: [Diagnostic] = []
    if invocation.isConditional, !conditionHolds(&diagnostics) {
      if !diagnostics.hasErrors { tell(.skipped) }
      return diagnostics
    }
    tell(.started)
    do {
      diagnostics += try await invoke().map(origin.diagnostic)
    } catch {
      diagnostics += origin.diagnostics(error, doing: "invoking")
    }
    tell(diagnostics.hasErrors ? .failed : .completed)
    return diagnostics
  }

  private func tell(_ stage: ActionStage) { applier.events(.action(invocation, stage)) }

  private func invoke() async throws -> [ProviderDiagnostic] {
    let target = config.providers.target(for: invocation.provider)
    let provider = ProviderAccess(applier.pool, target, target.node.flatMap { inputs[$0] })
    let value = inputs[.resource(invocation.action.configAddress)]?.member(invocation.action)
    let tell = { @Sendable (text: String) in self.tell(.progressed(text)) }
    return try await provider.configured().invokeAction(
      ActionRequest(
        type: invocation.action.resource.type, config: (value ?? invocation.config).withoutDeepMarks),
      Operation(id: "\(invocation.action)", report: tell, inPassing: { _ in }))
  }

  private func conditionHolds(_ diagnostics: inout [Diagnostic]) -> Bool {
    guard let cause = invocation.trigger, let change = applier.changes[cause.instance],
      let resource = config.modules[cause.instance.module.module]?.resources[cause.instance.resource],
      resource.lifecycle.actionTriggers.indices.contains(cause.index)
    else { return true }
    let evaluation = ModuleEvaluation(
      config: config, environment: applier.environment, node: .resource(cause.instance.configAddress),
      inputs: inputs)
    var reader = TriggerReader(
      resource.lifecycle.actionTriggers[cause.index], of: change, resource, evaluation)
    let holds = reader.conditionHolds
    diagnostics += reader.diagnostics
    return holds == true
  }
}
