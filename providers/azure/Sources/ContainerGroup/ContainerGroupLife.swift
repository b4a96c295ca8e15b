import ProviderAPI
import ProviderKit
import Values

/// Starts and stops a container group, and waits until it is so.
///
/// Protocol: `ContainerGroups_Start` (202 with `Location`), `_Stop` and `_Restart` (204); the state is in `instanceView`.
struct ContainerGroupLife: Sendable {
  let id: ResourceID
  let client: AzureClient
  let patience: Duration

  private var version: String { ARMType.containerGroup.version }

  /// Brings a group into the state that is wanted; leaves it as it is where none is.
  ///
  /// - Parameter prior: what was there; null for nothing.
  static func bring(
    _ wanted: Value, _ prior: Value, _ id: ResourceID, _ client: AzureClient, _ operation: Operation
  ) async throws -> JSON? {
    guard let state = desired(wanted) else { return nil }
    // A job that has just been made may have ended already, and is not run twice.
    let isAsked = !prior.isNull && desired(prior) != state
    let patience = try ARMType.containerGroup.patience(.update, wanted)
    let life = ContainerGroupLife(id: id, client: client, patience: patience)
    guard let now = try await client.manager.find(id, life.version),
      !State(now).fulfils(state, isAsked: isAsked)
    else { return nil }
    operation.report(state == "stopped" ? "stopping" : "starting")
    return state == "stopped" ? try await life.stop() : try await life.start()
  }

  /// The state that a group is in, where the configuration says which it has to be in: others may have changed it.
  static func observed(_ recorded: Value, _ now: JSON) -> KeyedValues {
    guard let wanted = desired(recorded) else { return [:] }
    return switch State(now) {
    case .running where wanted == "stopped": ["desired_state": .string("running")]
    case .stopped where wanted == "running": ["desired_state": .string("stopped")]
    case .running, .stopped, .ended, .unsaid: [:]
    }
  }

  static func desired(_ group: Value) -> String? { group.keyedElements?["desired_state"]?.asString }

  /// What a group does.
  enum State {
    case running, stopped
    /// Its containers have come to their ends, and are not started again.
    case ended
    /// Azure says nothing.
    case unsaid

    init(_ group: JSON) {
      self =
        switch group["properties"]?["instanceView"]?["state"]?.asString {
        case "Running", "Pending", "Repairing": .running
        case "Stopped": .stopped
        case "Succeeded", "Failed", "Terminated": .ended
        default: .unsaid
        }
    }

    /// - Parameter isAsked: whether it is to be brought into that state now, rather than kept in it.
    func fulfils(_ wanted: String, isAsked: Bool) -> Bool {
      switch self {
      case .running: wanted == "running"
      case .stopped: wanted == "stopped"
      case .ended: wanted == "stopped" || !isAsked
      case .unsaid: false
      }
    }
  }

  func start() async throws -> JSON {
    try await call("start")
    return try await wait(for: [.running, .ended], "running")
  }

  func stop() async throws -> JSON {
    try await call("stop")
    return try await wait(for: [.stopped, .ended], "stopped")
  }

  func restart() async throws -> JSON {
    try await call("restart")
    return try await wait(for: [.running, .ended], "running")
  }

  private func call(_ verb: String) async throws {
    await client.forget(id, version)
    let response = try await client.manager.call(id, verb, version)
    let operation = LongOperation(manager: client.manager, id: id, version: version, patience: patience)
    _ = try await operation.end(of: response, .post)
  }

  /// - Parameter states: a short job may have ended before anybody looked.
  private func wait(for states: Set<State>, _ word: String) async throws -> JSON {
    do {
      return try await poll(every: .seconds(1), timeout: patience, clock: client.session.clock) {
        guard let now = try await client.manager.find(id, version) else {
          throw ProviderError(.notFound, "The container group \(id.name) is gone.")
        }
        return states.contains(State(now)) ? now : nil
      }
    } catch let error as ProviderError where error.code == .timedOut {
      throw ProviderError(
        .timedOut, "The container group \(id.name) is not \(word) within \(patience.goNotation).",
        cause: error)
    }
  }
}
