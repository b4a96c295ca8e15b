import ProviderAPI
import ProviderKit
import Values

/// `random_shuffle`: a list in another order.
struct RandomShuffleResource: RecordedResource {
  static let type = "random_shuffle"
  static let schema = ResourceSchema(
    "A list in another order.",
    .argument("input", .list(.string), .required, requiresReplace: true, "What to shuffle."),
    .argument(
      "result_count", .number, .optional, requiresReplace: true, rules: [.integer(0...1_000_000)],
      "How many to give; all of them, each once, if unset. More begin again, in yet another order."),
    .argument("seed", .string, .optional, requiresReplace: true, "Any text; the same gives the same order."),
    .keepers,
    .computed("result", .list(.string), "The list in its new order."))

  struct Object: Codable {
    var input: [String?]
    var resultCount: Int?
    var seed: String?
    var keepers: Keepers?
    var result: [String?]?
  }

  init(client: RandomClient) {}

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    var source = RandomSource(wanted.seed)
    let count = wanted.input.isEmpty ? 0 : wanted.resultCount ?? wanted.input.count
    var shuffled = wanted
    var result: [String?] = []
    while result.count < count {
      result += wanted.input.shuffled(using: &source).prefix(count - result.count)
    }
    shuffled.result = result
    return Created(id: "-", shuffled)
  }

  func importObject(id: String) throws -> Created<Object>? {
    throw ProviderError(.invalid, "A shuffled list cannot be imported.")
  }
}
