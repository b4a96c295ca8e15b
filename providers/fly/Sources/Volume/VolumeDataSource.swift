import ProviderAPI
import ProviderKit
import Values

/// `fly_volume`: a volume that exists. Schema: fly-apps/fly 0.1, and what is known of it besides.
struct VolumeDataSource: DataSource {
  static let type = "fly_volume"
  static let schema = ResourceSchema(
    "A volume that exists.",
    .argument("app", .string, .required, "The app."),
    .argument("id", .string, .required, "Its id, `vol_…`."),
    .computed("name", .string, "Its name."),
    .computed("region", .string, "Where it is."),
    .computed("size", .number, "In GB."),
    .computed("zone", .string, "What stands for the host that it is on."),
    .computed("state", .string, "In Fly's words."),
    .computed("encrypted", .bool, "Whether it is encrypted."),
    .computed("attached_machine_id", .string, "The machine that it is mounted in."),
    .computed("internalid", .string, deprecated: "Use \"id\" instead.", "The same as `id`."),
    .computed("snapshots", .list(snapshot), "Its snapshots, the latest first."))

  private static let snapshot = ValueType.object([
    "id": .string, "created_at": .string, "size": .number, "status": .string,
  ])

  struct Snapshot: Codable, Sendable {
    var id: String?
    var createdAt: String?
    var size: Int?
    var status: String?
  }

  struct Object: Codable, Sendable {
    var app: String
    var id: String
    var name: String?
    var region: String?
    var size: Int?
    var zone: String?
    var state: String?
    var encrypted: Bool?
    var attachedMachineId: String?
    var internalid: String?
    var snapshots: [Snapshot]?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    guard let now = try await client.volume(config.id, of: config.app) else {
      throw ProviderError(.notFound, "The app \"\(config.app)\" has no volume \(config.id).")
    }
    let snapshots: [Snapshot]? = try await client.machines.paced("list-snapshots", config.id)
      .get("/v1/apps/\(config.app)/volumes/\(config.id)/snapshots")
    var object = config
    (object.name, object.region, object.size) = (now.name, now.region, now.sizeGb)
    (object.zone, object.state, object.encrypted) = (now.zone, now.state, now.encrypted)
    object.attachedMachineId = now.attachedMachineId ?? ""
    object.internalid = now.id
    object.snapshots = (snapshots ?? []).sorted { ($0.createdAt ?? "") > ($1.createdAt ?? "") }
    return DataResult(id: config.id, object)
  }
}

/// `fly_volume_snapshot`: makes a snapshot of a volume. Protocol: `createVolumeSnapshot`.
struct VolumeSnapshotAction: ProviderAction {
  static let type = "fly_volume_snapshot"
  static let schema = ResourceSchema(
    "Makes a snapshot of a volume.",
    .argument("app", .string, .required, "The app."),
    .argument("volume", .string, .required, "The volume's id.")
  )
  .withoutID

  struct Config: Codable, Sendable {
    var app: String
    var volume: String
  }

  let client: FlyClient

  func invoke(_ config: Config, _ operation: Operation) async throws {
    try await client.machines.paced("create-snapshot", config.volume)
      .post("/v1/apps/\(config.app)/volumes/\(config.volume)/snapshots")
  }
}
