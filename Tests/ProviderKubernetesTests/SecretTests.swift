import Encodings
import ProviderAPI
import ProviderKit
import ProviderKubernetes
import ProviderTestKit
import Testing
import Values

@Suite struct SecretTests {
  private let type = "kubernetes_secret"

  private func plan(
    _ provider: BuiltInProvider<KubernetesProvider>, _ prior: Value, _ config: Value
  ) async throws -> PlanResponse {
    try await provider.plan(PlanRequest(type: type, prior: prior, proposed: config, config: config))
  }

  private func apply(
    _ json: JSON, to prior: Value, _ provider: BuiltInProvider<KubernetesProvider>
  ) async throws -> Value {
    let schema = try #require(try await provider.schema(of: .managed, type))
    let config = schema.block.config(try await provider.config(type, json))
    let plan = try await plan(provider, prior, config)
    return try await provider.apply(
      ApplyRequest(type: type, prior: prior, planned: plan.planned, config: config), Operation(id: "test")
    ).object
  }

  private func data(_ cluster: SimulatedCluster) async throws -> [String: String] {
    let secret = try await cluster.call(.get, "/api/v1/namespaces/default/secrets/a")
    return Dictionary(
      (secret["data"]?.members ?? []).map { member in
        let bytes = Base64.standard.decode(member.value.asString ?? "") ?? []
        return (member.key, String(decoding: bytes, as: UTF8.self))
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `what is recorded nowhere is written when its revision changes, and only then`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let schema = try #require(try await provider.schema(of: .managed, type))
      func secret(_ password: JSON, _ revision: JSON, _ label: JSON = "x") -> JSON {
        [
          "metadata": ["name": "a", "labels": ["label": label]], "data": ["user": "ada"],
          "data_wo": password, "data_wo_revision": revision,
        ]
      }
      let first = try await apply(
        secret(["password": "hunter2", "old": "1"], 1), to: .null(schema.block.impliedType), provider)
      #expect(try await data(cluster) == ["user": "ada", "password": "hunter2", "old": "1"])
      #expect(first.keyedElements?["data_wo"]?.isNull == true)
      #expect(first.keyedElements?["data"]?.keyedElements?.count == 1)

      let read = try await provider.read(ReadRequest(type: type, current: first)).object
      #expect(read == first)
      let second = try await apply(secret(["password": "hunter3"], 1, "y"), to: read, provider)
      #expect(try await data(cluster)["password"] == "hunter2")
      let third = try await apply(secret(["password": "hunter3"], 2, "y"), to: second, provider)
      #expect(try await data(cluster) == ["user": "ada", "password": "hunter3"])
      #expect(third.keyedElements?["data_wo"]?.isNull == true)
    }
  }

  @Test func `contents that are no texts stand beside those that are`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let schema = try #require(try await provider.schema(of: .managed, type))
      let config: JSON = [
        "metadata": ["name": "a"], "data": ["user": "ada"], "binary_data": ["key": "aGVsbG8="],
      ]
      let made = try await apply(config, to: .null(schema.block.impliedType), provider)
      #expect(try await data(cluster) == ["user": "ada", "key": "hello"])
      let read = try await provider.read(ReadRequest(type: type, current: made)).object
      #expect(read == made)
      let plan = try await plan(provider, read, schema.block.config(try await provider.config(type, config)))
      #expect(plan.planned == read)
    }
  }
}
