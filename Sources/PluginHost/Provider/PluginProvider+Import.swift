import PluginWire
import ProviderAPI
import Values

/// Taking over objects that exist.
extension PluginProvider {
  func importObjects(_ type: String, id: String) async throws -> [ImportedObject] {
    let answer = try await connection().call(.importState) {
      $0.text(Fields.Import.type, type)
      $0.text(Fields.Import.id, id)
      $0.capabilities(Fields.Import.capabilities)
    }
    return try await imported(answer)
  }

  func importObjects(_ type: String, identity: Value) async throws -> [ImportedObject] {
    guard let schema = try await typed(.managed, type).schema.identity else {
      throw ProviderError(.invalid, "A \(type) is imported by its id. Write id = … instead of identity = ….")
    }
    let answer = try await connection().call(.importState) {
      $0.text(Fields.Import.type, type)
      $0.capabilities(Fields.Import.capabilities)
      $0.identity(Fields.Import.identity, identity, as: schema)
    }
    return try await imported(answer)
  }

  private func imported(_ answer: WireMessage) async throws -> [ImportedObject] {
    let messages = try readable(.importState) {
      try refuse(answer.diagnostics(Fields.Import.diagnostics))
      try refuseDeferral(answer, Fields.Import.deferred)
      return try answer.messages(Fields.Import.objects)
    }
    var objects: [ImportedObject] = []
    for message in messages {
      let type = message.text(Fields.Import.objectType)
      let schema = try await typed(.managed, type)
      objects.append(
        try readable(.importState) {
          ImportedObject(
            type: type,
            object: schema.schema.block.withEmptyBlocks(
              try message.value(Fields.Import.object, as: schema.type)),
            privateData: Array(message.bytes(Fields.Import.privateData) ?? []),
            identity: try message.identity(Fields.Import.objectIdentity, as: schema.schema.identity))
        })
    }
    return objects
  }
}
