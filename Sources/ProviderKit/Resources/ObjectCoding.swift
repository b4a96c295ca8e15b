import ProviderAPI
import Values

/// How the `Codable` objects of a resource become values of its schema and come back. The `id` stands
/// beside the object in code and in it as a value.
struct ObjectCoding<Object: Codable & Sendable>: Sendable {
  /// Names the type in messages: `docker_volume`.
  let type: String
  let schema: ServedSchema

  /// What is known only after apply becomes nil.
  ///
  /// - Throws: `.invalid` when the value has not the shape of the object: it was recorded by other code.
  func decode(_ value: Value) throws -> Object {
    do {
      return try ValueDecoder().decode(Object.self, from: value.settled)
    } catch {
      throw ProviderError(.invalid, "The \(type) as it is planned or recorded cannot be read.", cause: error)
    }
  }

  /// As ``decode(_:)``, with the values of write-only attributes, which stand in the configuration alone.
  func decode(_ planned: Value, writeOnly config: Value) throws -> Object {
    try decode(schema.withWriteOnly(planned, from: config))
  }

  /// - Throws: `.protocolViolation` when the object does not fit the schema: the remote side said something
  ///   that its description does not foresee.
  func encode(_ object: Object, id: String) throws -> Value {
    do {
      let value = try ValueEncoder().encode(object, as: schema.objectType)
      var attributes = schema.block.withEmptyBlocks(value).keyedElements ?? [:]
      if schema.block.attributes["id"] != nil { attributes["id"] = .string(id) }
      return schema.withoutWriteOnly(.object(attributes))
    } catch {
      throw ProviderError(.protocolViolation, "The \(type) \"\(id)\" cannot be recorded.", cause: error)
    }
  }

  func recode(_ value: Value) throws -> Value {
    try encode(try decode(value), id: value.keyedElements?["id"]?.asString ?? "")
  }

  /// - Throws: `.invalid` when the object has no id.
  func id(of value: Value) throws -> String {
    guard let id = value.keyedElements?["id"]?.asString, !id.isEmpty else {
      throw ProviderError(.invalid, "The recorded \(type) has no id, so that it cannot be found again.")
    }
    return id
  }
}

extension Value {
  /// The value with nulls for what is known after apply.
  var settled: Value {
    if isWhollyKnown { return self }
    if case .unknown(let type, _) = content { return .null(type) }
    return mapElements(\.settled)
  }
}
