import ProviderAPI
import ProviderKit

/// A resource that is nothing but what the state records about it: there is no server that could know, lose
/// or change it. Each of its arguments requires replacement.
protocol RecordedResource: ManagedResource where Client == CoderClient {
  var client: CoderClient { get }
}

extension RecordedResource {
  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    Created(id: client.makeID(), wanted)
  }

  func read(id: String, prior: Object?) async throws -> Object? { prior }
  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {}
  func locate(_ wanted: Object, operation: String) async throws -> Located { .absent }

  func importObject(id: String) async throws -> Created<Object>? {
    throw ProviderError(
      .invalid,
      "A \(Self.type) cannot be imported: it exists nowhere but in the state. Let it be created instead.")
  }
}
