import Diagnostics
import Language
import StateBackends
import StateStorage
import Values

/// Decides which backend a command works with: what the configuration says and what the directory was initialised
/// with have to agree.
struct BackendSelection {
  let run: Run
  let root: ModuleConfig
  /// Without any, what was initialised counts: somebody only wants to look.
  let hasConfiguration: Bool

  /// What the block in the configuration says; nil without one.
  func configured() throws -> BackendChoice? {
    try root.backend.map { try BackendChoice($0, EarlyEvaluation(run: run, root: root)) }
  }

  /// The backend in use.
  ///
  /// - Throws: ``DiagnosticsError`` when the directory has to be initialised first.
  func current() throws -> BackendChoice {
    let record = try BackendRecord(environment: run.environment).read()
    guard hasConfiguration else { return record?.choice ?? .standard }
    guard let configured = try configured() else {
      guard let record, record.choice.kind.name != "local" else { return .standard }
      throw Self.changed(
        "The configuration has no backend block any more, and the state is in the backend "
          + "\"\(record.choice.kind.name)\".")
    }
    guard let record else { return try unrecorded(configured) }
    guard Self.agrees(record, configured) else {
      throw Self.changed("The backend block is not the one that this directory was initialised with.")
    }
    return record.choice
  }

  /// A record agrees with the block that it was made from; one that another program made, with every block whose
  /// arguments it has.
  static func agrees(_ record: BackendRecord.Content, _ block: BackendChoice) -> Bool {
    guard let digest = record.blockDigest else { return block.isCovered(by: record.choice) }
    return digest == block.digest
  }

  /// A block that is new. It is simply used, unless a state is here that would be left behind.
  private func unrecorded(_ configured: BackendChoice) throws -> BackendChoice {
    guard configured.config != BackendChoice.standard.config, isStateHere,
      !(configured.path.map(FileAccess.holdsSomething) ?? false)
    else { return configured }
    throw Self.changed(
      "The configuration has a backend block, and there is a state in this directory.")
  }

  /// Whether a state is where one is without a block.
  private var isStateHere: Bool {
    FileAccess.holdsSomething(LocalBackend.standard.path) || !LocalBackend.standard.workspaceNames.isEmpty
  }

  private static func changed(_ what: String) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "backend-changed", "Backend initialization required",
        """
        \(what) Nothing was read or changed. To take the state along to the place that the configuration names:
            rcw init -migrate-state
        To work with what is there, and leave the present state as it is:
            rcw init -reconfigure
        """))
  }
}

extension BackendChoice {
  /// The state file of a local backend; nil for others.
  fileprivate var path: String? {
    kind.name == "local" ? config.keyedElements?["path"]?.asString : nil
  }
}

extension FileAccess {
  static func holdsSomething(_ path: String) -> Bool {
    ((try? read(path)) ?? nil).map { !$0.isEmpty } ?? false
  }
}
