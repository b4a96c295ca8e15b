import Addresses
import Diagnostics

/// Finds what is wrong with the `moved` and `removed` blocks of a module, apart from what only the recorded
/// instances show.
struct MoveChecker {
  let module: ModuleConfig
  private(set) var diagnostics: [Diagnostic] = []

  init(module: ModuleConfig) {
    self.module = module
  }

  mutating func check() {
    for (index, move) in module.moved.enumerated() {
      if move.from == move.to {
        report("redundant-move", "Redundant move statement", "Both addresses are the same.", move)
      } else {
        checkAmbiguity(of: move, among: module.moved[..<index])
        checkSource(of: move)
      }
    }
    reportCycles()
    for (index, removed) in module.removed.enumerated() {
      check(removed)
      checkContradiction(of: removed, to: module.removed[..<index])
    }
  }

  private mutating func checkAmbiguity(of move: MovedConfig, among others: ArraySlice<MovedConfig>) {
    for other in others {
      if other.from == move.from, other.to != move.to {
        report(
          "ambiguous-move", "Ambiguous move statements",
          "\(move.from) has moved to \(other.to) already, says the block at \(other.range). One thing can move to "
            + "one place only.", move)
      } else if other.to == move.to, other.from != move.from {
        report(
          "ambiguous-move", "Ambiguous move statements",
          "\(other.from) has moved to \(move.to) already, says the block at \(other.range). Only one thing can "
            + "move to a place.", move)
      }
    }
  }

  /// What has moved cannot be declared any more. Which single instances are is not known before planning.
  private mutating func checkSource(of move: MovedConfig) {
    guard !move.from.hasKey, let declaration = module.declaration(of: move.from) else { return }
    guard move.movesAll || !declaration.isRepeated else { return }
    report(
      "moved-still-exists", "Moved object still exists",
      "\(move.from) has moved, but it is still declared at \(declaration.range). Rename that block, so that it "
        + "declares \(move.to), or take this one out.", move)
  }

  private mutating func reportCycles() {
    var reported: Set<ObjectAddress> = []
    for move in module.moved where !reported.contains(move.from) {
      guard let cycle = chain(from: move) else { continue }
      reported.formUnion(cycle.map(\.from))
      let lines = cycle.map { "\n    \($0.from) -> \($0.to), at \($0.range)" }.joined()
      report(
        "move-cycle", "Cyclic move statements",
        "These lead back to where they start, so there is no place for the objects to end up at:\(lines)",
        move)
    }
  }

  /// The moves that lead from one back to itself; nil when they come to an end.
  private func chain(from first: MovedConfig) -> [MovedConfig]? {
    var chain = [first]
    while let last = chain.last,
      let next = module.moved.first(where: { $0.from != $0.to && last.from != last.to && last.feeds($0) })
    {
      if next.from == first.from { return chain }
      guard !chain.contains(where: { $0.from == next.from }) else { return nil }
      chain.append(next)
    }
    return nil
  }

  private mutating func check(_ removed: RemovedConfig) {
    guard let declaration = module.declaration(of: removed.from) else { return }
    diagnostics.append(
      Diagnostic(
        "removed-still-exists", "Removed object still exists",
        "\(removed.from) is said to be removed, but it is still declared at \(declaration.range). Remove one of the "
          + "two blocks.", at: removed.range, in: removed.range))
  }

  private mutating func checkContradiction(of removed: RemovedConfig, to others: ArraySlice<RemovedConfig>) {
    guard
      let other = others.first(where: {
        $0.from == removed.from && $0.destroysObjects != removed.destroysObjects
      })
    else { return }
    diagnostics.append(
      Diagnostic(
        "ambiguous-removal", "Contradictory removed blocks",
        "The block at \(other.range) says that the objects of \(removed.from) are to be "
          + "\(other.destroysObjects ? "destroyed" : "left as they are"), and this one says the opposite.",
        at: removed.range, in: removed.range))
  }

  private mutating func report(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, _ move: MovedConfig
  ) {
    diagnostics.append(Diagnostic(code, summary, detail, at: move.range, in: move.range))
  }
}

extension MovedConfig {
  /// Whether all instances are moved, each with its key.
  public var movesAll: Bool { !from.hasKey && !to.hasKey }

  /// Whether `other` may move on what this one has moved.
  public func feeds(_ other: MovedConfig) -> Bool {
    guard to.overlaps(other.from) else { return false }
    switch (to, other.from) {
    case (.resource, .resource): return movesAll || other.movesAll || to == other.from
    case (.module(let a), .module(let b)):
      return a.steps.count != b.steps.count || movesAll || other.movesAll || to == other.from
    case (.module, .resource), (.resource, .module): return true
    }
  }
}

extension ModuleConfig {
  /// Where a block declares the object, whatever its key, and whether it is repeated.
  func declaration(of address: ObjectAddress) -> (range: SourceRange, isRepeated: Bool)? {
    switch address {
    case .module(let path):
      guard let name = path.steps.last?.name else { return nil }
      return descendant(path.steps.dropLast().map(\.name))?.calls[name].map {
        ($0.range, $0.repetition.givesKeys)
      }
    case .resource(let address):
      return descendant(address.module.steps.map(\.name))?.resources[address.resource].map {
        ($0.range, $0.repetition.givesKeys)
      }
    }
  }

  /// The module that a row of calls leads to.
  func descendant(_ names: some Sequence<String>) -> ModuleConfig? {
    var module: ModuleConfig? = self
    for name in names { module = module?.children[name] }
    return module
  }
}

extension Repetition {
  /// Whether the instances have keys.
  public var givesKeys: Bool {
    switch self {
    case .single, .enabled: false
    case .count, .forEach: true
    }
  }
}
