import ProviderAPI
import ProviderKit
import Values

/// Brings one machine from state to state, and waits until it is there.
///
/// States: fly.io/docs/machines/machine-states.
struct MachineLife: Sendable {
  let fly: FlyClient
  let app: String
  let id: String
  /// How long a state may take to come about.
  let patience: Duration

  private var api: MachinesAPI { fly.machines }

  /// The machine; nil when it is deleted, or about to be.
  func machine() async throws -> Machine? {
    let machine: Machine? = try await api.paced("get-machine", id).find("/v1/apps/\(app)/machines/\(id)")
    return machine.flatMap { $0.isGone ? nil : $0 }
  }

  // MARK: Waiting

  /// Waits for a state: as long as Fly waits at a time, again and again.
  ///
  /// - Parameter version: the one that is to be in that state; nil for any.
  /// - Returns: the machine as it is then, which may have come to an end instead; nil when it is gone.
  func wait(for state: String, version: String?) async throws -> Machine? {
    do {
      return try await api.wait(upTo: patience) { () -> Machine?? in
        let isThere = try await waits(for: state, version)
        let now = try await machine()
        guard let now else { return .some(nil) }
        return isThere || now.isAtRest ? .some(now) : nil
      }
    } catch let error as ProviderError where error.code == .timedOut {
      let now = try await machine()?.state ?? "gone"
      throw ProviderError(
        .timedOut,
        "The machine \(id) of the app \(app) has not become \(state) within \(patience.goNotation); it is \(now). "
          + "See what it does, or set \"wait_timeout\":\n    fly logs --app \(app) --machine \(id)")
    }
  }

  /// Whether the state came about. Fly waits for at most a minute, and answers 408 then.
  private func waits(for state: String, _ version: String?) async throws -> Bool {
    let seconds = max(1, min(30, Int(patience / .seconds(1))))
    do {
      let answer: MachineWait? = try await api.paced("wait-machine", id).find(
        "/v1/apps/\(app)/machines/\(id)/wait",
        query: ["state": state, "timeout": "\(seconds)", "version": version])
      return answer?.ok ?? (answer != nil)
    } catch let error as ProviderError where error.code == .timedOut {
      return false
    }
  }

  /// Waits until there is no such machine.
  func waitUntilGone() async throws {
    let _: Bool = try await api.wait(upTo: patience, every: .milliseconds(500)) {
      let machine: Machine? = try await api.paced("get-machine", id).find("/v1/apps/\(app)/machines/\(id)")
      return machine.map { $0.state == "destroyed" } ?? true ? true : nil
    }
  }

  // MARK: Changing

  func start(_ lease: MachineLease) async throws { try await send("start", lease) }
  func suspend(_ lease: MachineLease) async throws { try await send("suspend", lease) }

  /// By the signal and within the time that its configuration says.
  func stop(_ lease: MachineLease) async throws {
    let api = try await api.paced("stop-machine", id)
    let request = try api.request(.post, "/v1/apps/\(app)/machines/\(id)/stop", json: MachineStop())
    _ = try await api.send(request.holding(lease))
  }

  func delete(_ lease: MachineLease) async throws {
    let api = try await api.paced("delete-machine", id)
    let request = try api.request(.delete, "/v1/apps/\(app)/machines/\(id)", query: ["force": "true"])
    _ = try await api.sendIfThere(request.holding(lease))
  }

  func update(_ body: MachineRequest, _ lease: MachineLease) async throws -> Machine {
    let api = try await api.paced("update-machine", id)
    let request = try api.request(.post, "/v1/apps/\(app)/machines/\(id)", json: body)
    return try await api.answer(to: request.holding(lease))
  }

  private func send(_ verb: String, _ lease: MachineLease) async throws {
    let api = try await api.paced("\(verb)-machine", id)
    let request = try api.request(.post, "/v1/apps/\(app)/machines/\(id)/\(verb)")
    _ = try await api.send(request.holding(lease))
  }
}

extension Machine {
  /// Whether it is deleted, or being deleted.
  var isGone: Bool { ["destroyed", "destroying", "replaced", "migrated"].contains(state) }

  /// Whether nothing more happens to it by itself.
  var isAtRest: Bool { ["stopped", "suspended", "failed", "launch_failed"].contains(state) }

  /// Whether it runs, or is about to.
  var isRunning: Bool { ["started", "starting", "restarting", "replacing", "updating"].contains(state) }

  /// How its process ended last; nil when it is not known.
  var lastExit: Event.Request.Exit? { events?.lazy.compactMap { $0.request?.exitEvent }.first }
}
