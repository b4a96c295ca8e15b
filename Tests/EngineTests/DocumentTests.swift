import Addresses
import Engine
import StateStorage
import Testing
import Values

/// Plans and states as the JSON documents that other programs read.
struct DocumentTests {
  private let bench = Workbench()

  private let text = """
    variable "size" { default = 2 }
    resource "test_thing" "base" {
      name   = "base"
      secret = "s"
    }
    resource "test_thing" "many" {
      count = var.size
      name  = "n${count.index}"
      peers = [test_thing.base.id]
    }
    output "first" {
      value       = test_thing.many[0].id
      description = "of all"
    }
    """

  private func document(_ text: String) async throws -> JSON {
    let saved = try await bench.savedPlan(text)
    let prior = try await StateReader(providers: bench.world).objects(of: saved.file.plan.priorState)
    return PlanDocument(
      saved.file.plan, variables: saved.file.variables, prior: prior, created: saved.file.details.created
    ).json
  }

  private func change(_ address: String, _ document: JSON) throws -> JSON {
    try #require(document["resource_changes"]?.elements?.first { $0["address"] == .string(address) })
  }

  @Test func `a plan document says what becomes of each object, and what is not known or shown`() async throws
  {
    let document = try await document(text)
    #expect(document["format_version"] == "1.2")
    #expect(document["timestamp"] == "2026-01-02T03:04:05Z")
    #expect(document["applyable"] == true)
    #expect(document["variables"] == ["size": ["value": 2]])
    let many = try change("test_thing.many[1]", document)
    #expect(many["index"] == 1)
    #expect(many["change"]?["actions"] == ["create"])
    #expect(many["change"]?["before"] == .null)
    #expect(many["change"]?["after"]?["name"] == "n1")
    #expect(many["change"]?["after"]?["id"] == nil)
    #expect(many["change"]?["after_unknown"]?["id"] == true)
    let base = try change("test_thing.base", document)
    #expect(base["change"]?["after_sensitive"]?["secret"] == true)
    #expect(document["output_changes"]?["first"]?["after_unknown"] == true)
  }

  @Test func `a plan document explains replacements and deletions`() async throws {
    try await bench.apply(text)
    let document = try await document(
      text.replacing("default = 2", with: "default = 1").replacing(
        #"secret = "s""#, with: #"colour = "red""#))
    let base = try change("test_thing.base", document)
    #expect(base["change"]?["actions"] == ["delete", "create"])
    #expect(base["change"]?["replace_paths"] == [["colour"]])
    #expect(base["action_reason"] == "replace_because_cannot_update")
    let gone = try change("test_thing.many[1]", document)
    #expect(gone["change"]?["actions"] == ["delete"])
    #expect(gone["change"]?["after"] == .null)
    #expect(gone["action_reason"] == "delete_because_count_index")
    let prior = document["prior_state"]?["values"]?["root_module"]?["resources"]
    #expect(prior?.elements?.count == 3)
  }

  @Test func `a plan document holds the configuration's references`() async throws {
    let module = try await document(text)["configuration"]?["root_module"]
    let many = module?["resources"]?.elements?.first { $0["name"] == "many" }
    #expect(many?["expressions"]?["peers"] == ["references": ["test_thing.base.id", "test_thing.base"]])
    #expect(many?["expressions"]?["name"] == ["references": ["count.index"]])
    #expect(many?["count_expression"] == ["references": ["var.size"]])
    #expect(many?["provider_config_key"] == "test")
    #expect(module?["variables"] == ["size": ["default": 2]])
    #expect(module?["outputs"]?["first"]?["description"] == "of all")
  }

  @Test func `a state document groups objects by module`() async throws {
    try await bench.apply([
      "main.tf": "module \"m\" {\n  source = \"./m\"\n  count = 1\n}\n" + text,
      "m/main.tf": #"resource "test_thing" "in" { name = "in" }"#,
    ])
    let state = await bench.state
    let objects = try await StateReader(providers: bench.world).objects(of: state)
    let root = StateDocument(objects, of: state).json["values"]?["root_module"]
    #expect(root?["resources"]?.elements?.count == 3)
    let child = root?["child_modules"]?[0]
    #expect(child?["address"] == "module.m[0]")
    #expect(child?["resources"]?[0]?["address"] == "module.m[0].test_thing.in")
    let base = root?["resources"]?.elements?.first { $0["name"] == "base" }
    #expect(base?["values"]?["secret"] == "s")
    #expect(base?["sensitive_values"] == ["secret": true])
    #expect(StateDocument([], of: StateSnapshot()).json["values"] == nil)
  }
}
