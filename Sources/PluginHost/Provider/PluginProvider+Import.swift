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
    let identityType = try await identityType(of: type)
    let value = try readable(.identitySchemas) { try identity.converted(to: identityType) }
    let answer = try await connection().call(.importState) {
      $0.text(Fields.Import.type, type)
      $0.capabilities(Fields.Import.capabilities)
      $0.message(Fields.Import.identity) { $0.value(Fields.Identity.data, value, as: identityType) }
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
      let object = try readable(.importState) { try message.value(Fields.Import.object, as: schema.type) }
      objects.append(
        ImportedObject(
          type: type, object: schema.schema.block.withEmptyBlocks(object),
          privateData: Array(message.bytes(Fields.Import.privateData) ?? [])))
    }
    return objects
  }

  /// The type of the object that identifies one of `type`.
  private func identityType(of type: String) async throws -> ValueType {
    let answer: WireMessage
    do { answer = try await connection().call(.identitySchemas) } catch is NotImplemented {
      throw ProviderError(.invalid, "Objects of the provider \(binary.label) are imported by id.")
    }
    return try readable(.identitySchemas) {
      guard let bytes = try answer.map(Fields.IdentitySchemasResponse.schemas)[type] else {
        throw ProviderError(
          .invalid, "A \(type) is imported by its id. Write id = … instead of identity = ….")
      }
      var types: [String: ValueType] = [:]
      for attribute in try WireMessage(bytes).messages(Fields.Identity.attributes) {
        types[attribute.text(Fields.Identity.name)] = try ValueType(
          try JSON.parse(attribute.bytes(Fields.Identity.type) ?? []))
      }
      return .object(ObjectType(types, optional: Set(types.keys)))
    }
  }
}
