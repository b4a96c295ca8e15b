import ProviderAPI
import ProviderKit
import Values

/// `docker_network` as a data source: a network of a Docker engine by its name.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `NetworkInspect`.
struct NetworkDataSource: DataSource {
  static let type = "docker_network"
  static let schema = ResourceSchema(
    "A network that exists already.",
    .argument("name", .string, .required, "The network's name or id."),
    .computed("driver", .string, "The driver."),
    .computed("options", .map(.string), "Options of the driver."),
    .computed("internal", .bool, "Whether it leads nowhere beyond itself."),
    .computed("scope", .string, "`local`, `global` or `swarm`."),
    .computed("ipam_config", .set(pool), "The ranges of addresses."),
    .computed("containers", .list(member), "The containers that take part in it."))

  private static let pool = ValueType.object([
    "subnet": .string, "ip_range": .string, "gateway": .string, "aux_address": .map(.string),
  ])

  private static let member = ValueType.object([
    "container_id": .string, "name": .string, "endpoint_id": .string, "mac_address": .string,
    "ipv4_address": .string, "ipv6_address": .string,
  ])

  struct Object: Codable, Sendable {
    struct Member: Codable, Sendable {
      var containerId: String
      var name: String?
      var endpointId: String?
      var macAddress: String?
      var ipv4Address: String?
      var ipv6Address: String?
    }

    var name: String
    var driver: String?
    var options: [String: String]?
    var `internal`: Bool?
    var scope: String?
    var ipamConfig: [NetworkObject.Pool]?
    var containers: [Member]?
  }

  let client: DockerClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    guard let network: NetworkInspection = try await client.engine.api.find("/networks/\(config.name)") else {
      throw ProviderError(.notFound, "The engine has no network \"\(config.name)\".")
    }
    let members = (network.containers ?? [:]).sorted { $0.key < $1.key }.map { id, member in
      Object.Member(
        containerId: id, name: member.name, endpointId: member.endpointID, macAddress: member.macAddress,
        ipv4Address: member.ipv4, ipv6Address: member.ipv6)
    }
    return DataResult(
      id: network.id,
      Object(
        name: config.name, driver: network.driver, options: network.options ?? [:],
        internal: network.isInternal ?? false, scope: network.scope, ipamConfig: network.pools,
        containers: members))
  }
}
