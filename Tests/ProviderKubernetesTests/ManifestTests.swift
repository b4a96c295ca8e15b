import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@Suite struct ManifestTests {
  private func manifest(_ data: JSON) -> KeyedValues {
    [
      "manifest": Value(
        implied: [
          "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "default"],
          "data": data,
        ])
    ]
  }

  @Test func `a manifest is applied, read and changed`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      var trial = ResourceTrial(
        "kubernetes_manifest", of: provider, manifest(["k": "v"]), changed: manifest(["k": "w", "l": "x"]))
      trial.notImported = ["computed_fields", "field_manager", "manifest"]
      try await trial.verify()
    }
  }

  @Test func `fields that others wrote are named`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let made = try await provider.create("kubernetes_manifest", manifest(["k": "v"]))
      _ = try await cluster.call(
        .patch, "/api/v1/namespaces/default/configmaps/a?fieldManager=somebody", ["data": ["k": "other"]],
        type: "application/merge-patch+json")
      let read = try await provider.read(ReadRequest(type: "kubernetes_manifest", current: made)).object
      #expect(
        read.keyedElements?["manifest"]?.keyedElements?["data"]?.keyedElements?["k"]?.asString == "other")
      guard let schema = try await provider.schema(of: .managed, "kubernetes_manifest") else { return }
      let config = schema.block.config(manifest(["k": "v"]))
      let plan = try await provider.plan("kubernetes_manifest", manifest(["k": "v"]), prior: read)
      do {
        _ = try await provider.apply(
          ApplyRequest(type: "kubernetes_manifest", prior: read, planned: plan.planned, config: config),
          Operation(id: "test"))
        Issue.record("There is no conflict.")
      } catch let error as ProviderError {
        #expect(error.code == .conflict)
        #expect(error.message.contains("data.k, written by \"somebody\""))
      }
    }
  }
}
