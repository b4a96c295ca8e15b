import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@Suite struct FailureTests {
  private static let workload: JSON = [
    "metadata": ["name": "web"],
    "spec": [
      "selector": ["match_labels": ["app": "web"]],
      "template": [
        "metadata": ["labels": ["app": "web"]],
        "spec": ["container": [["name": "main", "image": "does-not-exist:1"]]],
      ],
    ], "timeouts": ["create": "1s"],
  ]

  @Test func `a rollout that does not come about says what the pod waits for`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      var config = try await provider.config("kubernetes_deployment", Self.workload)
      config["timeouts"] = .object([
        "create": .string("1s"), "update": .null(.string), "delete": .null(.string),
      ])
      do {
        _ = try await provider.create("kubernetes_deployment", config)
        Issue.record("It comes about.")
      } catch let error as ProviderError {
        #expect(error.message.contains("was not ready within 1s: 0 of 1 pods are available"))
        #expect(error.message.contains("the container main waits: ImagePullBackOff"))
      }
    }
  }

  @Test func `a pod for which no node has room says so`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      var config = try await provider.config(
        "kubernetes_pod",
        [
          "metadata": ["name": "big"],
          "spec": [
            "container": [["name": "a", "image": "b", "resources": ["requests": ["memory": "64Gi"]]]]
          ],
        ])
      config["timeouts"] = .object([
        "create": .string("1s"), "update": .null(.string), "delete": .null(.string),
      ])
      do {
        _ = try await provider.create("kubernetes_pod", config)
        Issue.record("It runs.")
      } catch let error as ProviderError {
        #expect(error.message.contains("cannot be scheduled: 0/1 nodes are available: 1 Insufficient memory"))
      }
    }
  }

  @Test(
    arguments: [
      ["status": 500], ["status": 503], ["status": 429, "headers": ["Retry-After": "0"]], ["cut": "before"],
      ["truncate": 20], ["delay": 1],
    ] as [JSON])
  func `a read gets over a passing failure, or says what it is`(fault: JSON) async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let config = try await provider.config("kubernetes_config_map", ["metadata": ["name": "a"]])
      let object = try await provider.create("kubernetes_config_map", config)
      var fault = fault
      fault["path"] = "*/configmaps/a"
      _ = try await cluster.call(.post, "/_simulator/faults", fault)
      do {
        let read = try await provider.read(ReadRequest(type: "kubernetes_config_map", current: object))
        #expect(read.object == object)
      } catch let error as ProviderError {
        #expect(fault["status"] == 500 && error.code == .unavailable)
      }
    }
  }

  @Test func `a watch that breaks or expires is begun again`() async throws {
    try await SimulatedCluster.with(["--pace", "0.5"]) { cluster in
      let provider = try await cluster.provider()
      _ = try await cluster.call(
        .post, "/_simulator/faults", ["path": "*/pods", "method": "GET", "skip": 1, "truncate": 10])
      let config = try await provider.config(
        "kubernetes_pod",
        ["metadata": ["name": "a"], "spec": ["container": [["name": "a", "image": "b:1"]]]])
      let made = try await provider.create("kubernetes_pod", config)
      #expect(made.isWhollyKnown)
    }
  }

  @Test func `a server that restarts while a rollout is waited for is waited for too`() async throws {
    try await SimulatedCluster.with(["--pace", "0.5"]) { cluster in
      let provider = try await cluster.provider()
      let list: JSON = ["path": "*/pods", "method": "GET", "skip": 1]
      for fault: JSON in [["truncate": 10], ["status": 500], ["cut": "before"], ["status": 500]] {
        _ = try await cluster.call(
          .post, "/_simulator/faults", .object((list.members ?? []) + (fault.members ?? [])))
      }
      let config = try await provider.config(
        "kubernetes_pod",
        ["metadata": ["name": "a"], "spec": ["container": [["name": "a", "image": "b:1"]]]])
      #expect(try await provider.create("kubernetes_pod", config).isWhollyKnown)
    }
  }

  @Test func `who may not watch asks again and again`() async throws {
    try await SimulatedCluster.with(["--pace", "0.2"]) { cluster in
      let provider = try await cluster.provider()
      _ = try await cluster.call(
        .post, "/_simulator/faults",
        ["path": "*/pods", "method": "GET", "status": 403, "times": .null])
      let config = try await provider.config(
        "kubernetes_pod",
        ["metadata": ["name": "a"], "spec": ["container": [["name": "a", "image": "b:1"]]]])
      #expect(try await provider.create("kubernetes_pod", config).isWhollyKnown)
    }
  }

  @Test func `credentials that are refused are said to be`() async throws {
    try await SimulatedCluster.with(["--token", "right"]) { cluster in
      let provider = try await cluster.provider(["token": .string("wrong-token")])
      let config = try await provider.config("kubernetes_config_map", ["metadata": ["name": "a"]])
      do {
        _ = try await provider.create("kubernetes_config_map", config)
        Issue.record("They are taken.")
      } catch let error as ProviderError {
        #expect(error.code == .denied)
        #expect(error.message.contains("does not accept the credentials"))
        #expect(!"\(error)".contains("wrong-token"))
      }
    }
  }

  @Test func `a quota that is exceeded is said plainly`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      _ = try await provider.create(
        "kubernetes_resource_quota",
        try await provider.config(
          "kubernetes_resource_quota", ["metadata": ["name": "team"], "spec": ["hard": ["pods": "0"]]]))
      let config = try await provider.config(
        "kubernetes_pod",
        ["metadata": ["name": "a"], "spec": ["container": [["name": "a", "image": "b:1"]]]])
      do {
        _ = try await provider.create("kubernetes_pod", config)
        Issue.record("It is not held to the quota.")
      } catch let error as ProviderError {
        #expect(error.message.contains("The quota \"team\" of the namespace does not allow this"))
      }
    }
  }

  @Test func `a deployment whose pods a quota refuses says so`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      _ = try await provider.create(
        "kubernetes_resource_quota",
        try await provider.config(
          "kubernetes_resource_quota", ["metadata": ["name": "team"], "spec": ["hard": ["pods": "0"]]]))
      var config = try await provider.config("kubernetes_deployment", Self.workload)
      config["timeouts"] = .object([
        "create": .string("1s"), "update": .null(.string), "delete": .null(.string),
      ])
      do {
        _ = try await provider.create("kubernetes_deployment", config)
        Issue.record("It comes about.")
      } catch let error as ProviderError {
        #expect(error.message.contains("was not ready within 1s: 0 of 1 pods are"))
        #expect(error.message.contains("The quota \"team\" of the namespace does not allow this"))
      }
    }
  }

  @Test func `a pod whose new image is not there says so, and is the same pod`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let type = "kubernetes_pod"
      func config(_ image: JSON) async throws -> KeyedValues {
        var config = try await provider.config(
          type, ["metadata": ["name": "a"], "spec": ["container": [["name": "main", "image": image]]]])
        config["timeouts"] = .object([
          "create": .null(.string), "update": .string("1s"), "delete": .null(.string),
        ])
        return config
      }
      let made = try await provider.create(type, try await config("busybox:1"))
      let wanted = try await config("does-not-exist:1")
      let plan = try await provider.plan(type, wanted, prior: made)
      #expect(plan.requiresReplace == [])
      let schema = try #require(try await provider.schema(of: .managed, type))
      let response = try await provider.apply(
        ApplyRequest(type: type, prior: made, planned: plan.planned, config: schema.block.config(wanted)),
        Operation(id: "test"))
      #expect(response.object.keyedElements?["id"]?.asString == "default/a")
      let message = response.diagnostics.first?.detail ?? ""
      #expect(message.contains("the container main has its former image"))
      #expect(message.contains("the container main waits: ImagePullBackOff"))
    }
  }
}
