import Addresses
import Diagnostics
import Engine
import Glibc
import ProviderAPI
import StateStorage
import TestSupport
import Testing
import Values

/// Random configurations on a world that fails, falls silent, changes by itself, and a program that dies at any
/// moment. Whatever happens, no object is ever unknown to state and open intents, and in the end the world is as
/// the configuration says.
///
/// `RCW_PROPERTY_CASES` says how many cases to run, and `RCW_PROPERTY_SEED` which one to begin with; a failure
/// names the seed that plays it again.
struct ConvergenceTests {
  private static func setting(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }

  @Test(.timeLimit(.minutes(30)))
  func `no object is lost, and everything converges`() async throws {
    let first = Self.setting("RCW_PROPERTY_SEED") ?? 1
    let count = Self.setting("RCW_PROPERTY_CASES") ?? 300
    for seed in first..<(first + count) {
      var story = Story(seed: seed)
      let problem = try await story.play()
      #expect(problem == nil, "RCW_PROPERTY_SEED=\(seed) RCW_PROPERTY_CASES=1 plays this again")
      if problem != nil { return }
    }
  }
}

/// One case: a few rounds of changed configuration and trouble, then a round without.
private struct Story {
  private let bench = Workbench()
  private var random: SeededGenerator
  /// The things that may be there, and what the last configuration said of them.
  private var blocks: [Block] = []

  private struct Block {
    var name: String
    var isWanted = true
    var size = 0
    var colour = 0
    var count: Int?
    var createsFirst = false
    var peers: [Int] = []
  }

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// - Returns: what went wrong; nil when all is well.
  mutating func play() async throws -> String? {
    blocks = (0..<Int.random(in: 1...6, using: &random)).map { Block(name: "t\($0)") }
    for round in 0..<Int.random(in: 1...4, using: &random) {
      change()
      await makeTrouble()
      let text = configuration
      do { _ = try await bench.apply(text) } catch is StateError {} catch is DiagnosticsError {}
      await bench.session.crash(after: nil)
      if let problem = await lostObject() { return "round \(round): \(problem)\n\(text)\n\(bench.world.log)" }
    }
    bench.world.heal()
    return try await ending()
  }

  /// Without any trouble one apply is enough, and a second has nothing to do.
  private func ending() async throws -> String? {
    let text = configuration
    let outcome = try await bench.apply(text)
    guard !outcome.diagnostics.hasErrors else {
      return "the last apply fails: \(outcome.diagnostics)\n\(text)"
    }
    guard try await bench.plan(text).isEmpty else { return "the last apply leaves something to do\n\(text)" }
    guard await bench.session.intents.isEmpty else { return "the last apply leaves intents open\n\(text)" }
    if let problem = await lostObject() { return problem }
    let names = bench.world.things.values.compactMap { $0.keyedElements?["name"]?.asString }.sorted()
    guard names == wantedNames else { return "there is \(names) and not \(wantedNames)\n\(text)" }
    return await danglingDependency()
  }

  // MARK: What must hold

  /// An object of the world that neither the state nor an open intent knows.
  private func lostObject() async -> String? {
    let recorded = await recordedIDs()
    let makers = bench.world.makers
    let open = Set(await bench.session.intents.compactMap { makers[$0.id] })
    let lost = bench.world.things.keys.filter { !recorded.contains($0) && !open.contains($0) }
    return lost.isEmpty ? nil : "nobody knows \(lost.sorted())"
  }

  private func recordedIDs() async -> Set<String> {
    let instances = await bench.state.resources.values.flatMap(\.instances.values)
    let objects = instances.flatMap { [$0.current].compactMap(\.self) + $0.deposed.values }
    return Set(objects.compactMap { $0.attributes["id"]?.asString })
  }

  private func danglingDependency() async -> String? {
    let state = await bench.state
    let wanted = blocks.filter(\.isWanted).map {
      ResourceAddress(.root, ResourceName(.managed, "test_thing", $0.name))
    }
    // A resource without instances may still be depended on.
    let known = Set(state.addresses.map(\.configAddress)).union(wanted)
    for instance in state.resources.values.flatMap(\.instances.values) {
      for dependency in instance.current?.dependencies ?? [] where !known.contains(dependency) {
        return "something depends on \(dependency), which is not there"
      }
    }
    return nil
  }

  // MARK: What happens

  private mutating func change() {
    for index in blocks.indices {
      blocks[index].isWanted = chance(85)
      if chance(30) { blocks[index].size = Int.random(in: 0...2, using: &random) }
      if chance(25) { blocks[index].colour = Int.random(in: 0...2, using: &random) }
      if chance(15) { blocks[index].count = chance(50) ? nil : Int.random(in: 0...3, using: &random) }
      blocks[index].createsFirst = chance(30)
      blocks[index].peers = (0..<index).filter { _ in chance(35) }
    }
  }

  private mutating func makeTrouble() async {
    bench.world.heal()
    let names = blocks.flatMap(instanceNames)
    for name in names {
      for verb in ["create", "update", "delete"] {
        if chance(6) { bench.world.fail("\(verb) \(name)", chance(50) ? .unavailable : .denied) }
        if chance(6) { bench.world.loseAnswer(to: "\(verb) \(name)") }
      }
      if chance(5) { bench.world.remove(name) }
      if chance(5) { bench.world.change(name, "size", to: .number(9)) }
    }
    if chance(40) { await bench.session.crash(after: Int.random(in: 0...12, using: &random)) }
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 1...100, using: &random) <= percent }

  // MARK: The configuration

  private func instanceNames(_ block: Block) -> [String] {
    guard let count = block.count else { return [block.name] }
    return (0..<count).map { "\(block.name)-\($0)" }
  }

  private var wantedNames: [String] { blocks.filter(\.isWanted).flatMap(instanceNames).sorted() }

  private var configuration: String {
    let texts = blocks.filter(\.isWanted).map { block in
      let peers = block.peers.filter { blocks[$0].isWanted }.map { "test_thing.\(blocks[$0].name)[*].id" }
      return """
        resource "test_thing" "\(block.name)" {
          \(block.count.map { "count = \($0)" } ?? "")
          name   = "\(block.name)\(block.count == nil ? "" : "-${count.index}")"
          size   = \(block.size)
          colour = "c\(block.colour)"
          peers  = \(peers.isEmpty ? "[]" : "concat(\(peers.joined(separator: ", ")))")
          lifecycle { create_before_destroy = \(block.createsFirst) }
        }
        """
    }
    return texts.joined(separator: "\n") + "\noutput \"wanted\" { value = \(texts.count) }\n"
  }
}
