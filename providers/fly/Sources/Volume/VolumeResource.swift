import ProviderAPI
import ProviderKit
import Values

/// `fly_volume`: a disk for one machine of an app, on one host of a region. Its id is Fly's, `vol_…`.
///
/// Protocol: Machines API, `Volumes_create`, `Volumes_get_by_id`, `Volumes_update`, `Volumes_extend`, `Volume_delete`.
/// Schema: fly-apps/fly 0.1 and what the API offers since.
struct VolumeResource: ManagedResource {
  static let type = "fly_volume"
  static let schema = ResourceSchema(
    "A disk for one machine.",
    .argument("app", .string, .required, requiresReplace: true, "The app that it belongs to."),
    .argument(
      "name", .string, .required, requiresReplace: true,
      rules: [
        .maxLength(30), .matches("^[a-z0-9_]+$", message: "may hold small letters, digits and underscores"),
      ],
      "Its name; several volumes of an app may share one."),
    .argument("region", .string, .required, requiresReplace: true, "Where it is, such as `ams`."),
    .argument(
      "size", .number, .required, rules: [.integer(1...500)],
      "In GB. A volume grows in place; it cannot shrink."),
    .argument(
      "encrypted", .bool, .optionalComputed, requiresReplace: true, "Whether it is encrypted; it is if unset."
    ),
    .argument(
      "fstype", .string, .optionalComputed, requiresReplace: true, "Its file system; `ext4` if unset."),
    .argument(
      "snapshot_retention", .number, .optionalComputed, rules: [.integer(1...60)],
      "How many days snapshots are kept."),
    .argument("auto_backup_enabled", .bool, .optionalComputed, "Whether snapshots are made every day."),
    .argument(
      "snapshot_id", .string, requiresReplace: true, rules: [.conflictsWith(["source_volume_id"])],
      "A snapshot to begin with."),
    .argument("source_volume_id", .string, requiresReplace: true, "A volume to begin with a copy of."),
    .argument(
      "require_unique_zone", .bool, requiresReplace: true,
      "Whether volumes of the same name are kept on different hosts."),
    .argument(
      "unique_zone_app_wide", .bool, requiresReplace: true,
      "Whether all volumes of the app are kept on different hosts."),
    .objects("compute", .single, compute, requiresReplace: true),
    .computed(
      "zone", .string, "What stands for the host that it is on: a machine that mounts it runs there."),
    .computed("state", .string, "In Fly's words, such as `created`."),
    .computed("internalid", .string, deprecated: "Use \"id\" instead.", "The same as `id`."))

  private static let compute = ResourceSchema(
    "The machine that is to mount it: a host is chosen that has room for both.",
    .argument(
      "cpu_kind", .string, rules: [.oneOf(["shared", "performance"])], "As `cputype` of the machine."),
    .argument("cpus", .number, rules: [.wholeNumber], "As `cpus` of the machine."),
    .argument("memory_mb", .number, rules: [.wholeNumber], "As `memorymb` of the machine."),
    .argument("gpu_kind", .string, "As of the machine."),
    .argument("gpus", .number, rules: [.wholeNumber], "As of the machine."))

  private let fly: FlyClient

  init(client: FlyClient) { fly = client }

  /// A smaller volume would be another one, without the data.
  static func adjust(_ plan: inout ResourcePlan) {
    guard let before = plan.prior?.keyedElements?["size"]?.asInt, let wanted = plan["size"].asInt,
      wanted < before, plan.requiresReplace.isEmpty
    else { return }
    plan.refuse(
      "size", "Volume cannot shrink",
      "The volume has \(before) GB, and a volume cannot become smaller. Keep \(before) GB, or make a smaller one under "
        + "another name and copy what is in this one.")
  }

  func create(_ wanted: VolumeObject, _ operation: Operation) async throws -> Created<VolumeObject> {
    let body = VolumeCreateRequest(wanted)
    let volume: Volume = try await fly.machines.paced("create-volume", wanted.app)
      .post("/v1/apps/\(wanted.app)/volumes", body)
    await fly.volumeList.forget(volume.id, of: wanted.app)
    return Created(id: volume.id, wanted.completed(with: volume))
  }

