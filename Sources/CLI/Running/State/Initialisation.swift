import Diagnostics
import Language
import StateBackends
import StateStorage
import Values

/// Settles which backend a directory works with, and takes the states along where that is wanted.
struct Initialisation {
  /// What to do when the backend is not the one that was in use.
  enum Change {
    /// Take the states along.
    case migrate(isForced: Bool)
    /// Leave them where they are.
    case reconfigure
    /// Whatever needs no decision.
    case none
  }

  let run: Run
  let root: ModuleConfig
  let arguments: [String]
  let change: Change

  private var selection: BackendSelection { BackendSelection(run: run, root: root, hasConfiguration: true) }
  private var record: BackendRecord { BackendRecord(environment: run.environment) }

  /// - Returns: what to tell.
  func perform() async throws -> String {
    if case .reconfigure = change { return try await adopt(wanted(), after: nil) }
    let present = try record.read()
    guard let wanted = try wanted(over: present) else { return try await leaveBackend(present) }
    if let present, present.choice.config == wanted.config, present.choice.kind.name == wanted.kind.name {
      return try await adopt(wanted, after: nil)
    }
    return try await adopt(wanted, after: present?.choice ?? .standard)
  }

  /// The block with the arguments of the command line; those of an earlier one count until others are given.
  private func wanted(over present: BackendRecord.Content? = nil) throws -> BackendChoice? {
    guard let block = try selection.configured() else {
      guard arguments.isEmpty else {
        throw DiagnosticsError(
          Diagnostic(
            "backend-config", "No backend to configure",
            "-backend-config says more about the backend block, and the configuration has none."))
      }
      return nil
    }
    let given = BackendArguments(
      arguments, EarlyEvaluation(run: run, root: root))
    if arguments.isEmpty, let present, BackendSelection.agrees(present, block) { return present.choice }
    return block.overridden(by: try given.values(for: block.kind))
  }

  // MARK: Changing over

  private func adopt(_ wanted: BackendChoice?, after old: BackendChoice?) async throws -> String {
    guard let wanted else {
      try record.remove()
      return ""
    }
    let codec = try run.stateCodec(root)
    let place = try await StatePlace(wanted, run, codec)
    let store = try await place.store(of: run.workspaces.current)
    // A place that cannot be reached, or a key that does not fit, is better known now.
    _ = try await store.load()
    var text = ""
    if let old {
      let source = try await StatePlace(old, run, codec)
      text = try await StateMigration(run: run, source: source, destination: place, change: change).perform()
    }
    let digest = try selection.configured()?.digest ?? ""
    try record.write(wanted, blockDigest: digest)
    return text + "The state is in the backend \"\(wanted.kind.name)\".\n"
  }

  /// The configuration has no backend block any more.
  private func leaveBackend(_ present: BackendRecord.Content?) async throws -> String {
    guard let present, present.choice.config != BackendChoice.standard.config else {
      try record.remove()
      return ""
    }
    let codec = try run.stateCodec(root)
    let source = try await StatePlace(present.choice, run, codec)
    let destination = try await StatePlace(.standard, run, codec)
    let text = try await StateMigration(
      run: run, source: source, destination: destination, change: change
    ).perform()
    try record.remove()
    return text + "The state is in this directory.\n"
  }
}
