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
  static func bring(
    _ wanted: Value, _ id: ResourceID, _ client: AzureClient, _ operation: Operation
  ) async throws -> JSON? {
    guard let state = wanted.keyedElements?["desired_state"]?.asString else { return nil }
    let patience = try ARMType.containerGroup.patience(.update, wanted)
    let life = ContainerGroupLife(id: id, client: client, patience: patience)
    guard let now = try await client.manager.find(id, life.version), Self.state(now) != state else {
      return nil
    }
    operation.report(state == "stopped" ? "stopping" : "starting")
    return state == "stopped" ? try await life.stop() : try await life.start()
  }

  /// `running` or `stopped`; nil where Azure says neither.
  static func state(_ group: JSON) -> String? {
    switch group["properties"]?["instanceView"]?["state"]?.asString {
    case "Running", "Pending", "Repairing": "running"
    case "Stopped", "Succeeded", "Failed", "Terminated": "stopped"
    default: nil
    }
  }

  func start() async throws -> JSON {
    try await call("start")
    return try await wait(for: "running")
  }

  func stop() async throws -> JSON {
    try await call("stop")
    return try await wait(for: "stopped")
  }

  func restart() async throws -> JSON {
    try await call("restart")
    return try await wait(for: "running")
  }

  private func call(_ verb: String) async throws {
    await client.forget(id, version)
    let response = try await client.manager.call(id, verb, version)
    let operation = LongOperation(manager: client.manager, id: id, version: version, patience: patience)
    _ = try await operation.end(of: response, .post)
  }

  private func wait(for state: String) async throws -> JSON {
    do {
      return try await poll(every: .seconds(1), timeout: patience, clock: client.session.clock) {
        guard let now = try await client.manager.find(id, version) else {
          throw ProviderError(.notFound, "The container group \(id.name) is gone.")
        }
        return Self.state(now) == state ? now : nil
      }
    } catch let error as ProviderError where error.code == .timedOut {
      throw ProviderError(
        .timedOut, "The container group \(id.name) is not \(state) within \(patience.goNotation).",
        cause: error)
    }
  }
}
