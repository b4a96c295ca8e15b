import Addresses
import DAG
import Diagnostics
import Language
import StateStorage

/// What the `moved` blocks of a configuration make of the recorded addresses.
struct Moves: Sendable {
  /// The state with the objects where they belong now.
  private(set) var state: StateSnapshot
  /// The address that each moved instance is recorded under, by its new one.
  private(set) var origins: [ResourceInstanceAddress: ResourceInstanceAddress] = [:]
  /// What could not move, because something else is recorded where it should go.
  private(set) var blocked: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)] = []
  private let config: ConfigGraph

  init(_ config: ConfigGraph, _ state: StateSnapshot) {
    self.config = config
    self.state = state
    for statement in Self.statements(of: config) { carryOut(statement) }
    carryOutImpliedMoves()
  }

  // MARK: Statements

  /// A `moved` block and the module that it stands in.
  private struct Statement {
    var module: ModulePath
    var move: MovedConfig

    /// The block as seen from the root, whatever the module's instance.
    var fromRoot: MovedConfig {
      let path = ModuleInstancePath(module.names.map { ModuleInstancePath.Step($0) })
      return MovedConfig(from: move.from.inside(path), to: move.to.inside(path), range: move.range)
    }
  }

  /// All blocks, each after those whose objects it moves on.
  private static func statements(of config: ConfigGraph) -> [Statement] {
    let all = config.modules.all.sorted { $0.path < $1.path }.flatMap { module in
      module.moved.map { Statement(module: module.path, move: $0) }
    }
    let moves = all.map(\.fromRoot)
    var order = AcyclicGraph<Int>()
    for index in all.indices {
      order.insert(index, dependingOn: all.indices.filter { moves[$0].feeds(moves[index]) })
    }
    return order.topologicalOrder().map { all[$0] }
  }

  private mutating func carryOut(_ statement: Statement) {
    let depth = statement.module.names.count
    var moves: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)] = []
    for address in state.addresses where address.module.module.names.starts(with: statement.module.names) {
      let module = ModuleInstancePath(Array(address.module.steps.prefix(depth)))
      let to = statement.move.to.inside(module)
      if let target = statement.move.from.inside(module).destination(of: address, to: to),
        canBecome(target, address)
      {
        moves.append((address, target))
      }
    }
    relocate(moves)
  }

  /// Only a declared resource can have been of another type before.
  private func canBecome(_ target: ResourceInstanceAddress, _ address: ResourceInstanceAddress) -> Bool {
    target.resource.type == address.resource.type
      || config.modules[target.module.module]?.resources[target.resource] != nil
  }

  /// A resource that gets a `count`, or loses it, takes its single or first instance along.
  private mutating func carryOutImpliedMoves() {
    var moves: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)] = []
    for (key, resource) in state.resources where key.resource.mode == .managed {
      guard let declared = config.modules[key.module.module]?.resources[key.resource] else { continue }
      let (from, to): (InstanceKey, InstanceKey)
      switch declared.repetition {
      case .count: (from, to) = (.none, .index(0))
      case .single, .enabled: (from, to) = (.index(0), .none)
      case .forEach: continue
      }
      guard resource.instances[from] != nil, resource.instances[to] == nil else { continue }
      moves.append((key.instance(from), key.instance(to)))
    }
    relocate(moves.sorted { $0.from < $1.from })
  }

  private mutating func relocate(_ moves: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)]) {
    let leaving = Set(moves.map(\.from))
    var possible: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)] = []
    for move in moves where move.from != move.to {
      if state.instance(at: move.to) != nil, !leaving.contains(move.to) {
        blocked.append(move)
      } else {
        possible.append(move)
      }
    }
    guard !possible.isEmpty else { return }
    state.relocate(possible)
    for move in possible {
      origins[move.to] = origins.removeValue(forKey: move.from) ?? move.from
    }
  }
}

extension Moves {
  /// What to say about a plan that is confined to some targets, when that leaves out one end of a move.
  func problem(confining targets: [Target]) -> Diagnostic? {
    guard !targets.isEmpty else { return nil }
    let ends = origins.sorted { $0.key < $1.key }.flatMap { [$0.value, $0.key] }
    let missing = ends.filter { address in !targets.contains { $0.includes(address) } }
    guard !missing.isEmpty else { return nil }
    return Diagnostic(
      "targeting-moved", "Moved objects not targeted",
      "The configuration has moved objects to new addresses, and a plan is right only if it takes both ends in. "
        + "Leave -target out, or add:\n"
        + missing.map { "    -target='\($0)'" }.joined(separator: "\n"))
  }

  /// The warning about objects that could not move.
  var blockedWarning: Diagnostic? {
    guard !blocked.isEmpty else { return nil }
    let lines = blocked.map { "\n    \($0.from) -> \($0.to)" }.joined()
    return Diagnostic(
      .warning, "blocked-move", "Objects could not move",
      "Something else is recorded already where these should move to, so they stay where they are:\(lines)\n"
        + "To choose yourself, run rcw state mv or rcw state rm before planning anew.")
  }

  /// What is wrong when the configuration wants an instance that a block says has moved away.
  static func problem(wanting address: ResourceInstanceAddress, in config: ConfigGraph) -> Diagnostic? {
    for count in 0...address.module.steps.count {
      let module = ModuleInstancePath(Array(address.module.steps.prefix(count)))
      for move in config.modules[module.module]?.moved ?? [] where !move.movesAll {
        guard move.from.inside(module).names(exactly: address) else { continue }
        let name = move.from.inside(module)
        return Diagnostic(
          "moved-still-exists", "Moved object still exists",
          "\(name) has moved, but its block still gives rise to it. Change the count or for_each, so that it "
            + "declares \(move.to.inside(module)), or take this block out.", at: move.range, in: move.range)
      }
    }
    return nil
  }
}

extension ObjectAddress {
  /// Whether this is the instance, or the one instance of a module that it stands in.
  fileprivate func names(exactly address: ResourceInstanceAddress) -> Bool {
    switch self {
    case .resource(let resource): resource == address
    case .module(let path): address.module.steps.starts(with: path.steps)
    }
  }
}
