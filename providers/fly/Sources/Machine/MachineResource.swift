import ProviderAPI
import ProviderKit
import Values

/// `fly_machine`: a machine of an app. Its id is Fly's: 14 hexadecimal digits.
///
/// Protocol: Machines API, `Machines_create`, `Machines_show`, `Machines_list`, `Machines_update`, `Machines_wait`,
/// `Machines_start`, `Machines_stop`, `Machines_suspend`, `Machines_delete`, `Machines_create_lease`,
/// `Machines_release_lease`, `Machines_exec`.
struct MachineResource: ManagedResource {
  static let type = "fly_machine"
  static var schema: ResourceSchema { MachineSchema.schema }

  let client: FlyClient
  private var fly: FlyClient { client }

  init(client: FlyClient) { self.client = client }

  // MARK: Verbs

  func create(_ wanted: MachineObject, _ operation: Operation) async throws -> Created<MachineObject> {
    let machine = try await make(wanted, operation)
    await fly.machineList.forget(machine.id, of: wanted.app)
    do {
      let now = try await settle(machine, wanted)
      return Created(id: machine.id, try wanted.completed(with: now))
    } catch {
      throw PartialObject(id: machine.id, try wanted.completed(with: machine), cause: error)
    }
  }

  func read(id: String, prior: MachineObject?) async throws -> MachineObject? {
    guard let prior, let now = try await fly.machine(id, of: prior.app) else { return nil }
    let object = try prior.refreshed(with: now)
    if ["failed", "launch_failed"].contains(now.state) { throw BrokenObject(object) }
    return object
  }

  func importObject(id: String) async throws -> Created<MachineObject>? {
    let name = try ImportID(id, of: Self.type, "MACHINE_ID")
    guard let now = try await fly.machine(name.id, of: name.app) else { return nil }
    return Created(id: now.id, try MachineObject(imported: now, app: name.app))
  }

  func update(
    id: String, from prior: MachineObject, to wanted: MachineObject, _ operation: Operation
  ) async throws -> MachineObject {
    let life = life(id, wanted)
    await fly.machineList.forget(id, of: wanted.app)
    guard var now = try await life.machine() else {
      throw ProviderError(.notFound, "The machine \(id) of the app \(wanted.app) is gone.")
    }
    if try wanted.differs(from: prior) {
      now = try await change(now, to: wanted, life, operation)
    }
    return try wanted.completed(with: try await bring(now, to: wanted.desiredState, life))
  }

  /// Stopped first, so that its processes can come to an end.
  func delete(id: String, _ prior: MachineObject, _ operation: Operation) async throws {
    let life = life(id, prior)
    await fly.machineList.forget(id, of: prior.app)
    guard let now = try await life.machine() else { return try await life.waitUntilGone() }
    do {
      try await fly.machines.withLease(on: id, of: prior.app) { lease in
        if now.isRunning { try await stopGently(life, lease, operation) }
        try await life.delete(lease)
      }
    } catch let error as ProviderError where error.code == .notFound {}
    try await life.waitUntilGone()
  }

  func locate(_ wanted: MachineObject, operation: String) async throws -> Located {
    let found: [Machine] = try await fly.machines.pages(
      of: "machines", app: wanted.app, query: ["metadata.\(MachineObject.mark)": operation])
    return found.first { !$0.isGone }.map { .found(id: $0.id) } ?? .absent
  }

  // MARK: Steps of a creation

  /// Makes it where there is room, of the places that the configuration allows.
  private func make(_ wanted: MachineObject, _ operation: Operation) async throws -> Machine {
    let config = try wanted.config(marked: operation.id, over: nil)
    for region in wanted.regions.dropLast() {
      do { return try await post(wanted, config, region) } catch let error as ProviderError
        where error.isLackOfCapacity
      {
        operation.report("no room in \(region)")
      }
    }
    do { return try await post(wanted, config, wanted.regions.last ?? "") } catch let error as ProviderError
      where error.isLackOfCapacity
    {
      throw ProviderError(error.code, Self.advice(wanted, error), cause: error.cause)
    }
  }

  private func post(_ wanted: MachineObject, _ config: JSON, _ region: String) async throws -> Machine {
    let isLeftOff = wanted.skipLaunch == true || wanted.desiredState == "stopped"
    return try await fly.machines.paced("create-machine", wanted.app).post(
      "/v1/apps/\(wanted.app)/machines",
      MachineRequest(
        name: wanted.name, region: region, config: config, skipLaunch: isLeftOff ? true : nil,
        minSecretsVersion: wanted.minSecretsVersion))
  }

