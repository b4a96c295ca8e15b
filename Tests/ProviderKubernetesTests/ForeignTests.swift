import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

/// Parts of objects that are managed elsewhere.
@Suite struct ForeignTests {
  private static let deployment: JSON = [
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
    "spec": [
      "selector": ["matchLabels": ["app": "web"]],
      "template": [
        "metadata": ["labels": ["app": "web"]],
        "spec": [
          "containers": [
            ["name": "main", "image": "web:1", "env": [["name": "OWN", "value": "1"]]],
            ["name": "side", "image": "side:1"],
          ]
        ],
      ],
    ],
  ]

  private func variables(_ cluster: SimulatedCluster) async throws -> [String] {
    let now = try await cluster.call(.get, "/apis/apps/v1/namespaces/default/deployments/web")
    let container = now["spec"]?["template"]?["spec"]?["containers"]?.elements?.first
    return (container?["env"]?.elements ?? []).map {
      "\($0["name"]?.asString ?? "")=\($0["value"]?.asString ?? "")"
    }
  }

  private func variables(of container: JSON, _ variables: [JSON]) -> JSON {
    [
      "api_version": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"], "container": container,
      "env": .array(variables),
    ]
  }

  @Test func `variables of somebody else's container are set, changed and taken away`() async throws {
    try await SimulatedCluster.with { cluster in
      _ = try await cluster.call(.post, "/apis/apps/v1/namespaces/default/deployments", Self.deployment)
      let provider = try await cluster.provider()
      let type = "kubernetes_env"
      var trial = ResourceTrial(
        type, of: provider,
        try await provider.config(type, variables(of: "main", [["name": "MODE", "value": "fast"]])))
      trial.changed = try await provider.config(
        type, variables(of: "main", [["name": "MODE", "value": "slow"], ["name": "MORE", "value": ""]]))
      trial.importID = nil
      try await trial.verify()
      #expect(try await variables(cluster) == ["OWN=1"])

      let made = try await provider.create(
        type, try await provider.config(type, variables(of: "main", [["name": "MODE", "value": "fast"]])))
      #expect(try await variables(cluster).sorted() == ["MODE=fast", "OWN=1"])
      #expect(made.keyedElements?["id"] == .string("apiVersion=apps/v1,kind=Deployment,name=web"))
    }
  }

  @Test func `a container that is not there is not made`() async throws {
    try await SimulatedCluster.with { cluster in
      _ = try await cluster.call(.post, "/apis/apps/v1/namespaces/default/deployments", Self.deployment)
      let provider = try await cluster.provider()
      let config = try await provider.config(
        "kubernetes_env", variables(of: "other", [["name": "MODE", "value": "fast"]]))
      let error = await #expect(throws: ProviderError.self) {
        try await provider.create("kubernetes_env", config)
      }
      #expect(error?.message == "The Deployment web has no container \"other\".")
    }
  }

  @Test func `the nodes of a cluster are listed, by labels if need be`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let schema = try #require(try await provider.schema(of: .data, "kubernetes_nodes"))
      func nodes(_ label: String) async throws -> [Value] {
        let metadata = Value.object(["labels": .map(["kubernetes.io/hostname": .string(label)], of: .string)])
        let config = schema.block.config(["metadata": .list([metadata], of: metadata.type)])
        let read = try await provider.readData(DataRequest(type: "kubernetes_nodes", config: config))
        return read.object.keyedElements?["nodes"]?.elements ?? []
      }
      #expect(try await nodes("other").isEmpty)
      let node = try #require(try await nodes("node-1").first?.keyedElements)
      let capacity = node["status"]?.elements?.first?.keyedElements?["capacity"]?.keyedElements
      #expect(capacity?["cpu"] == .string("8"))
    }
  }
}
