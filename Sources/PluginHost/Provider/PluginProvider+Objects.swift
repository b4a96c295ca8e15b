import PluginWire
import ProviderAPI
import Values

/// Managed objects and data.
extension PluginProvider {
  func upgrade(_ type: String, version: Int, _ object: JSON) async throws -> Value {
    let schema = try await typed(.managed, type)
    let answer = try await connection().call(.upgrade) {
      $0.text(Fields.Upgrade.type, type)
      $0.integer(Fields.Upgrade.version, version)
      $0.message(Fields.Upgrade.rawState) { $0.bytes(Fields.RawState.json, object.bytes()) }
    }
    return try readable(.upgrade) {
      try refuse(answer.diagnostics(Fields.Upgrade.diagnostics))
      return schema.object(try answer.value(Fields.Upgrade.object, as: schema.type))
    }
  }

  func upgrade(_ type: String, _ identity: RecordedIdentity) async throws -> Value {
    let schema = try await typed(.managed, type).schema.identity
    let answer = try await connection().call(.upgradeIdentity) {
      $0.text(Fields.Upgrade.type, type)
      $0.integer(Fields.Upgrade.version, identity.version)
      $0.message(Fields.Upgrade.rawState) { $0.bytes(Fields.RawState.json, identity.attributes.bytes()) }
    }
    return try readable(.upgradeIdentity) {
      try refuse(answer.diagnostics(Fields.Upgrade.diagnostics))
      guard let upgraded = try answer.identity(Fields.Upgrade.object, as: schema) else {
        throw WireError(description: "there is no identity in it")
      }
      return upgraded
    }
  }

  func read(_ request: ReadRequest) async throws -> ReadResponse {
    let schema = try await typed(.managed, request.type)
    let meta = try await typedMeta()
    let answer = try await connection().call(.read) {
      $0.text(Fields.Read.type, request.type)
      $0.value(Fields.Read.current, request.current, as: schema.type)
      $0.bytes(Fields.Read.privateData, request.privateData)
      $0.meta(Fields.Read.meta, request.meta, as: meta)
      $0.capabilities(Fields.Read.capabilities)
      $0.identity(Fields.Read.identity, request.identity, as: schema.schema.identity)
    }
    return try readable(.read) {
      try refuseDeferral(answer, Fields.Read.deferred)
      return ReadResponse(
        object: schema.object(try answer.value(Fields.Read.object, as: schema.type)),
        privateData: Array(answer.bytes(Fields.Read.newPrivateData) ?? []),
        diagnostics: try answer.diagnostics(Fields.Read.diagnostics),
        identity: try answer.identity(Fields.Read.newIdentity, as: schema.schema.identity))
    }
  }

  func plan(_ request: PlanRequest) async throws -> PlanResponse {
    let schema = try await typed(.managed, request.type)
    let meta = try await typedMeta()
    let answer = try await connection().call(.plan) {
      $0.change(request.type, from: request.prior, to: request.proposed, request.config, as: schema.type)
      $0.bytes(Fields.Plan.privateData, request.privateData)
      $0.meta(Fields.Plan.meta, request.meta, as: meta)
      $0.capabilities(Fields.Plan.capabilities)
      $0.identity(Fields.Plan.identity, request.identity, as: schema.schema.identity)
    }
    return try readable(.plan) {
      try refuseDeferral(answer, Fields.Plan.deferred)
      return PlanResponse(
        planned: schema.object(try answer.value(Fields.Plan.planned, as: schema.type)),
        requiresReplace: try answer.paths(Fields.Plan.requiresReplace),
        privateData: Array(answer.bytes(Fields.Plan.plannedPrivateData) ?? []),
        usesLegacyTypeSystem: answer.bool(Fields.Plan.isLegacy),
        diagnostics: try answer.diagnostics(Fields.Plan.diagnostics),
        identity: try answer.identity(Fields.Plan.plannedIdentity, as: schema.schema.identity))
    }
  }

