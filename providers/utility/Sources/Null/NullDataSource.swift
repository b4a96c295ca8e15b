import ProviderAPI
import ProviderKit
import Values

/// `null_data_source`: repeats its inputs. Local values have taken its place.
struct NullDataSource: DataSource {
  static let type = "null_data_source"
  static let schema = ResourceSchema(
    "Repeats its inputs. A local value does the same in less words.",
    .argument("inputs", .map(.string), "Any values."),
    .argument("has_computed_default", .string, .optionalComputed, "Given back, or `default` if unset."),
    .computed("outputs", .map(.string), "What `inputs` has."),
    .computed("random", .string, "A number that is another one at each read."))

  struct Object: Codable {
    var inputs: [String: String?]?
    var hasComputedDefault: String?
    var outputs: [String: String?]?
    var random: String?
  }

  init(client: NoClient) {}

  func read(_ config: Object) -> DataResult<Object> {
    var result = config
    result.outputs = config.inputs
    result.hasComputedDefault = config.hasComputedDefault ?? "default"
    result.random = String(Int.random(in: 0 ... .max))
    return DataResult(id: "static", result)
  }
}
