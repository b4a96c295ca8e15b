import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `terraform_data`: values with the life of a resource. Its id is a random UUID.
///
/// `input` and `triggers_replace` have any type; `output` is `input` as it was applied last, and known only
/// after apply whenever that is about to change.
struct TerraformDataResource: RecordedResource {
  static let type = "terraform_data"
  static let schema = ResourceSchema(
    "Values with the life of a resource: stored when they change, and a place for provisioners.",
    .argument("input", .dynamic, "A value to store. Changes are made in place."),
    .argument(
      "triggers_replace", .dynamic, requiresReplace: true,
      "Any value; when it changes, the resource is replaced."),
    .computed("output", .dynamic, "The stored value."))

  struct Object: Codable {
    var input: Value?
    var triggersReplace: Value?
    var output: Value?
  }

  init(client: TerraformClient) {}

  static func adjust(_ plan: inout ResourcePlan) {
    if plan["input"].isNull {
      plan.set("output", to: plan["input"])
    } else if plan.isChanged("input") {
      plan.set("output", to: .unknown(plan["input"].type))
    }
  }

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    Created(id: UUID.random().description, stored(wanted))
  }

  /// An import knows no values.
  func read(id: String, prior: Object?) -> Object? { prior ?? Object() }

  func update(id: String, from prior: Object, to wanted: Object, _ operation: Operation) -> Object {
    stored(wanted)
  }

  /// A `null_resource`, whose triggers become an object as a configuration gives it.
  static func adopt(_ request: MoveRequest) -> JSON? {
    guard request.sourceType == "null_resource" else { return nil }
    let triggers = request.source["triggers"]?.members ?? []
    return [
      "id": request.source["id"] ?? .null, "input": .null, "output": .null,
      "triggers_replace": triggers.isEmpty
        ? .null
        : [
          "type": ["object", .object(triggers.map { JSON.Member($0.key, "string") })],
          "value": .object(triggers),
        ],
    ]
  }

  private func stored(_ wanted: Object) -> Object {
    var stored = wanted
    stored.output = wanted.input
    return stored
  }
}
