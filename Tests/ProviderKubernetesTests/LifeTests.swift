import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@Suite struct LifeTests {
  @Test(arguments: Life.all) func `every kind is made, read, changed, imported and deleted`(life: Life)
    async throws
  {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      var trial = ResourceTrial(life.type, of: provider, try await provider.config(life.type, life.config))
      if let changed = life.changed { trial.changed = try await provider.config(life.type, changed) }
      if let replacing = life.replacing { trial.replacing = try await provider.config(life.type, replacing) }
      trial.notImported = ["timeouts", "wait_for_load_balancer"]
      trial.secrets = ["hunter2", "hunter3"]
      try await trial.verify()
    }
  }

  @Test func `what a crashed create left behind is found, and what others made is not`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let type = "kubernetes_config_map"
      for metadata: JSON in [["name": "a"], ["generate_name": "b-"]] {
        let config = try await provider.config(type, ["metadata": metadata, "data": ["k": "v"]])
        let made = try await provider.create(type, config)
        guard let schema = try await provider.schema(of: .managed, type) else { return }
        let planned = try await provider.plan(
          PlanRequest(
            type: type, prior: .null(schema.block.impliedType), proposed: schema.block.config(config),
            config: schema.block.config(config))
        ).planned
        let located = try await provider.locate(
          LocateRequest(type: type, operation: "test", planned: planned, config: schema.block.config(config)))
        guard case .found(let object) = located else {
          Issue.record("It is not found.")
          return
        }
        #expect(object.keyedElements?["id"] == made.keyedElements?["id"])
        let other = try await provider.locate(
          LocateRequest(type: type, operation: "other", planned: planned, config: schema.block.config(config))
        )
        guard case .absent = other else {
          Issue.record("What another operation made is found.")
          return
        }
      }
    }
  }

  @Test func `labels that others wrote stay when the configured ones go`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let type = "kubernetes_config_map"
      func config(_ metadata: JSON) async throws -> KeyedValues {
        try await provider.config(type, ["metadata": metadata])
      }
      let made = try await provider.create(type, try await config(["name": "a", "labels": ["own": "1"]]))
      let path = "/api/v1/namespaces/default/configmaps/a"
      let theirs: JSON = ["pod-security.kubernetes.io/enforce": "restricted"]
      _ = try await cluster.call(
        .patch, path, ["metadata": ["labels": theirs]], type: "application/merge-patch+json")
      let bare = try await config(["name": "a"])
      let plan = try await provider.plan(type, bare, prior: made)
      guard let schema = try await provider.schema(of: .managed, type) else { return }
      _ = try await provider.apply(
        ApplyRequest(type: type, prior: made, planned: plan.planned, config: schema.block.config(bare)),
        Operation(id: "test"))
      #expect(try await cluster.call(.get, path)["metadata"]?["labels"] == theirs)
    }
  }

  @Test func `a lost answer to a create does not make a second object`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      _ = try await cluster.call(
        .post, "/_simulator/faults", ["method": "POST", "path": "*/configmaps", "cut": "after"])
      let config = try await provider.config("kubernetes_config_map", ["metadata": ["name": "a"]])
      let made = try await provider.create("kubernetes_config_map", config)
      #expect(made.keyedElements?["id"]?.asString == "default/a")
    }
  }
}
