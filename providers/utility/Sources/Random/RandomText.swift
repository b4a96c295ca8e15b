import ProviderAPI
import Values

/// How a text of random characters is drawn.
struct RandomText {
  /// One class of characters.
  struct Class {
    var characters: [Unicode.Scalar]
    var isAllowed: Bool
    /// How many there must be at least, allowed or not.
    var minimum: Int

    init(_ characters: String, _ isAllowed: Bool, minimum: Int) {
      self.characters = Array(characters.unicodeScalars)
      self.isAllowed = isAllowed
      self.minimum = minimum
    }
  }

  var length: Int
  var classes: [Class]

  /// How many characters the minimums add up to.
  var required: Int { classes.reduce(0) { $0 + $1.minimum } }

  /// - Throws: `.invalid` when no text can be as wanted.
  func draw(_ source: inout RandomSource) throws -> String {
    let allowed = classes.flatMap { $0.isAllowed ? $0.characters : [] }
    guard !allowed.isEmpty else {
      throw ProviderError(.invalid, "There is no character that the text may be made of.")
    }
    guard required <= length else {
      throw ProviderError(.invalid, problem, attribute: AttributePath("length"))
    }
    var text = classes.flatMap { Self.pick($0.minimum, $0.characters, &source) }
    text += Self.pick(length - required, allowed, &source)
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text.shuffled(using: &source))
    return String(result)
  }

  /// What to say when the length is less than required.
  var problem: String {
    "The length \(length) is less than the \(required) characters that the minimums add up to."
  }

  /// - Parameter characters: Not empty.
  private static func pick(
    _ count: Int, _ characters: [Unicode.Scalar], _ source: inout RandomSource
  ) -> [Unicode.Scalar] {
    (0..<count).map { _ in characters[Int.random(in: characters.indices, using: &source)] }
  }
}
