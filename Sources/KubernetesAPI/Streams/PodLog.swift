public import ProviderAPI
import ProviderKit
import Synchronization

/// What a container has printed, and goes on to print (core/v1, `readCoreV1NamespacedPodLog`). The cluster keeps both
/// outputs as one.
public final class PodLog: OutputSource {
  private let pieces: Mutex<APIStream.Iterator?>

  /// - Throws: `.invalid` when the container has not started, or not ended before where that is asked for.
  public init(
    _ request: OutputRequest, of container: String, in pod: ObjectPath, _ client: KubernetesClient
  ) async throws {
    var path = pod
    path.subresource = "log"
    let query: APIQuery = [
      "container": container, "follow": request.follows ? "true" : nil,
      "previous": request.isPrevious ? "true" : nil, "timestamps": request.hasTimes ? "true" : nil,
      "tailLines": request.lastLines.map { "\($0)" },
    ]
    let stream = try await client.calling { api in
      try await api.stream(api.request(.get, path.api, query: query))
    }
    pieces = Mutex(stream.makeAsyncIterator())
  }

  public func read() async throws -> ProcessOutput? {
    guard let iterator = pieces.withLock({ $0 }), let piece = try await iterator.next() else { return nil }
    return .standard(piece)
  }
}
