/// A container as the state records it. The schema says what each property means.
struct ContainerObject: Codable, Equatable, Sendable {
  var name = ""
  var image = ""
  var platform: String?
  var start: Bool? = true
  var mustRun: Bool? = true
  var restart: String? = "no"
  var maxRetryCount: Int?
  var rm: Bool? = false
  var attach: Bool? = false
  var logs: Bool? = false
  var wait: Bool? = false
  var waitTimeout: Int? = 60
  var destroyGraceSeconds: Int?
  var removeVolumes: Bool? = true
  var containerReadRefreshTimeoutMilliseconds: Int? = 15000
  var stopSignal: String?
  var stopTimeout: Int?
  var healthcheck: [Healthcheck]?
  var labels: [Label]?

  var command: [String]?
  var entrypoint: [String]?
  var env: [String]?
  var user: String?
  var groupAdd: [String]?
  var workingDir: String?
  var tty: Bool? = false
  var stdinOpen: Bool? = false
  var `init`: Bool?
  var runtime: String?
  var logDriver: String?
  var logOpts: [String: String]?

  var privileged: Bool?
  var capabilities: [Capabilities] = []
  var securityOpts: [String]?
  var usernsMode: String?
  var pidMode: String?
  var ipcMode: String?
  var cgroupnsMode: String?
  var cgroupParent: String?
  var sysctls: [String: String]?

  var volumes: [Volume] = []
  var mounts: [Mount] = []
  var upload: [Upload] = []
  var tmpfs: [String: String]?
  var readOnly: Bool? = false
  var storageOpts: [String: String]?
  var devices: [Device] = []
  var deviceRequests: [DeviceRequest] = []
  var gpus: String?

  var hostname: String?
  var domainname: String?
  var networkMode: String? = "bridge"
  var networksAdvanced: [NetworkMembership] = []
  var ports: [Port] = []
  var publishAllPorts: Bool?
  var host: [Host] = []
  var dns: [String]?
  var dnsOpts: [String]?
  var dnsSearch: [String]?

  var memory: Int?
  var memoryReservation: Int? = 0
  var memorySwap: Int?
  var shmSize: Int?
  var cpus: String?
  var cpuShares: Int?
  var cpuSet: String?
  var cpuPeriod: Int?
  var cpuQuota: Int?
  var ulimit: [Ulimit] = []
  var deviceReadBps: [Throttle] = []
  var deviceReadIops: [Throttle] = []
  var deviceWriteBps: [Throttle] = []
  var deviceWriteIops: [Throttle] = []

  var exitCode: Int?
  var containerLogs: String?
  var bridge: String?
  var networkData: [NetworkData]?
}

extension ContainerObject {
  struct Healthcheck: Codable, Equatable, Sendable {
    var test: [String]?
    /// Go durations, as are the next three.
    var interval: String?
    var timeout: String?
    var startPeriod: String?
    var startInterval: String?
    var retries: Int?
  }

  struct Capabilities: Codable, Equatable, Sendable {
    var add: [String]?
    var drop: [String]?
  }

  struct Volume: Codable, Equatable, Sendable {
    var containerPath: String?
    var volumeName: String?
    var hostPath: String?
    var fromContainer: String?
    var readOnly: Bool?
    var selinuxRelabel: String?
  }

  struct Mount: Codable, Equatable, Sendable {
    struct BindOptions: Codable, Equatable, Sendable {
      var propagation: String?
    }

    struct VolumeOptions: Codable, Equatable, Sendable {
      var noCopy: Bool?
      var labels: [Label] = []
      var driverName: String?
      var driverOptions: [String: String]?
      var subpath: String?
    }

    struct TmpfsOptions: Codable, Equatable, Sendable {
      var sizeBytes: Int?
      var mode: Int?
    }

    var target: String
    var source: String?
    var type: String
    var readOnly: Bool?
    var bindOptions: [BindOptions] = []
    var volumeOptions: [VolumeOptions] = []
    var tmpfsOptions: [TmpfsOptions] = []
  }

  struct Upload: Codable, Equatable, Sendable {
    var file: String
    var content: String?
    var contentBase64: String?
    var source: String?
    var sourceHash: String?
    var executable: Bool?
    var permissions: String?
  }

  struct Device: Codable, Equatable, Sendable {
    var hostPath: String
    var containerPath: String?
    var permissions: String?
  }

  struct DeviceRequest: Codable, Equatable, Sendable {
    var driver: String?
    var count: Int?
    var deviceIds: [String]?
    var capabilities: [String]?
    var options: [String: String]?
  }

  struct NetworkMembership: Codable, Equatable, Sendable {
    var name: String
    var aliases: [String]?
    var ipv4Address: String?
    var ipv6Address: String?
    var linkLocalIps: [String]?
    var macAddress: String?
    var driverOpts: [String]?
    var gwPriority: Int?
  }

  struct Port: Codable, Equatable, Sendable {
    var `internal`: Int
    var external: Int?
    var ip: String?
    var `protocol`: String?
  }

  struct Host: Codable, Equatable, Sendable {
    var host: String
    var ip: String
  }

  struct Ulimit: Codable, Equatable, Sendable {
    var name: String
    var soft: Int
    var hard: Int
  }

  struct Throttle: Codable, Equatable, Sendable {
    var path: String
    var rate: Int
  }

  struct NetworkData: Codable, Equatable, Sendable {
    var networkName: String?
    var ipAddress: String?
    var ipPrefixLength: Int?
    var gateway: String?
    var globalIpv6Address: String?
    var globalIpv6PrefixLength: Int?
    var ipv6Gateway: String?
    var macAddress: String?
  }
}
