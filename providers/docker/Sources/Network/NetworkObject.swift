/// A network as the state records it.
struct NetworkObject: Codable, Equatable, Sendable {
  struct Pool: Codable, Equatable, Sendable {
    var subnet: String?
    var ipRange: String?
    var gateway: String?
    var auxAddress: [String: String]?
  }

  var name: String = ""
  var labels: [Label] = []
  var driver: String?
  var options: [String: String]?
  var `internal`: Bool?
  var attachable: Bool?
  var ingress: Bool?
  var ipv6: Bool?
  var ipamDriver: String? = "default"
  var ipamOptions: [String: String]?
  var ipamConfig: [Pool]?
  var scope: String?

  /// The object with every gap filled that the configuration leaves to the engine.
  func completed(with now: NetworkInspection) -> NetworkObject {
    var object = self
    object.driver = driver?.nonEmpty ?? now.driver
    object.options = options ?? now.options ?? [:]
    object.`internal` = self.`internal` ?? now.isInternal ?? false
    object.ipamConfig = ipamConfig ?? now.pools
    object.scope = now.scope ?? ""
    return object
  }

  /// The recorded object brought up to date. A network cannot be changed once it exists, so what was
  /// recorded for it still holds; its id tells it from a later one of the same name.
  func refreshed(with now: NetworkInspection) -> NetworkObject { completed(with: now) }
}

extension NetworkObject {
  /// A network that nothing was recorded for.
  init(imported now: NetworkInspection) {
    name = now.name
    labels = [Label](now.labels)
    attachable = now.attachable == true ? true : nil
    ingress = now.ingress == true ? true : nil
    ipv6 = now.enableIPv6 == true ? true : nil
    ipamDriver = now.ipam?.driver?.nonEmpty ?? "default"
    ipamOptions = now.ipam?.options?.nonEmpty
    self = completed(with: now)
  }
}

extension NetworkInspection {
  var pools: [NetworkObject.Pool] {
    (ipam?.config ?? []).map { pool in
      NetworkObject.Pool(
        subnet: pool.subnet?.nonEmpty, ipRange: pool.ipRange?.nonEmpty, gateway: pool.gateway?.nonEmpty,
        auxAddress: pool.auxiliaryAddresses?.nonEmpty)
    }
  }
}

extension NetworkCreateRequest {
  init(_ wanted: NetworkObject, operation: String, version: EngineVersion) {
    name = wanted.name
    checkDuplicate = version < EngineVersion(major: 1, minor: 44) ? true : nil
    driver = wanted.driver?.nonEmpty
    isInternal = wanted.`internal`
    attachable = wanted.attachable
    ingress = wanted.ingress
    enableIPv6 = wanted.ipv6
    let pools = wanted.ipamConfig?.map { pool in
      IPAMSpec.Pool(
        subnet: pool.subnet?.nonEmpty, ipRange: pool.ipRange?.nonEmpty, gateway: pool.gateway?.nonEmpty,
        auxiliaryAddresses: pool.auxAddress?.nonEmpty)
    }
    ipam = IPAMSpec(
      driver: wanted.ipamDriver?.nonEmpty ?? "default", config: pools?.nonEmpty,
      options: wanted.ipamOptions?.nonEmpty)
    options = wanted.options?.nonEmpty
    labels = wanted.labels.marked(with: operation)
  }
}
