import Addresses
import Diagnostics
import Language
import StateBackends
import StateStorage
import Values

extension Run {
  /// The place of the state.
  ///
  /// - Parameter root: the root module, where it is known already.
  func statePlace(_ root: ModuleConfig? = nil) async throws -> StatePlace {
    var loader = ConfigLoader(directory: ".", moduleSource: LocalModuleResolver())
    let found = root ?? loader.loadRoot()
    let config = found ?? ModuleConfig(path: .root, directory: ".")
    let choice =
      settings.statePath == nil
      ? try BackendSelection(run: self, root: config, hasConfiguration: found != nil).current() : .standard
    return try await StatePlace(choice, self, stateCodec(config))
  }

  /// The state of the workspace in use, or the one in the file that `-state` names.
  func stateStore(_ root: ModuleConfig? = nil) async throws -> JournaledState {
    try await store(in: statePlace(root))
  }

  private func store(in place: StatePlace) async throws -> JournaledState {
    if let path = settings.statePath { return place.store(inFile: path) }
    return try await place.store(of: workspaces.current)
  }

  /// Runs `body` with the state locked.
  func withState<Result: Sendable>(
    for operation: String, _ root: ModuleConfig? = nil, _ body: (any StateSession) async throws -> Result
  ) async throws -> Result {
    let place = try await statePlace(root)
    if settings.statePath == nil { try place.prepare(workspaces.current) }
    return try await withLock(store(in: place), for: operation, body)
  }

  func withLock<Result: Sendable>(
    _ store: JournaledState, for operation: String, _ body: (any StateSession) async throws -> Result
  ) async throws -> Result {
    guard let wait = Duration(goNotation: settings.lockTimeout) else {
      throw StateError(.unreadable, "\"\(settings.lockTimeout)\" is no time. Write one such as 30s or 5m.")
    }
    interruption.enterIdleness()
    var isWaiting = true
    defer { if isWaiting { interruption.leaveIdleness() } }
    let holder = settings.locksState ? LockHolder(operation, environment) : nil
    return try await store.withLock(holder, wait: wait) { session in
      isWaiting = false
      interruption.leaveIdleness()
      return try await body(session)
    }
  }
}
