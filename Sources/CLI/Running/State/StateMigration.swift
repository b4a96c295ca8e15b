import Diagnostics
import StateBackends
import StateStorage

/// Takes the states of all workspaces from one place to another, both locked meanwhile.
struct StateMigration {
  let run: Run
  let source: StatePlace
  let destination: StatePlace
  let change: Initialisation.Change

  /// - Returns: what was done.
  /// - Throws: ``DiagnosticsError`` when a decision is needed that nobody can be asked for.
  func perform() async throws -> String {
    let workspaces = try await filledWorkspaces()
    guard !workspaces.isEmpty else { return "" }
    try await requireRoom(for: workspaces)
    guard isWanted(workspaces) else { throw undecided(workspaces) }
    for workspace in workspaces { try await copy(workspace) }
    // Only when all have arrived.
    for workspace in workspaces { try source.retire(workspace) }
    return "Copied \(workspaces.count) state(s) from the backend \"\(source.choice.kind.name)\".\n"
  }

  /// The workspaces with anything in them.
  private func filledWorkspaces() async throws -> [String] {
    var filled: [String] = []
    for workspace in [StateWorkspaces.defaultName] + (try await source.workspacesIfAny()).sorted() {
      let state = try await source.store(of: workspace).load()
      guard state.openIntents.isEmpty else { throw unsettled(workspace) }
      if state.snapshot?.isEmpty == false { filled.append(workspace) }
    }
    return filled
  }

  private func requireRoom(for workspaces: [String]) async throws {
    if workspaces != [StateWorkspaces.defaultName] { _ = try await destination.workspaces() }
  }

  // MARK: Deciding

  private func isWanted(_ workspaces: [String]) -> Bool {
    switch change {
    case .migrate(true): return true
    case .reconfigure: return false
    case .migrate(false), .none:
      guard run.asksQuestions else { return false }
      return StateEditing.isConfirmed(
        "\nCopy the state of \(workspaces.map { "\"\($0)\"" }.joined(separator: ", ")) from the backend "
          + "\"\(source.choice.kind.name)\" to \"\(destination.choice.kind.name)\"?")
    }
  }

  // MARK: Copying

  private func copy(_ workspace: String) async throws {
    let from = try await source.store(of: workspace)
    let to = try await destination.store(of: workspace)
    try destination.prepare(workspace)
    try await run.withLock(from, for: "migration") { source in
      guard source.initial.openIntents.isEmpty else { throw unsettled(workspace) }
      guard let snapshot = source.initial.snapshot else { return }
      try await run.withLock(to, for: "migration") { destination in
        guard destination.initial.openIntents.isEmpty else { throw unsettled(workspace) }
        try await put(snapshot, in: destination, workspace)
      }
    }
  }

  /// What is there already is only replaced by a later state of the same lineage, or when that is forced.
  private func put(_ snapshot: StateSnapshot, in session: any StateSession, _ workspace: String) async throws
  {
    if let present = session.initial.snapshot, !present.isEmpty, present != snapshot {
      let isLater = present.lineage == snapshot.lineage && present.serial <= snapshot.serial
      if case .migrate(true) = change {} else if !isLater { throw taken(workspace, present) }
      var next = snapshot
      next.serial = max(snapshot.serial, present.serial + 1)
      return try await session.write(next)
    }
    try await session.write(snapshot)
  }

  // MARK: Problems

  private func undecided(_ workspaces: [String]) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "migration-undecided", "State stays where it is",
        """
        The backend \"\(source.choice.kind.name)\" has a state in \(workspaces.joined(separator: ", ")), and nobody said \
        whether to copy it. Nothing was changed. To copy it without a question, or to leave it there:
            rcw init -migrate-state -force-copy
            rcw init -reconfigure
        """))
  }

  private func taken(_ workspace: String, _ present: StateSnapshot) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "migration-conflict", "Another state is there",
        """
        The backend \"\(destination.choice.kind.name)\" has another state of the workspace \"\(workspace)\" already: lineage \
        \(present.lineage), serial \(present.serial). Nothing was changed. To put this one in its place all the same:
            rcw init -migrate-state -force-copy
        """))
  }

  private func unsettled(_ workspace: String) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "unsettled", "An interrupted run is not settled",
        "In the workspace \"\(workspace)\" a run was interrupted, and it is not settled what came of it. Take the backend "
          + "block back and run rcw recover or rcw apply first."))
  }
}
