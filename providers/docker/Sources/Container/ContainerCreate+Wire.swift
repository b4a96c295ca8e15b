/// The body of `ContainerCreate` (Docker Engine API 1.41 to 1.55). Property names are the API's with a small
/// first letter. What is nil is left to the engine.
struct ContainerCreateRequest: Encodable, Equatable, Sendable {
  var image: String
  var hostname: String?
  var domainname: String?
  var user: String?
  var env: [String]?
  var cmd: [String]?
  var entrypoint: [String]?
  var workingDir: String?
  var tty: Bool?
  var openStdin: Bool?
  var labels: [String: String]
  var stopSignal: String?
  /// Seconds.
  var stopTimeout: Int?
  var healthcheck: HealthConfig?
  /// Keys are `80/tcp` and the like.
  var exposedPorts: [String: EmptyObject]?
  var volumes: [String: EmptyObject]?
  var hostConfig: HostConfig
  var networkingConfig: NetworkingConfig?

  struct NetworkingConfig: Encodable, Equatable, Sendable {
    var endpointsConfig: [String: EndpointSettings]
  }
}

/// `{}`, which the engine uses where it needs a set.
struct EmptyObject: Codable, Equatable, Sendable {}

/// Durations are in nanoseconds; nil and 0 inherit from the image.
struct HealthConfig: Codable, Equatable, Sendable {
  var test: [String]?
  var interval: Int?
  var timeout: Int?
  var startPeriod: Int?
  /// Since API 1.44.
  var startInterval: Int?
  var retries: Int?
}

/// What a container takes from and gives to its host. Sizes are in bytes.
struct HostConfig: Codable, Equatable, Sendable {
  var binds: [String]?
  var mounts: [MountSpec]?
  var volumesFrom: [String]?
  var tmpfs: [String: String]?
  var readonlyRootfs: Bool?
  var storageOpt: [String: String]?
  var devices: [DeviceMapping]?
  var deviceRequests: [DeviceRequestSpec]?

  var networkMode: String?
  var portBindings: [String: [PortBinding]?]?
  var publishAllPorts: Bool?
  var extraHosts: [String]?
  var dns: [String]?
  var dnsOptions: [String]?
  var dnsSearch: [String]?

  var restartPolicy: RestartPolicy?
  var autoRemove: Bool?
  var `init`: Bool?
  var runtime: String?
  var logConfig: LogConfig?
  var groupAdd: [String]?

  var privileged: Bool?
  var capAdd: [String]?
  var capDrop: [String]?
  var securityOpt: [String]?
  /// Empty, not nil, to mask nothing.
  var maskedPaths: [String]?
  var readonlyPaths: [String]?
  var usernsMode: String?
  var pidMode: String?
  var ipcMode: String?
  var cgroupnsMode: String?
  var cgroupParent: String?
  var sysctls: [String: String]?

  var memory: Int?
  var memoryReservation: Int?
  var memorySwap: Int?
  var shmSize: Int?
  /// Billionths of a processor.
  var nanoCpus: Int?
  var cpuShares: Int?
  var cpusetCpus: String?
  var cpuPeriod: Int?
  var cpuQuota: Int?
  var ulimits: [UlimitSpec]?
  var blkioDeviceReadBps: [ThrottleSpec]?
  var blkioDeviceReadIOps: [ThrottleSpec]?
  var blkioDeviceWriteBps: [ThrottleSpec]?
  var blkioDeviceWriteIOps: [ThrottleSpec]?
}

struct RestartPolicy: Codable, Equatable, Sendable {
  var name: String?
  var maximumRetryCount: Int?
}

struct LogConfig: Codable, Equatable, Sendable {
  var type: String?
  var config: [String: String]?
}

struct PortBinding: Codable, Equatable, Sendable {
  var hostIp: String?
  /// Empty for any free port.
  var hostPort: String?
}

struct DeviceMapping: Codable, Equatable, Sendable {
  var pathOnHost: String?
  var pathInContainer: String?
  var cgroupPermissions: String?
}

struct DeviceRequestSpec: Codable, Equatable, Sendable {
  var driver: String?
  var count: Int?
  var deviceIDs: [String]?
  /// Alternatives, each a list of what is needed together.
  var capabilities: [[String]]?
  var options: [String: String]?
}

struct UlimitSpec: Codable, Equatable, Sendable {
  var name: String
  var soft: Int
  var hard: Int
}

struct ThrottleSpec: Codable, Equatable, Sendable {
  var path: String
  var rate: Int
}

struct MountSpec: Codable, Equatable, Sendable {
  struct BindOptions: Codable, Equatable, Sendable {
    var propagation: String?
  }

  struct VolumeOptions: Codable, Equatable, Sendable {
    struct Driver: Codable, Equatable, Sendable {
      var name: String?
      var options: [String: String]?
    }

    var noCopy: Bool?
    var labels: [String: String]?
    var driverConfig: Driver?
    /// Since API 1.45.
    var subpath: String?
  }

  struct TmpfsOptions: Codable, Equatable, Sendable {
    var sizeBytes: Int?
    var mode: Int?
  }

  var target: String?
  var source: String?
  var type: String?
  var readOnly: Bool?
  var bindOptions: BindOptions?
  var volumeOptions: VolumeOptions?
  var tmpfsOptions: TmpfsOptions?
}

/// A container's place in a network, wanted or real.
struct EndpointSettings: Codable, Equatable, Sendable {
  struct Addresses: Codable, Equatable, Sendable {
    enum CodingKeys: String, CodingKey {
      case ipv4 = "IPv4Address"
      case ipv6 = "IPv6Address"
      case linkLocal = "LinkLocalIPs"
    }

    var ipv4: String?
    var ipv6: String?
    var linkLocal: [String]?
  }

  enum CodingKeys: String, CodingKey {
    case wanted = "IPAMConfig"
    case aliases = "Aliases"
    case driverOpts = "DriverOpts"
    case macAddress = "MacAddress"
    case gatewayPriority = "GwPriority"
    case networkID = "NetworkID"
    case ipAddress = "IPAddress"
    case ipPrefixLength = "IPPrefixLen"
    case gateway = "Gateway"
    case ipv6Address = "GlobalIPv6Address"
    case ipv6PrefixLength = "GlobalIPv6PrefixLen"
    case ipv6Gateway = "IPv6Gateway"
  }

  /// The addresses that were asked for.
  var wanted: Addresses?
  var aliases: [String]?
  var driverOpts: [String: String]?
  var macAddress: String?
  /// Since API 1.48.
  var gatewayPriority: Int?

  var networkID: String?
  var ipAddress: String?
  var ipPrefixLength: Int?
  var gateway: String?
  var ipv6Address: String?
  var ipv6PrefixLength: Int?
  var ipv6Gateway: String?
}