  func read(id: String, prior: VolumeObject?) async throws -> VolumeObject? {
    guard let prior, let volume = try await fly.volume(id, of: prior.app) else { return nil }
    return prior.refreshed(with: volume)
  }

  func importObject(id: String) async throws -> Created<VolumeObject>? {
    let name = try ImportID(id, of: Self.type, "vol_ID")
    guard let volume = try await fly.volume(name.id, of: name.app) else { return nil }
    return Created(id: volume.id, VolumeObject(app: name.app).refreshed(with: volume))
  }

  func update(
    id: String, from prior: VolumeObject, to wanted: VolumeObject, _ operation: Operation
  ) async throws -> VolumeObject {
    let (app, path) = (wanted.app, "/v1/apps/\(wanted.app)/volumes/\(id)" as APIPath)
    await fly.volumeList.forget(id, of: app)
    if let size = wanted.size, size > prior.size ?? 0 {
      let grown: VolumeExtension = try await fly.machines.paced("extend-volume", id)
        .put("/v1/apps/\(app)/volumes/\(id)/extend", VolumeExtendRequest(sizeGb: size))
      if grown.needsRestart == true { operation.report("the file system grows when the machine restarts") }
    }
    let change = VolumeUpdateRequest(wanted, from: prior)
    if !change.isEmpty { try await fly.machines.paced("update-volume", id).put(path, change) }
    guard let volume = try await fly.volume(id, of: app) else { return wanted }
    return wanted.completed(with: volume)
  }

  /// A machine that was deleted a moment ago may hold on to it for another.
  func delete(id: String, _ prior: VolumeObject, _ operation: Operation) async throws {
    await fly.volumeList.forget(id, of: prior.app)
    if try await fly.volume(id, of: prior.app) == nil { return }
    let start = try await attemptDeletion(id, prior)
    guard let refusal = start else { return }
    do {
      let _: Bool = try await fly.machines.wait(upTo: .seconds(30), every: .seconds(1)) {
        try await attemptDeletion(id, prior) == nil ? true : nil
      }
    } catch let error as ProviderError where error.code == .timedOut {
      throw refusal
    }
  }

  /// - Returns: why it cannot be deleted now; nil when it is.
  private func attemptDeletion(_ id: String, _ prior: VolumeObject) async throws -> ProviderError? {
    do {
      try await fly.machines.paced("delete-volume", id).delete("/v1/apps/\(prior.app)/volumes/\(id)")
      return nil
    } catch let error as ProviderError where error.code == .conflict {
      return error
    }
  }

  /// Volumes carry no mark, and names are not unique: it is the one that is not older than the create, in use by
  /// nobody and recorded nowhere. Of several nobody can tell.
  func locate(_ wanted: VolumeObject, _ request: LocateRequest) async throws -> Located {
    let volumes: [Volume] = try await fly.machines.pages(of: "volumes", app: wanted.app)
    let found = volumes.filter {
      !$0.isGone && $0.name == wanted.name && $0.region == wanted.region && $0.sizeGb == wanted.size
        && $0.attachedMachineId?.nonEmpty == nil && !request.recordedIDs.contains($0.id)
        && Moment.isPlausible($0.createdAt, for: request)
    }
    guard found.count <= 1 else { return .cannotTell }
    return found.first.map { .found(id: $0.id) } ?? .absent
  }
}

/// Compares when things were made.
enum Moment {
  /// Whether what was made at a time can be what the call made. The clocks need not agree to the minute.
  static func isPlausible(_ created: String?, for request: LocateRequest) -> Bool {
    guard let begun = request.begun, let created, let moment = try? Timestamp(created) else { return true }
    return moment.seconds >= begun.seconds - 120
  }
}

extension FlyClient {
  /// A volume that is not deleted; nil when there is none.
  func volume(_ id: String, of app: String) async throws -> Volume? {
    var found = try await volumeList.element(id, of: app)
    if found == nil {
      found = try await machines.paced("get-volume", id).find("/v1/apps/\(app)/volumes/\(id)")
    }
    return found.flatMap { $0.isGone ? nil : $0 }
  }
}
