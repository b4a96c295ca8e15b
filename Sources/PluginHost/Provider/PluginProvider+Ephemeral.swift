import PluginWire
import ProviderAPI
import Values

/// Objects that are there for one run.
extension PluginProvider {
  func openEphemeral(_ request: DataRequest) async throws -> OpenResponse {
    let schema = try await typed(.ephemeral, request.type)
    let answer = try await connection().call(.openEphemeral) {
      $0.text(Fields.OpenEphemeral.type, request.type)
      $0.value(Fields.OpenEphemeral.config, request.config, as: schema.type)
    }
    return try readable(.openEphemeral) {
      try refuseDeferral(answer, Fields.OpenEphemeral.deferred)
      let object = try answer.value(Fields.OpenEphemeral.object, as: schema.type)
      return OpenResponse(
        object: schema.schema.block.withEmptyBlocks(object),
        privateData: Array(answer.bytes(Fields.OpenEphemeral.privateData) ?? []),
        renewAfter: try answer.duration(until: Fields.OpenEphemeral.renewAt),
        diagnostics: try answer.diagnostics(Fields.OpenEphemeral.diagnostics))
    }
  }

  func renewEphemeral(_ type: String, privateData: [UInt8]) async throws -> OpenResponse.Renewal {
    let answer = try await connection().call(.renewEphemeral) {
      $0.text(Fields.RenewEphemeral.type, type)
      $0.bytes(Fields.RenewEphemeral.privateData, privateData)
    }
    return try readable(.renewEphemeral) {
      try refuse(answer.diagnostics(Fields.RenewEphemeral.diagnostics))
      return OpenResponse.Renewal(
        privateData: answer.bytes(Fields.RenewEphemeral.newPrivateData).map(Array.init) ?? privateData,
        renewAfter: try answer.duration(until: Fields.RenewEphemeral.renewAt))
    }
  }

  func closeEphemeral(_ type: String, privateData: [UInt8]) async throws {
    let answer = try await connection().call(.closeEphemeral) {
      $0.text(Fields.RenewEphemeral.type, type)
      $0.bytes(Fields.RenewEphemeral.privateData, privateData)
    }
    try readable(.closeEphemeral) { try refuse(answer.diagnostics(Fields.RenewEphemeral.diagnostics)) }
  }
}

extension WireMessage {
  /// How long it is from now until the time that a field holds; nil when it holds none.
  fileprivate func duration(until field: Int) throws(WireError) -> Duration? {
    try message(field).map {
      .seconds(max(0, $0.integer(Fields.Timestamp.seconds) - Timestamp.now().seconds))
    }
  }
}
