import PluginWire
import ProviderAPI
import Values

/// What leaves nothing behind: objects that are there for one run, and actions.
extension ProviderService {
  func openEphemeral(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.OpenEphemeral
    let name = request.text(Field.type)
    let type = try await type(.ephemeral, name).type
    let config = try request.value(Field.config, as: type)
    return try await answering(Field.diagnostics, "Ephemeral object cannot be opened") { answer in
      let opened = try await provider.openEphemeral(DataRequest(type: name, config: config))
      answer.diagnostics(Field.diagnostics, opened.diagnostics)
      if let wait = opened.renewAfter { answer.time(Field.renewAt, in: wait) }
      answer.value(Field.object, opened.object, as: type)
      answer.bytes(Field.privateData, opened.privateData)
    }
  }

  func renewEphemeral(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.RenewEphemeral
    return try await answering(Field.diagnostics, "Ephemeral object cannot be renewed") { answer in
      let renewal = try await provider.renewEphemeral(
        request.text(Field.type), privateData: request.privateData(Field.privateData))
      if let wait = renewal.renewAfter { answer.time(Field.renewAt, in: wait) }
      answer.bytes(Field.newPrivateData, renewal.privateData)
    }
  }

  func closeEphemeral(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.RenewEphemeral
    return try await answering(Field.diagnostics, "Ephemeral object cannot be closed") { _ in
      try await provider.closeEphemeral(
        request.text(Field.type), privateData: request.privateData(Field.privateData))
    }
  }

  // MARK: Actions

  func planAction(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.PlanAction
    let action = try await action(request)
    return try await answering(Field.diagnostics, "Action cannot be planned") {
      $0.diagnostics(Field.diagnostics, try await provider.planAction(action))
    }
  }

  /// - Parameter tell: takes each event: how far the action is, and in the end what has come of it.
  func invokeAction(_ request: WireMessage, _ tell: @escaping @Sendable (WireWriter) -> Void) async throws {
    typealias Field = Fields.InvokeAction
    let action = try await action(request)
    let report = { @Sendable (line: String) in
      var event = WireWriter()
      event.message(Field.progress) { $0.text(Field.message, line) }
      tell(event)
    }
    let outcome = try await answering(Field.diagnostics, "Action failed") {
      $0.diagnostics(
        Field.diagnostics,
        try await provider.invokeAction(action, Operation(id: "\(action.type)", report: report)))
    }
    var event = WireWriter()
    event.message(Field.completed, outcome)
    tell(event)
  }

  private func action(_ request: WireMessage) async throws -> ActionRequest {
    let name = request.text(Fields.PlanAction.type)
    let type = try await type(.action, name).type
    return ActionRequest(type: name, config: try request.value(Fields.PlanAction.config, as: type))
  }
}

extension WireWriter {
  /// The time after a while from now.
  fileprivate mutating func time(_ field: Int, in wait: Duration) {
    message(field) {
      $0.integer(Fields.Timestamp.seconds, Timestamp.now().seconds + Int(wait.components.seconds))
    }
  }
}
