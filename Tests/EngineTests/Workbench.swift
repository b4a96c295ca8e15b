import Diagnostics
import Engine
import FoundationEssentials
import Language
import ProviderAPI
import StateStorage
import Values

/// Plans and applies configurations on a ``TestWorld``, with the state kept in memory from one to the next.
final class Workbench {
  let world = TestWorld()
  let session = MemorySession()
  var options = PlanOptions()
  var variables: [String: String] = [:]
  /// How long ago the last run was interrupted; nil for long ago.
  var idle: Duration?

  var state: StateSnapshot {
    get async { await session.snapshot }
  }

  /// - Parameter files: texts by path; a single text is `main.tf`.
  func plan(_ files: [String: String]) async throws -> Plan {
    try await prepared(files).plan(await state, options)
  }

  func plan(_ text: String) async throws -> Plan { try await plan(["main.tf": text]) }

  /// As the command does it: what an earlier run left open comes first.
  @discardableResult
  func apply(_ files: [String: String]) async throws -> Outcome {
    let prepared = try await prepared(files)
    let settled = try await prepared.settle(await session.intents, session, idle: idle)
    guard !settled.diagnostics.hasErrors else { throw DiagnosticsError(settled.diagnostics) }
    let plan = try await prepared.plan(await state, options)
    return try await prepared.apply(plan, session)
  }

  /// Settles what an earlier run left open, as `decide` says.
  func settle(
    _ text: String, deciding decide: (Intent) -> SettlementDecision
  ) async throws -> SettlementOutcome {
    let intents = await session.intents
    return try await prepared(["main.tf": text]).settle(intents, session, idle: nil, decide)
  }

  @discardableResult
  func apply(_ text: String) async throws -> Outcome { try await apply(["main.tf": text]) }

  /// Plans `text`, and brings the plan through a file.
  func savedPlan(_ text: String) async throws -> SavedPlan {
    let prepared = try await prepared(["main.tf": text])
    let plan = try await prepared.plan(await state, options)
    let details = PlanFileDetails(
      program: "1", created: "2026-01-02T03:04:05Z", configDigest: prepared.root.digest)
    let content = PlanFile(plan, variables: prepared.variables, details: details).encode()
    let file = try await prepared.read(content)
    return SavedPlan(prepared: prepared, original: plan, content: content, file: file)
  }

  /// Carries out a plan that was read from a file.
  @discardableResult
  func apply(_ saved: SavedPlan) async throws -> Outcome {
    try await saved.prepared.apply(saved.file.plan, session)
  }

  /// The actions of a plan by address, without those that do nothing.
  func actions(_ text: String) async throws -> [String: Action] {
    let plan = try await plan(text)
    return Dictionary(
      uniqueKeysWithValues: plan.changes.filter { $0.action != .noOp }.map { ("\($0.address)", $0.action) })
  }

  /// The codes of the errors that planning ends with.
  func errors(_ text: String) async -> [Diagnostic.Code] {
    do {
      _ = try await plan(text)
      return []
    } catch let error as DiagnosticsError {
      return error.diagnostics.filter { $0.severity == .error }.map(\.code)
    } catch {
      return [Diagnostic.Code(stringLiteral: "\(error)")]
    }
  }

  private func prepared(_ files: [String: String]) async throws -> PreparedConfiguration {
    let folder = FileManager.default.temporaryDirectory.path + "/engine-\(UInt64.random(in: 0 ... .max))"
    for (name, text) in files {
      let path = "\(folder)/\(name)"
      let parent = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
      try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: false, encoding: .utf8)
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var loader = ConfigLoader(directory: folder, moduleSource: LocalModuleResolver())
    let root = try await loader.load()
    var collector = VariableCollector(
      module: root, environment: [:], arguments: variables.map { .assignment("\($0.key)=\($0.value)") })
    return PreparedConfiguration(root: root, variables: try collector.collect(), world: world)
  }
}

/// A plan, the file it was saved in, and what was read from there.
struct SavedPlan {
  fileprivate let prepared: PreparedConfiguration
  let original: Plan
  let content: [UInt8]
  let file: PlanFile

  /// Reads another file in the place of this plan's.
  func read(_ content: [UInt8]) async throws -> PlanFile { try await prepared.read(content) }
}

private struct PreparedConfiguration {
  let root: ModuleConfig
  let variables: [String: Value]
  let world: TestWorld

  private var environment: ScopeEnvironment {
    ScopeEnvironment(
      rootDirectory: ".", workingDirectory: "/", workspace: "default",
      functions: FunctionLibrary(context: FunctionContext(workingDirectory: "/")).functions)
  }

  func read(_ content: [UInt8]) async throws -> PlanFile {
    try await PlanFile.decode(content, root: root, providers: world, program: "1")
  }

  func plan(_ state: StateSnapshot, _ options: PlanOptions) async throws -> Plan {
    try await planner(state, options).plan()
  }

  func settle(
    _ intents: [Intent], _ session: MemorySession, idle: Duration?,
    _ decide: (Intent) -> SettlementDecision = { _ in .ask }
  ) async throws -> SettlementOutcome {
    try await planner(await session.snapshot, PlanOptions()).settle(
      intents, idle: idle, in: session, deciding: decide)
  }

  private func planner(_ state: StateSnapshot, _ options: PlanOptions) -> Planner {
    Planner(
      config: root, state: state, variables: variables, providers: world, environment: environment,
      options: options)
  }

  func apply(_ plan: Plan, _ session: MemorySession) async throws -> Outcome {
    try await Applier(plan, variables: variables, providers: world, environment: environment).apply(
      in: session)
  }
}

/// A state that lives as long as the test.
actor MemorySession: StateSession {
  nonisolated let initial = LoadedState()
  private(set) var snapshot = StateSnapshot(lineage: "test")
  private(set) var intents: [Intent] = []
  /// How many more calls are made before the process dies; nil for ever.
  private var callsLeft: Int?

  /// Dies, as far as the engine can tell, after `calls` more calls; nothing is recorded from then on.
  func crash(after calls: Int?) { callsLeft = calls }

  private func live() throws {
    guard let callsLeft else { return }
    guard callsLeft > 0 else { throw StateError(.unwritable, "The process is dead.") }
    self.callsLeft = callsLeft - 1
  }

  func begin(_ intent: Intent) throws {
    try live()
    intents.append(intent)
  }

  func record(_ changes: [StateChange], closing intent: String?) throws {
    try live()
    for change in changes { snapshot.apply(change) }
    intents.removeAll { $0.id == intent }
  }

  func write(_ snapshot: StateSnapshot) { self.snapshot = snapshot }
}
