/// A pattern, read.
indirect enum Node: Sendable {
  case empty
  case scalar(UInt32, foldsCase: Bool)
  case characters(CharacterClass)
  case assertion(Assertion)
  case sequence([Node])
  /// The earlier one wins.
  case alternatives([Node])
  /// `max` is nil when there is no limit.
  case repetition(Node, min: Int, max: Int?, isGreedy: Bool)
  case group(Node, number: Int)
}

/// A condition on a place in the text, which takes up no character.
enum Assertion: Sendable {
  case textStart
  case textEnd
  case lineStart
  case lineEnd
  /// Between an ASCII word character and anything else.
  case wordBoundary
  case noWordBoundary
}

extension Node {
  /// Whether the empty text is one of those it matches.
  var matchesEmpty: Bool {
    switch self {
    case .empty, .assertion: true
    case .scalar, .characters: false
    case .sequence(let nodes): nodes.allSatisfy(\.matchesEmpty)
    case .alternatives(let nodes): nodes.contains(where: \.matchesEmpty)
    case .repetition(let node, let min, _, _): min == 0 || node.matchesEmpty
    case .group(let node, _): node.matchesEmpty
    }
  }

  /// How many copies of its innermost part the repetition counts multiply to.
  var repetitionProduct: Int {
    switch self {
    case .empty, .assertion, .scalar, .characters: 1
    case .sequence(let nodes), .alternatives(let nodes): nodes.map(\.repetitionProduct).max() ?? 1
    case .repetition(let node, let min, let max, _):
      Swift.max(1, max ?? min) * node.repetitionProduct
    case .group(let node, _): node.repetitionProduct
    }
  }
}
