import ProviderAPI
import ProviderKit
import Values

/// `docker_network`: a network of a Docker engine. Its id is the engine's.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `NetworkCreate`, `NetworkInspect`, `NetworkDelete`. There is no
/// update, so every argument requires replacement. Schema: kreuzwerker/docker 3.
struct NetworkResource: ManagedResource {
  static let type = "docker_network"
  static let schema = ResourceSchema(
    "A network that containers on one engine, or on a swarm, share.", version: 1,
    .argument("name", .string, .required, requiresReplace: true, "The network's name."),
    .blocks("labels", .set, Label.schema, requiresReplace: true),
    .argument("driver", .string, .optionalComputed, requiresReplace: true, "The driver; `bridge` if unset."),
    .argument("options", .map(.string), .optionalComputed, requiresReplace: true, "Options of the driver."),
    .argument(
      "internal", .bool, .optionalComputed, requiresReplace: true, "Whether it leads nowhere beyond itself."),
    .argument(
      "attachable", .bool, requiresReplace: true, "Whether plain containers may join a swarm's network."),
    .argument("ingress", .bool, requiresReplace: true, "Whether it is the swarm's routing mesh."),
    .argument("ipv6", .bool, requiresReplace: true, "Whether it has IPv6 addresses."),
    .argument(
      "ipam_driver", .string, .defaulted(.string("default")), requiresReplace: true,
      "What gives out addresses."),
    .argument("ipam_options", .map(.string), requiresReplace: true, "Options of the address driver."),
    .blocks("ipam_config", .set, pool, requiresReplace: true, isComputed: true),
    .computed("scope", .string, "`local`, `global` or `swarm`."))

  static let pool = ResourceSchema(
    "A range of addresses.",
    .argument("subnet", .string, requiresReplace: true, "The subnet, such as `10.1.0.0/16`."),
    .argument(
      "ip_range", .string, requiresReplace: true, "The part of it that containers get addresses from."),
    .argument("gateway", .string, requiresReplace: true, "The gateway's address."),
    .argument("aux_address", .map(.string), requiresReplace: true, "Addresses to leave alone, by name."))

  /// How long containers that are being removed may still keep a network busy.
  private static let patience = Duration.seconds(30)

  private let engine: DockerEngine

  init(client: DockerClient) { engine = client.engine }

  static func adjust(_ plan: inout ResourcePlan) { plan.dropEmptyChanges() }

  static func upgrade(version: Int, _ object: JSON) throws -> JSON { Label.upgraded(object) }

  func create(_ wanted: NetworkObject, _ operation: Operation) async throws -> Created<NetworkObject> {
    let request = NetworkCreateRequest(wanted, operation: operation.id, version: try await engine.version())
    let created: NetworkCreated = try await engine.api.post("/networks/create", request)
    do {
      let network: NetworkInspection = try await engine.api.get("/networks/\(created.id)")
      return Created(id: network.id, wanted.completed(with: network))
    } catch {
      throw PartialObject(id: created.id, wanted, cause: error)
    }
  }

  func read(id: String, prior: NetworkObject?) async throws -> NetworkObject? {
    guard let network = try await inspect(id) else { return nil }
    return prior?.refreshed(with: network) ?? NetworkObject(imported: network)
  }

  /// By id or name.
  func importObject(id: String) async throws -> Created<NetworkObject>? {
    try await inspect(id).map { Created(id: $0.id, NetworkObject(imported: $0)) }
  }

  /// Throws `.conflict` when containers still use the network after ``patience``.
  func delete(id: String, _ prior: NetworkObject, _ operation: Operation) async throws {
    let start = ContinuousClock.now
    _ = try await poll(every: .milliseconds(500), timeout: nil) { () -> Bool? in
      do {
        try await engine.api.delete("/networks/\(id)")
        return true
      } catch let error as ProviderError where error.code == .conflict && .now - start < Self.patience {
        return nil
      }
    }
  }

  /// By the label that the operation put on the network.
  func locate(_ wanted: NetworkObject, operation: String) async throws -> Located {
    let found: [NetworkSummary] = try await engine.api.get(
      "/networks", query: ["filters": EngineFilter.operation(operation)])
    return found.first.map { .found(id: $0.id) } ?? .absent
  }

  private func inspect(_ id: String) async throws -> NetworkInspection? {
    try await engine.api.find("/networks/\(id)")
  }
}
