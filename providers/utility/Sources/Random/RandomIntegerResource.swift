import ProviderAPI
import ProviderKit
import Values

/// `random_integer`: a whole number of a range. Its id is the number; it is imported by
/// `RESULT,MIN,MAX[,SEED]`.
struct RandomIntegerResource: RecordedResource {
  static let type = "random_integer"
  static let schema = ResourceSchema(
    "A whole number of a range.",
    .argument("min", .number, .required, requiresReplace: true, rules: [.wholeNumber], "The least result."),
    .argument(
      "max", .number, .required, requiresReplace: true, rules: [.wholeNumber], "The greatest result."),
    .argument("seed", .string, .optional, requiresReplace: true, "Any text; the same gives the same result."),
    .keepers,
    .computed("result", .number, "The number."))

  struct Object: Codable {
    var min: Int
    var max: Int
    var seed: String?
    var keepers: Keepers?
    var result: Int?
  }

  init(client: RandomClient) {}

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard let min = config["min"].asNumber, let max = config["max"].asNumber, max < min else { return [] }
    return [
      ProviderDiagnostic(
        "Invalid argument value", "The maximum \(max) is less than the minimum \(min).",
        at: AttributePath("max"))
    ]
  }

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    guard wanted.min <= wanted.max else {
      throw ProviderError(
        .invalid, "The maximum \(wanted.max) is less than the minimum \(wanted.min).",
        attribute: AttributePath("max"))
    }
    var source = RandomSource(wanted.seed)
    var drawn = wanted
    let result = Int.random(in: wanted.min...wanted.max, using: &source)
    drawn.result = result
    return Created(id: String(result), drawn)
  }

  func importObject(id: String) throws -> Created<Object>? {
    let parts = id.split(separator: ",", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, let result = Int(parts[0]), let min = Int(parts[1]), let max = Int(parts[2])
    else {
      throw ProviderError(.invalid, "A random integer is imported by RESULT,MIN,MAX or RESULT,MIN,MAX,SEED.")
    }
    let seed = parts.count == 4 ? String(parts[3]) : nil
    return Created(id: String(result), Object(min: min, max: max, seed: seed, keepers: nil, result: result))
  }
}
