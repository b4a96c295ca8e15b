public import Addresses
public import ProviderAPI
public import StateStorage
public import Values

/// A recorded object as a value, with the schema that it follows.
public struct StoredObject: Sendable {
  public let address: ResourceInstanceAddress
  /// nil for the current object.
  public let deposedKey: String?
  public let provider: ProviderConfigAddress
  public let record: ObjectState
  public let schema: Schema
  /// With the marks of what is sensitive.
  public let value: Value
}

/// Reads the objects of a state as their providers define them.
public struct StateReader: Sendable {
  private let pool: ProviderPool

  public init(providers: any ProviderSource) { pool = ProviderPool(providers) }

  /// All objects, by address; those of an instance with the current one first.
  ///
  /// - Throws: ``ProviderError`` when a provider is not at hand, has no such type or cannot read the record.
  public func objects(of snapshot: StateSnapshot) async throws -> [StoredObject] {
    var objects: [StoredObject] = []
    for (key, resource) in snapshot.resources.sorted(by: { $0.key < $1.key }) {
      for (instanceKey, instance) in resource.instances.sorted(by: { $0.key < $1.key }) {
        objects += try await self.objects(of: instance, at: key.instance(instanceKey), resource.provider)
      }
    }
    return objects
  }

  /// The objects of one instance.
  public func objects(
    of instance: InstanceState, at address: ResourceInstanceAddress, _ provider: ProviderConfigAddress
  ) async throws -> [StoredObject] {
    let deposed = instance.deposed.sorted { $0.key < $1.key }.map { (Optional($0.key), $0.value) }
    var objects: [StoredObject] = []
    for (deposedKey, record) in (instance.current.map { [(nil, $0)] } ?? []) + deposed {
      objects.append(try await object(record, deposedKey, at: address, provider))
    }
    return objects
  }

  private func object(
    _ record: ObjectState, _ deposedKey: String?, at address: ResourceInstanceAddress,
    _ provider: ProviderConfigAddress
  ) async throws -> StoredObject {
    let type = address.resource.type
    let kind = address.resource.mode.kind
    guard let schema = try await pool.schema(provider.provider, kind, type) else {
      throw ProviderError(
        .notFound, "The provider \(provider.provider.shortDescription) has no type \"\(type)\" (\(address)).")
    }
    let value = try await ObjectCodec(type: type, schema: schema)
      .decode(record, provider: pool.provider(provider.provider))
    return StoredObject(
      address: address, deposedKey: deposedKey, provider: provider, record: record, schema: schema,
      value: value)
  }
}
