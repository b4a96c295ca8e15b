import ProviderAPI
import ProviderKit
import Values

/// `random_pet`: a name that people can remember, which is also its id.
struct RandomPetResource: RecordedResource {
  static let type = "random_pet"
  static let schema = ResourceSchema(
    "A name that people can remember, such as `merrily-brave-otter`.",
    .argument(
      "length", .number, .defaulted(.number(2)), requiresReplace: true, rules: [.integer(1...1000)],
      "How many words, the prefix aside."),
    .argument("prefix", .string, .optional, requiresReplace: true, "A word to begin with."),
    .argument(
      "separator", .string, .defaulted(.string("-")), requiresReplace: true, "What stands between two words."),
    .keepers)

  struct Object: Codable {
    var length: Int
    var prefix: String?
    var separator: String
    var keepers: Keepers?
  }

  init(client: RandomClient) {}

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    var source = RandomSource()
    var words = Self.words(wanted.length, &source)
    if let prefix = wanted.prefix, !prefix.isEmpty { words.insert(prefix, at: 0) }
    return Created(id: words.joined(separator: wanted.separator), wanted)
  }

  /// An animal, what it is like, and any number of words for how much it is so.
  private static func words(_ count: Int, _ source: inout RandomSource) -> [String] {
    (0..<count).map { place in
      let choice =
        place == count - 1 ? PetWords.animals : place == count - 2 ? PetWords.adjectives : PetWords.adverbs
      return choice[Int.random(in: choice.indices, using: &source)]
    }
  }

  func importObject(id: String) throws -> Created<Object>? {
    throw ProviderError(.invalid, "A pet name cannot be imported.")
  }
}
