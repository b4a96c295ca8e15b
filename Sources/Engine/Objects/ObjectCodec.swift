import ProviderAPI
import StateStorage
import Values

/// Brings objects in and out of the state, where they are JSON in the shape of the schema of their time.
struct ObjectCodec: Sendable {
  let type: String
  let schema: Schema

  /// The object with the marks of the schema and of its record.
  ///
  /// - Throws: ``ProviderError``; what `provider` throws while it upgrades the object.
  func decode(_ recorded: ObjectState, provider: any Provider) async throws -> Value {
    let object = try await content(of: recorded, provider: provider)
    let marked = object.marked(at: recorded.sensitivePaths.map { MarkedPath($0, .sensitive) })
    return schema.block.markingSensitive(marked)
  }

  /// What tells the object apart; nil where nothing is recorded, or the type has nothing any more.
  ///
  /// - Throws: ``ProviderError``; what `provider` throws while it upgrades the identity.
  func identity(of recorded: ObjectState, provider: any Provider) async throws -> Value? {
    guard let schema = schema.identity, let found = recorded.recordedIdentity else { return nil }
    guard found.version <= schema.version else {
      throw ProviderError(
        .invalid,
        "The identity of the object was recorded by a newer version of its provider (version \(found.version); this "
          + "one knows up to \(schema.version)).")
    }
    if found.version == schema.version,
      let identity = try? Value(found.attributes, as: schema.type, droppingExtraAttributes: true)
    {
      return identity
    }
    return try await provider.upgrade(type, found)
  }

  private func content(of recorded: ObjectState, provider: any Provider) async throws -> Value {
    guard recorded.schemaVersion <= schema.version else {
      throw ProviderError(
        .invalid,
        "The object was recorded by a newer version of its provider (schema version \(recorded.schemaVersion); "
          + "this one knows up to \(schema.version)).")
    }
    if recorded.schemaVersion == schema.version,
      // Older or newer providers may have recorded attributes that this one does not have.
      let object = try? Value(
        recorded.attributes, as: schema.block.impliedType, droppingExtraAttributes: true)
    {
      return object
    }
    return try await provider.upgrade(type, version: recorded.schemaVersion, recorded.attributes)
  }

  /// The record of an object.
  ///
  /// - Parameter identity: is not recorded when it is not wholly known, or nothing but nulls; the next reading finds it
  ///   out.
  /// - Throws: ``ProviderError`` with `.protocolViolation` when the object is not one of the schema's, or not
  ///   wholly known.
  func encode(
    _ object: Value, privateData: [UInt8] = [], identity: Value? = nil
  ) throws(ProviderError) -> ObjectState {
    let sensitive = object.markedPaths.filter { $0.marks.contains(.sensitive) }.map(\.path)
    let attributes: JSON
    do { attributes = try JSON(object.withoutDeepMarks, as: schema.block.impliedType) } catch {
      throw ProviderError(
        .protocolViolation, "The provider returned an object that cannot be recorded (\(type)): \(error)")
    }
    return ObjectState(
      schemaVersion: schema.version, attributes: attributes, sensitivePaths: sensitive,
      privateData: privateData, identity: record(of: identity))
  }

  private func record(of identity: Value?) -> IdentityState? {
    guard let identity, let schema = schema.identity, let attributes = try? JSON(identity, as: schema.type),
      !attributes.isWithoutContent
    else { return nil }
    return IdentityState(version: schema.version, attributes: attributes)
  }
}

extension ObjectState {
  /// The identity for a provider; nil where nothing but nulls are recorded, which is what Terraform does when a plugin
  /// fails to create an object.
  var recordedIdentity: RecordedIdentity? {
    guard let identity, !identity.attributes.isWithoutContent else { return nil }
    return RecordedIdentity(version: identity.version, attributes: identity.attributes)
  }
}

extension JSON {
  /// Whether it is null, or an object of nothing but nulls.
  fileprivate var isWithoutContent: Bool {
    guard case .object(let members) = self else { return isNull }
    return members.allSatisfy(\.value.isNull)
  }
}
