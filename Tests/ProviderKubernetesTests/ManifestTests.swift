import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderKubernetes

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

  @Test func `a manifest with nulls and maps of one type is as it was when nothing has changed`() async throws
  {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let manifest: KeyedValues = [
        "manifest": .object([
          "apiVersion": .string("v1"), "kind": .string("ConfigMap"),
          "metadata": .object([
            "name": .string("a"), "namespace": .null(.string),
            "labels": .map(["a": .string("b")], of: .string),
          ]), "data": .object(["k": .string("v"), "absent": .null(.string)]),
        ])
      ]
      let made = try await provider.create("kubernetes_manifest", manifest)
      let read = try await provider.read(ReadRequest(type: "kubernetes_manifest", current: made)).object
      let plan = try await provider.plan("kubernetes_manifest", manifest, prior: read)
      #expect(plan.planned == read)
      #expect(plan.requiresReplace.isEmpty)
    }
  }

  @Test(arguments: [
    ("a.b", ["a", "b"]), ("status.conditions[0].type", ["status", "conditions", "0", "type"]),
    (#"metadata.annotations["a.b/c"]"#, ["metadata", "annotations", "a.b/c"]),
    ("a['b.c'].d", ["a", "b.c", "d"]), ("", []), ("[0]", ["0"]), ("a[", ["a", ""]), (#"a["b"#, ["a", "b"]),
  ])
  func `paths of fields are read as kubectl writes them`(text: String, steps: [String]) {
    #expect(FieldPath(text).steps == steps)
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

@Suite struct FunctionTests {
  private func call(_ name: String, _ argument: Value) throws -> Value {
    let function = try #require(KubernetesProvider.functions[name])
    return try function.body([argument])
  }

  @Test func `a manifest becomes an object and text again`() throws {
    let text = """
      # A comment.
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: a
      data:
        number: "1"
        yes: "no"
      list:
      - one: 1
        two: true
      - three
      """ + "\n"
    let objects = try #require(try call("manifest_decode_multi", .string(text)).elements)
    #expect(objects.count == 1)
    #expect(try call("manifest_decode", .string(text)) == objects[0])
    let again = try #require(try call("manifest_encode", objects[0]).asString)
    #expect(try call("manifest_decode", .string(again)) == objects[0])
    #expect(again.contains("metadata:\n  name: a\n"))
  }

  @Test(arguments: ["a: b", "kind: [", "apiVersion: v1\nkind: A\n---\napiVersion: v1\nkind: B"])
  func `what is no manifest is refused`(text: String) {
    #expect(throws: ProviderFunctionError.self) { try call("manifest_decode", .string(text)) }
  }
}

@Suite struct FieldsTests {
  @Test func `labels of others' objects are added, seen to drift and taken away`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      _ = try await provider.create(
        "kubernetes_config_map",
        try await provider.config(
          "kubernetes_config_map", ["metadata": ["name": "a", "labels": ["own": "1"]]]))
      func config(_ labels: JSON) async throws -> KeyedValues {
        try await provider.config(
          "kubernetes_labels",
          ["api_version": "v1", "kind": "ConfigMap", "metadata": [["name": "a"]], "labels": labels])
      }
      var trial = ResourceTrial("kubernetes_labels", of: provider, try await config(["team": "blue"]))
      trial.changed = try await config(["team": "red", "more": "1"])
      trial.importID = nil
      trial.isOnlyRecorded = true
      try await trial.verify()
      let left = try await cluster.call(.get, "/api/v1/namespaces/default/configmaps/a")
      #expect(left["metadata"]?["labels"] == ["own": "1"])
    }
  }
}
