import Encodings
import PluginWire
import ProviderAPI
import Values

/// Configurations, managed objects and data.
extension ProviderService {
  func validateProvider(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.ValidateProvider
    let type = try await given { try await provider.configurationSchema() }.block.impliedType
    let config = try request.value(Field.config, as: type)
    return try await answering(Field.diagnostics, "Configuration cannot be checked") { answer in
      // The configuration as it is to be used is that which came.
      if version == .five { answer.value(Field.prepared, config, as: type) }
      answer.diagnostics(Field.diagnostics, try await provider.validateConfiguration(config))
    }
  }

  func validate(_ kind: ResourceKind, _ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Validate
    let name = request.text(Field.type)
    let config = try request.value(Field.config, as: try await type(kind, name).type)
    return try await answering(Field.diagnostics, "Configuration cannot be checked") {
      $0.diagnostics(Field.diagnostics, try await provider.validate(kind, name, config))
    }
  }

  func configure(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Configure
    let type = try await given { try await provider.configurationSchema() }.block.impliedType
    let config = try request.value(Field.config, as: type)
    return try await answering(Field.diagnostics, "Provider cannot be configured") {
      $0.diagnostics(Field.diagnostics, try await provider.configure(config))
    }
  }

  func upgrade(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Upgrade
    let name = request.text(Field.type)
    let type = try await type(.managed, name)
    let object = try request.recorded(Field.rawState)
    return try await answering(Field.diagnostics, "Recorded object cannot be read") {
      let upgraded = try await provider.upgrade(name, version: request.integer(Field.version), object)
      $0.value(Field.object, upgraded, as: type.type)
    }
  }

  func upgradeIdentity(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Upgrade
    let name = request.text(Field.type)
    let type = try await type(.managed, name)
    let identity = RecordedIdentity(
      version: request.integer(Field.version), attributes: try request.recorded(Field.rawState))
    return try await answering(Field.diagnostics, "Recorded identity cannot be read") {
      $0.identity(Field.object, try await provider.upgrade(name, identity), as: type.identity)
    }
  }

  func read(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Read
    let name = request.text(Field.type)
    let type = try await type(.managed, name)
    let wanted = ReadRequest(
      type: name, current: try request.value(Field.current, as: type.type),
      privateData: request.privateData(Field.privateData),
      identity: try request.identity(Field.identity, as: type.identity))
    return try await answering(Field.diagnostics, "Object cannot be read") { answer in
      let found = try await provider.read(wanted)
      answer.value(Field.object, found.object, as: type.type)
      answer.bytes(Field.newPrivateData, found.privateData)
      answer.identity(Field.newIdentity, found.identity, as: type.identity)
      answer.diagnostics(
        Field.diagnostics, found.diagnostics + (found.isBroken ? [.brokenObject(name)] : []))
    }
  }

  func plan(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Plan
    let name = request.text(Field.type)
    let type = try await type(.managed, name)
    let change = PlanRequest(
      type: name, prior: try request.value(Field.prior, as: type.type),
      proposed: try request.value(Field.proposed, as: type.type),
      config: try request.value(Field.config, as: type.type),
      privateData: request.privateData(Field.privateData),
      identity: try request.identity(Field.identity, as: type.identity))
    return try await answering(Field.diagnostics, "Change cannot be planned") { answer in
      let plan = try await provider.plan(change)
      answer.value(Field.planned, plan.planned, as: type.type)
      for path in plan.requiresReplace { answer.path(Field.requiresReplace, path) }
      answer.bytes(Field.plannedPrivateData, plan.privateData)
      answer.identity(Field.plannedIdentity, plan.identity, as: type.identity)
      answer.bool(Field.isLegacy, plan.usesLegacyTypeSystem || type.isLegacy)
      answer.diagnostics(Field.diagnostics, plan.diagnostics)
    }
  }

