import PluginWire
import ProviderAPI
import Synchronization
import Values

/// What a provider does without leaving an object behind.
extension PluginProvider {
  func planAction(_ request: ActionRequest) async throws -> [ProviderDiagnostic] {
    let schema = try await typed(.action, request.type)
    let answer = try await connection().call(.planAction) {
      $0.text(Fields.PlanAction.type, request.type)
      $0.value(Fields.PlanAction.config, request.config, as: schema.type)
    }
    return try readable(.planAction) {
      try refuseDeferral(answer, Fields.PlanAction.deferred)
      return try answer.diagnostics(Fields.PlanAction.diagnostics)
    }
  }

  func invokeAction(
    _ request: ActionRequest, _ operation: Operation
  ) async throws -> [ProviderDiagnostic] {
    typealias Field = Fields.InvokeAction
    let schema = try await typed(.action, request.type)
    let connection = try await connection()
    let outcome = Mutex<WireMessage?>(nil)
    try await connection.events(.invokeAction) {
      $0.text(Field.type, request.type)
      $0.value(Field.config, request.config, as: schema.type)
    } take: { event in
      if let progress = try event.message(Field.progress) { operation.report(progress.text(Field.message)) }
      if let completed = try event.message(Field.completed) { outcome.withLock { $0 = completed } }
    }
    guard let completed = outcome.withLock({ $0 }) else {
      throw connection.unreadable(
        .invokeAction, WireError(description: "it does not say what has come of it"))
    }
    return try readable(.invokeAction) { try completed.diagnostics(Field.diagnostics) }
  }
}
