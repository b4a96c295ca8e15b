/// A pattern as instructions for ``Machine``.
struct Program: Sendable {
  enum Instruction: Sendable {
    case scalar(UInt32)
    /// A scalar that folds to this one.
    case foldedScalar(UInt32)
    /// Any scalar of the class with this index.
    case characters(Int)
    /// Goes on at both places; what the first leads to is preferred.
    case split(Int, Int)
    case jump(Int)
    /// Notes the place in the text under this slot: `2 n` where group `n` begins, `2 n + 1` where it ends.
    case save(Int)
    case assertion(Assertion)
    case match
  }

  /// The most instructions a pattern may come to.
  static let maxCount = 50_000
  /// The most slots over all instructions: what bounds the memory of a search.
  static let maxSlots = 2_000_000

  var instructions: [Instruction] = []
  var classes: [CharacterClass] = []
  let slotCount: Int
  /// Whether a match can only start where the text does.
  let isAnchored: Bool
  /// The UTF-8 that every match starts with.
  let prefix: [UInt8]

  init(_ node: Node, groupCount: Int) throws(RegularExpressionError) {
    slotCount = 2 * (groupCount + 1)
    isAnchored = node.startsAtTextStart
    prefix = node.literalPrefix
    try compile(.group(node, number: 0))
    try emit(.match)
    guard instructions.count * slotCount <= Self.maxSlots else { throw Self.tooLarge }
  }

  private static let tooLarge = RegularExpressionError(.tooLarge, "")
}

// MARK: Compiling

extension Program {
  private mutating func emit(_ instruction: Instruction) throws(RegularExpressionError) {
    guard instructions.count < Self.maxCount else { throw Self.tooLarge }
    instructions.append(instruction)
  }

  private mutating func compile(_ node: Node) throws(RegularExpressionError) {
    switch node {
    case .empty: break
    case .scalar(let scalar, let foldsCase): try emit(foldsCase ? .foldedScalar(scalar) : .scalar(scalar))
    case .characters(let set):
      classes.append(set)
      try emit(.characters(classes.count - 1))
    case .assertion(let assertion): try emit(.assertion(assertion))
    case .sequence(let nodes):
      for node in nodes { try compile(node) }
    case .alternatives(let nodes): try compile(alternatives: nodes)
    case .repetition(let node, let min, let max, let isGreedy):
      try compile(node, min: min, max: max, isGreedy: isGreedy)
    case .group(let node, let number):
      try emit(.save(2 * number))
      try compile(node)
      try emit(.save(2 * number + 1))
    }
  }

  private mutating func compile(alternatives nodes: [Node]) throws(RegularExpressionError) {
    var jumps: [Int] = []
    for node in nodes.dropLast() {
      let split = instructions.count
      try emit(.split(split + 1, 0))
      try compile(node)
      jumps.append(instructions.count)
      try emit(.jump(0))
      instructions[split] = .split(split + 1, instructions.count)
    }
    if let last = nodes.last { try compile(last) }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func compile(
    _ node: Node, min: Int, max: Int?, isGreedy: Bool
  ) throws(RegularExpressionError) {
    for _ in 0..<Swift.max(0, max == nil ? min - 1 : min) { try compile(node) }
    guard let max else { return try compileLoop(node, isOptional: min == 0, isGreedy: isGreedy) }
    var splits: [Int] = []
    for _ in min..<max {
      splits.append(instructions.count)
      try emit(.split(0, 0))
      try compile(node)
    }
    for split in splits { setSplit(at: split, into: split + 1, past: instructions.count, isGreedy) }
  }

  /// `x+`, and `(x+)?` for `x*`: entered through the body, an `x` that matches the empty text does so once.
  private mutating func compileLoop(
    _ node: Node, isOptional: Bool, isGreedy: Bool
  ) throws(RegularExpressionError) {
    let start = instructions.count
    if isOptional { try emit(.split(0, 0)) }
    let body = instructions.count
    try compile(node)
    let end = instructions.count
    try emit(.split(0, 0))
    setSplit(at: end, into: body, past: end + 1, isGreedy)
    if isOptional { setSplit(at: start, into: body, past: end + 1, isGreedy) }
  }

  private mutating func setSplit(at index: Int, into body: Int, past end: Int, _ isGreedy: Bool) {
    instructions[index] = isGreedy ? .split(body, end) : .split(end, body)
  }
}

// MARK: Facts about a pattern that shorten the search

extension Node {
  fileprivate var startsAtTextStart: Bool {
    switch self {
    case .assertion(.textStart): true
    case .sequence(let nodes): nodes.first?.startsAtTextStart ?? false
    case .alternatives(let nodes): nodes.allSatisfy(\.startsAtTextStart)
    case .group(let node, _): node.startsAtTextStart
    case .repetition(let node, let min, _, _): min > 0 && node.startsAtTextStart
    case .empty, .scalar, .characters, .assertion: false
    }
  }

  fileprivate var literalPrefix: [UInt8] {
    switch self {
    case .scalar(let scalar, foldsCase: false): Unicode.Scalar(scalar).map { Array(String($0).utf8) } ?? []
    case .group(let node, _): node.isLiteral ? node.literalPrefix : []
    case .sequence(let nodes):
      nodes.prefix(while: \.isLiteral).flatMap(\.literalPrefix)
    case .scalar, .empty, .characters, .assertion, .alternatives, .repetition: []
    }
  }

  private var isLiteral: Bool {
    switch self {
    case .scalar(_, let foldsCase): !foldsCase
    case .group(let node, _): node.isLiteral
    case .sequence(let nodes): nodes.allSatisfy(\.isLiteral)
    case .empty, .characters, .assertion, .alternatives, .repetition: false
    }
  }
}