  /// When the provider says no more than that it failed, the object is what it was before.
  func apply(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Apply
    let name = request.text(Field.type)
    let type = try await type(.managed, name)
    let change = ApplyRequest(
      type: name, prior: try request.value(Field.prior, as: type.type),
      planned: try request.value(Field.planned, as: type.type),
      config: try request.value(Field.config, as: type.type),
      privateData: request.privateData(Field.privateData),
      identity: try request.identity(Field.identity, as: type.identity))
    let unchanged = { (answer: inout WireWriter) in
      answer.value(Field.object, change.prior, as: type.type)
      answer.bool(Field.isLegacy, type.isLegacy)
    }
    return try await answering(Field.diagnostics, "Change was not made", otherwise: unchanged) { answer in
      let made = try await provider.apply(change, Operation(id: "\(UUID.random())"))
      answer.value(Field.object, made.object, as: type.type)
      answer.bytes(Field.newPrivateData, made.privateData)
      answer.identity(Field.newIdentity, made.identity, as: type.identity)
      answer.bool(Field.isLegacy, made.usesLegacyTypeSystem || type.isLegacy)
      answer.diagnostics(Field.diagnostics, made.diagnostics)
    }
  }

  func importState(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Import
    let name = request.text(Field.type)
    let identity = try request.identity(Field.identity, as: try await type(.managed, name).identity)
    return try await answering(Field.diagnostics, "Object cannot be imported") { answer in
      let objects =
        if let identity { try await provider.importObjects(name, identity: identity) } else {
          try await provider.importObjects(name, id: request.text(Field.id))
        }
      for object in objects {
        let type = try await self.type(.managed, object.type)
        answer.message(Field.objects) {
          $0.text(Field.objectType, object.type)
          $0.value(Field.object, object.object, as: type.type)
          $0.bytes(Field.privateData, object.privateData)
          $0.identity(Field.objectIdentity, object.identity, as: type.identity)
        }
      }
    }
  }

  func move(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.Move
    let type = try await type(.managed, request.text(Field.type))
    let change = MoveRequest(
      type: request.text(Field.type), sourceType: request.text(Field.sourceType),
      sourceProvider: request.text(Field.provider), sourceVersion: request.integer(Field.sourceVersion),
      source: try request.recorded(Field.source), privateData: request.privateData(Field.privateData),
      sourceIdentity: try request.sourceIdentity)
    return try await answering(Field.diagnostics, "Object cannot be moved") { answer in
      guard let moved = try await provider.move(change) else {
        throw ProviderError(
          .invalid, "A \(change.sourceType) of \(change.sourceProvider) cannot become a \(change.type).")
      }
      answer.value(Field.object, moved.object, as: type.type)
      answer.bytes(Field.newPrivateData, moved.privateData)
      answer.identity(Field.newIdentity, moved.identity, as: type.identity)
    }
  }

  func readData(_ request: WireMessage) async throws -> WireWriter {
    typealias Field = Fields.ReadData
    let name = request.text(Field.type)
    let type = try await type(.data, name).type
    let config = try request.value(Field.config, as: type)
    return try await answering(Field.diagnostics, "Data cannot be read") {
      let found = try await provider.readData(DataRequest(type: name, config: config))
      $0.value(Field.object, found.object, as: type)
      $0.diagnostics(Field.diagnostics, found.diagnostics)
    }
  }
}

extension ProviderDiagnostic {
  /// The protocol has no other way to say it.
  fileprivate static func brokenObject(_ type: String) -> ProviderDiagnostic {
    ProviderDiagnostic(
      "Object has to be replaced",
      "The \(type) is there, but good for nothing any more but to be deleted. Have it replaced with -replace.",
      isWarning: true)
  }
}

extension WireMessage {
  func privateData(_ field: Int) -> [UInt8] { bytes(field).map(Array.init) ?? [] }

  /// The identity of an object that is to become one of another type; nil where it has none.
  fileprivate var sourceIdentity: RecordedIdentity? {
    get throws {
      guard try message(Fields.Move.sourceIdentity) != nil else { return nil }
      return RecordedIdentity(
        version: integer(Fields.Move.sourceIdentityVersion),
        attributes: try recorded(Fields.Move.sourceIdentity))
    }
  }

  /// An object as a state holds it.
  fileprivate func recorded(_ field: Int) throws -> JSON {
    try JSON.parse(try message(field)?.bytes(Fields.RawState.json) ?? [])
  }
}