  private static func advice(_ wanted: MachineObject, _ error: ProviderError) -> String {
    let place = wanted.regions.joined(separator: ", ")
    guard let volume = wanted.mounts?.first?.volume else {
      return
        "There is no room for the machine in \(place). Try a smaller one, another \"region\", or name others in "
        + "\"fallback_regions\". \(error.message)"
    }
    return
      "There is no room for the machine on the host of its volume \(volume) in \(place). Try a smaller one, or copy "
      + "the volume to another host: a fly_volume with source_volume_id = \"\(volume)\" and \"compute\". \(error.message)"
  }

  /// Waits until a new machine is what it is to be.
  private func settle(_ machine: Machine, _ wanted: MachineObject) async throws -> Machine {
    let life = life(machine.id, wanted)
    if wanted.skipLaunch == true || wanted.desiredState == "stopped" {
      return try await life.machine() ?? machine
    }
    let now = try await started(life, machine)
    return try await bring(now, to: wanted.desiredState, life)
  }

  /// One that ended by itself, and well, has done its work.
  private func started(_ life: MachineLife, _ machine: Machine) async throws -> Machine {
    guard let now = try await life.wait(for: "started", version: machine.currentVersion) else {
      return machine
    }
    if now.isRunning || now.state == "created" { return now }
    let exit = now.lastExit
    if now.state == "stopped" || now.state == "suspended", exit?.exitCode ?? 0 == 0, exit?.oomKilled != true {
      return now
    }
    let reason =
      exit?.oomKilled == true ? "ran out of memory" : "ended with exit code \(exit?.exitCode ?? -1)"
    throw ProviderError(
      .invalid,
      "The machine \(machine.id) \(now.state == "stopped" ? reason : "could not be started"). See what it printed:\n"
        + "    fly logs --app \(life.app) --machine \(machine.id)")
  }

  // MARK: Steps of a change

  /// Updates the whole configuration. A machine that does not run is not started by that. One that somebody has
  /// taken the mark from gets one again.
  private func change(
    _ now: Machine, to wanted: MachineObject, _ life: MachineLife, _ operation: Operation
  ) async throws -> Machine {
    let mark = try now.settings().metadata?[MachineObject.mark] ?? operation.id
    let body = MachineRequest(
      config: try wanted.config(marked: mark, over: now.config), skipLaunch: now.isRunning ? nil : true,
      minSecretsVersion: wanted.minSecretsVersion, currentVersion: now.currentVersion)
    let changed = try await fly.machines.withLease(on: life.id, of: life.app) { lease in
      try await life.update(body, lease)
    }
    return now.isRunning ? try await started(life, changed) : changed
  }

  /// Starts, stops or suspends it, if it is not as it is to be.
  private func bring(_ now: Machine, to state: String?, _ life: MachineLife) async throws -> Machine {
    guard let state, !Self.matches(now.state, state) else { return now }
    try await fly.machines.withLease(on: life.id, of: life.app) { lease in
      switch state {
      case "started": try await life.start(lease)
      case "suspended": try await life.suspend(lease)
      default: try await life.stop(lease)
      }
    }
    guard let reached = try await life.wait(for: state, version: nil) else { return now }
    guard Self.matches(reached.state, state) else {
      throw ProviderError(
        .invalid, "The machine \(life.id) is \(reached.state ?? "in no state") instead of \(state).")
    }
    return reached
  }

  private func stopGently(_ life: MachineLife, _ lease: MachineLease, _ operation: Operation) async throws {
    operation.report("stopping")
    try await life.stop(lease)
    let brief = MachineLife(fly: fly, app: life.app, id: life.id, patience: .seconds(30))
    do { _ = try await brief.wait(for: "stopped", version: nil) } catch let error as ProviderError
      where error.code == .timedOut
    {
      operation.report("killing it: it has not stopped within 30 s")
    }
  }

  private func life(_ id: String, _ object: MachineObject) -> MachineLife {
    MachineLife(fly: fly, app: object.app, id: id, patience: object.patience)
  }

  /// Whether a state is, or is about to become, the one that is wanted.
  static func matches(_ state: String?, _ wanted: String) -> Bool {
    switch wanted {
    case "started": ["started", "starting", "restarting", "replacing", "updating"].contains(state)
    case "suspended": ["suspended", "suspending"].contains(state)
    default: ["stopped", "stopping", "created"].contains(state)
    }
  }
}

extension MachineObject {
  /// Whether anything is to be that Fly has to be told.
  fileprivate func differs(from prior: MachineObject) throws -> Bool {
    if minSecretsVersion != prior.minSecretsVersion { return true }
    return !(try config(marked: nil, over: nil)).isSame(as: try prior.config(marked: nil, over: nil))
  }
}

extension FlyClient {
  /// A machine that is not deleted; nil when there is none.
  func machine(_ id: String, of app: String) async throws -> Machine? {
    if let listed = try await machineList.element(id, of: app), !listed.isGone { return listed }
    let machine: Machine? = try await machines.paced("get-machine", id).find("/v1/apps/\(app)/machines/\(id)")
    return machine.flatMap { $0.isGone ? nil : $0 }
  }
}