  func plansDeletions() async throws -> Bool { try await schemas().plansDeletions }

  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    let schema = try await typed(.managed, request.type)
    let meta = try await typedMeta()
    let answer = try await connection().call(.apply) {
      $0.change(request.type, from: request.prior, to: request.planned, request.config, as: schema.type)
      $0.bytes(Fields.Apply.privateData, request.privateData)
      $0.meta(Fields.Apply.meta, request.meta, as: meta)
      $0.identity(Fields.Apply.identity, request.identity, as: schema.schema.identity)
    }
    return try readable(.apply) {
      ApplyResponse(
        object: schema.object(try answer.value(Fields.Apply.object, as: schema.type)),
        privateData: Array(answer.bytes(Fields.Apply.newPrivateData) ?? []),
        usesLegacyTypeSystem: answer.bool(Fields.Apply.isLegacy),
        diagnostics: try answer.diagnostics(Fields.Apply.diagnostics),
        identity: try answer.identity(Fields.Apply.newIdentity, as: schema.schema.identity))
    }
  }

  func readData(_ request: DataRequest) async throws -> DataResponse {
    let schema = try await typed(.data, request.type)
    let meta = try await typedMeta()
    let answer = try await connection().call(.readData) {
      $0.text(Fields.ReadData.type, request.type)
      $0.value(Fields.ReadData.config, request.config, as: schema.type)
      $0.meta(Fields.ReadData.meta, request.meta, as: meta)
      $0.capabilities(Fields.ReadData.capabilities)
    }
    return try readable(.readData) {
      try refuseDeferral(answer, Fields.ReadData.deferred)
      return DataResponse(
        object: schema.object(try answer.value(Fields.ReadData.object, as: schema.type)),
        diagnostics: try answer.diagnostics(Fields.ReadData.diagnostics))
    }
  }

  func move(_ request: MoveRequest) async throws -> MovedObject? {
    let schema = try await typed(.managed, request.type)
    do {
      let answer = try await connection().call(.move) {
        $0.text(Fields.Move.provider, request.sourceProvider)
        $0.text(Fields.Move.sourceType, request.sourceType)
        $0.integer(Fields.Move.sourceVersion, request.sourceVersion)
        $0.message(Fields.Move.source) { $0.bytes(Fields.RawState.json, request.source.bytes()) }
        $0.text(Fields.Move.type, request.type)
        $0.bytes(Fields.Move.privateData, request.privateData)
        if let identity = request.sourceIdentity { $0.source(identity) }
      }
      return try readable(.move) {
        try refuse(answer.diagnostics(Fields.Move.diagnostics))
        let object = schema.object(try answer.value(Fields.Move.object, as: schema.type))
        guard !object.isNull else { return nil }
        return MovedObject(
          object: object, privateData: Array(answer.bytes(Fields.Move.newPrivateData) ?? []),
          identity: try answer.identity(Fields.Move.newIdentity, as: schema.schema.identity))
      }
    } catch is NotImplemented {
      return nil
    }
  }
}

extension WireWriter {
  /// What requests to plan and to apply a change begin with, under the same numbers.
  fileprivate mutating func change(
    _ name: String, from prior: Value, to wanted: Value, _ config: Value, as type: ValueType
  ) {
    text(Fields.Plan.type, name)
    value(Fields.Plan.prior, prior, as: type)
    value(Fields.Plan.proposed, wanted, as: type)
    value(Fields.Plan.config, config, as: type)
  }

  /// What the module says goes to providers that have a use for it, also when it is nothing.
  fileprivate mutating func meta(_ field: Int, _ meta: Value?, as schema: PluginSchemas.Typed?) {
    guard let schema else { return }
    value(field, meta ?? .null(schema.type), as: schema.type)
  }

  /// The identity of an object that is to become one of another type.
  fileprivate mutating func source(_ identity: RecordedIdentity) {
    message(Fields.Move.sourceIdentity) { $0.bytes(Fields.RawState.json, identity.attributes.bytes()) }
    integer(Fields.Move.sourceIdentityVersion, identity.version)
  }
}

extension PluginSchemas.Typed {
  /// What a provider sent as an object. Providers made with the old SDK send null for nested blocks that are not
  /// there, where the language knows only the absence of any.
  fileprivate func object(_ value: Value) -> Value { schema.block.withEmptyBlocks(value) }
}
