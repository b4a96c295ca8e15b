import ProviderAPI
import ProviderKit
import Values

/// `docker_volume`: a named volume on one Docker engine. Its id is its name.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `VolumeCreate`, `VolumeInspect`, `VolumeDelete`; `VolumeUpdate`
/// serves cluster volumes only, so all else requires replacement. Schema: kreuzwerker/docker 3.
struct VolumeResource: ManagedResource {
  static let type = "docker_volume"
  static let schema = ResourceSchema(
    "A named volume that containers on one engine can share.", version: 1,
    .argument("name", .string, .optionalComputed, requiresReplace: true, "The engine makes one up if unset."),
    .argument(
      "driver", .string, .optionalComputed, requiresReplace: true, "The volume driver; `local` if unset."),
    .argument("driver_opts", .map(.string), requiresReplace: true, "Passed to the driver as they are."),
    .blocks("labels", .set, Label.schema, requiresReplace: true),
    .computed("mountpoint", .string, "Where the engine's host keeps the data."),
    .blocks("cluster", .list, cluster, max: 1))

  private static let cluster = ResourceSchema(
    "What makes it a volume of a swarm. Needs API 1.42.",
    .computed("id", .string, "The cluster volume's id."),
    .argument(
      "scope", .string, .defaulted(.string("single")), requiresReplace: true,
      rules: [.oneOf(["single", "multi"])],
      "How many nodes may use it."),
    .argument(
      "sharing", .string, .defaulted(.string("none")), requiresReplace: true,
      rules: [.oneOf(["none", "readonly", "onewriter", "all"])], "How many tasks may use it, and how."),
    .argument(
      "type", .string, .defaulted(.string("block")), requiresReplace: true,
      rules: [.oneOf(["mount", "block"])],
      "How it appears in a task."),
    .argument(
      "topology_preferred", .string, .defaulted(.string("")), requiresReplace: true, "`key=value,...`"),
    .argument(
      "topology_required", .string, .defaulted(.string("")), requiresReplace: true, "`key=value,...`"),
    .argument("required_bytes", .string, requiresReplace: true, "The least size, such as `10GB`."),
    .argument("limit_bytes", .string, requiresReplace: true, "The largest size."),
    .argument("group", .string, .defaulted(.string("")), requiresReplace: true, "Volumes to take one of."),
    .argument(
      "availability", .string, .defaulted(.string("active")), rules: [.oneOf(["active", "pause", "drain"])],
      "Whether tasks may use it."))

  private let engine: DockerEngine

  init(client: DockerClient) { engine = client.engine }

  static func adjust(_ plan: inout ResourcePlan) { plan.dropEmptyChanges() }

  static func upgrade(version: Int, _ object: JSON) throws -> JSON { Label.upgraded(object) }

  /// The engine answers a second create with the volume that is there. One that is not what is wanted is
  /// refused: the next plan would replace it, and its data would be lost.
  func create(_ wanted: VolumeObject, _ operation: Operation) async throws -> Created<VolumeObject> {
    let volume: VolumeInspection = try await engine.api.post(
      "/volumes/create", try await request(wanted, operation.id))
    guard volume.labels?[Label.operation] == operation.id || wanted.describes(volume) else {
      throw ProviderError(
        .conflict,
        """
        A volume named "\(volume.name)" with other labels or options exists already. Import it, remove it, or choose \
        another name. To remove it, with all its data:
            docker volume rm \(volume.name)
        """)
    }
    return Created(id: volume.name, wanted.completed(with: volume))
  }

  func read(id: String, prior: VolumeObject?) async throws -> VolumeObject? {
    guard let volume = try await inspect(id) else { return nil }
    return (prior ?? VolumeObject()).refreshed(with: volume)
  }

  /// Serves the availability of cluster volumes.
  func update(
    id: String, from prior: VolumeObject, to wanted: VolumeObject, _ operation: Operation
  ) async throws -> VolumeObject {
    guard let cluster = wanted.cluster.first, let volume = try await inspect(id)?.clusterVolume,
      var spec = volume.spec, let clusterID = volume.id
    else { return wanted }
    spec.availability = cluster.availability
    let version = volume.version.map { String($0.index) }
    try await engine.api.put(
      "/volumes/\(clusterID)", query: ["version": version], VolumeUpdateRequest(spec: spec))
    return wanted
  }

  /// Throws `.conflict` while a container uses the volume.
  func delete(id: String, _ prior: VolumeObject, _ operation: Operation) async throws {
    try await engine.api.delete("/volumes/\(id)")
  }

  /// By the label that the operation put on the volume.
  func locate(_ wanted: VolumeObject, operation: String) async throws -> Located {
    struct List: Decodable { var volumes: [VolumeInspection]? }
    let list: List = try await engine.api.get(
      "/volumes", query: ["filters": EngineFilter.operation(operation)])
    return list.volumes?.first.map { .found(id: $0.name) } ?? .absent
  }

  private func request(_ wanted: VolumeObject, _ operation: String) async throws -> VolumeCreateRequest {
    var request = VolumeCreateRequest(
      name: wanted.name?.nonEmpty, driver: wanted.driver?.nonEmpty, driverOpts: wanted.driverOpts?.nonEmpty,
      labels: wanted.labels.marked(with: operation))
    guard let cluster = wanted.cluster.first else { return request }
    let (version, needed) = (try await engine.version(), EngineVersion(major: 1, minor: 42))
    guard version >= needed else {
      throw ProviderError(
        .invalid,
        "A \"cluster\" block needs version \(needed) of the Docker API, and the engine speaks \(version).")
    }
    request.clusterVolumeSpec = try ClusterVolumeSpec(cluster)
    return request
  }

  private func inspect(_ name: String) async throws -> VolumeInspection? {
    try await engine.api.find("/volumes/\(name)")
  }
}
