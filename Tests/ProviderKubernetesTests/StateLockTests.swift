import ProviderKit
import StateBackends
import StateStorage
import Testing
import Values

/// The backend that keeps states in a cluster, which is reached as the provider reaches it.
@Suite struct StateLockTests {
  private func document(_ cluster: SimulatedCluster) async throws -> any StateDocument {
    var context = BackendContext(environment: [:])
    context.http.retry.firstDelay = .milliseconds(5)
    let kind = try #require(BackendKind(named: "kubernetes"))
    let given: [String: JSON] = [
      "host": .string(cluster.url), "token": "secret", "secret_suffix": "dev", "in_cluster_config": false,
    ]
    let arguments = JSON.object(kind.schema.attributes.keys.sorted().map { .init($0, given[$0] ?? .null) })
    return try await kind.backend(try Value(arguments, as: kind.schema.impliedType), context)
      .document(for: "default")
  }

  private func lose(_ method: String, _ path: String, in cluster: SimulatedCluster) async throws {
    _ = try await cluster.call(
      .post, "/_simulator/faults", ["method": .string(method), "path": .string(path), "cut": "after"])
  }

  @Test func `answers that get lost leave neither a lock behind nor a state unwritten`() async throws {
    try await SimulatedCluster.with { cluster in
      let document = try await document(cluster)
      let holder = LockHolder(id: "1", operation: "apply", who: "ann", processID: 1, created: "")
      for round in 1...2 {
        try await lose(round == 1 ? "POST" : "PUT", "*/leases*", in: cluster)
        let lock = try await document.lock(holder)
        try await lose(round == 1 ? "POST" : "PUT", "*/secrets*", in: cluster)
        try await document.write(Array("state \(round)".utf8))
        #expect(try await document.read() == Array("state \(round)".utf8))
        try await lose("PUT", "*/leases/*", in: cluster)
        try await lock.release()
      }
      let next = LockHolder(id: "2", operation: "apply", who: "bob", processID: 2, created: "")
      try await document.lock(next).release()
    }
  }
}
