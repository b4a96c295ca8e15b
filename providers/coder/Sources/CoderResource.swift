import ProviderAPI
import ProviderKit

/// A resource of a Coder server that is nothing but what the state records about it, as there is no server.
/// Each of its arguments requires replacement.
protocol CoderResource: RecordedResource where Client == CoderClient {
  var client: CoderClient { get }
}

extension CoderResource {
  static func adjust(_ plan: inout ResourcePlan) { plan.dropEmptyChanges() }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    Created(id: client.makeID(), wanted)
  }

  func importObject(id: String) async throws -> Created<Object>? {
    throw ProviderError(
      .invalid,
      "A \(Self.type) cannot be imported: it exists nowhere but in the state. Let it be created instead.")
  }
}
