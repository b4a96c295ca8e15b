/// What a machine is to be. The names are those of the Machines API and, for what nests, of the language too.
///
/// Protocol: `fly.MachineConfig` and what it refers to.
struct MachineConfig: Codable, Sendable {
  var image: String?
  var guest: MachineGuest?
  var `init`: MachineInit?
  var env: [String: String]?
  var metadata: [String: String]?
  var mounts: [MachineMount]?
  var services: [MachineService]?
  var checks: [String: MachineCheck]?
  var files: [MachineFile]?
  var processes: [MachineProcess]?
  var restart: MachineRestart?
  var stopConfig: MachineStopConfig?
  var dns: MachineDNS?
  var schedule: String?
  var autoDestroy: Bool?
  var standbys: [String]?
  var containers: [MachineContainer]?
  var metrics: MachineMetrics?
  var statics: [MachineStatic]?
}

struct MachineGuest: Codable, Sendable {
  var cpuKind: String?
  var cpus: Int?
  var memoryMb: Int?
  var maxMemoryMb: Int?
  var gpuKind: String?
  var gpus: Int?
  var kernelArgs: [String]?
  var hostDedicationId: String?
  var requiredHostFeatures: [String]?
  var persistRootfs: String?
}

struct MachineInit: Codable, Sendable {
  var cmd: [String]?
  var entrypoint: [String]?
  var exec: [String]?
  var kernelArgs: [String]?
  var swapSizeMb: Int?
  var tty: Bool?
}

struct MachineMount: Codable, Sendable {
  var volume: String?
  var path: String?
  var name: String?
  var encrypted: Bool?
  var sizeGb: Int?
  var addSizeGb: Int?
  var addSizePercent: Int?
  var minAddSizeGb: Int?
  var extendThresholdPercent: Int?
  var sizeGbLimit: Int?
}

struct MachineService: Codable, Sendable {
  var protocolName: String?
  var internalPort: Int?
  var ports: [MachinePort]?
  /// `off`, `stop` or `suspend`.
  var autostop: String?
  var autostart: Bool?
  var minMachinesRunning: Int?
  var concurrency: MachineConcurrency?
  var checks: [MachineCheck]?
  var forceInstanceKey: String?
  var forceInstanceDescription: String?

  private enum CodingKeys: String, CodingKey {
    case protocolName = "protocol"
    case internalPort, ports, autostop, autostart, minMachinesRunning, concurrency, checks, forceInstanceKey,
      forceInstanceDescription
  }

  /// The API takes words for `autostop`, and answers the older booleans for two of the three.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    protocolName = try values.decodeIfPresent(String.self, forKey: .protocolName)
    internalPort = try values.decodeIfPresent(Int.self, forKey: .internalPort)
    ports = try values.decodeIfPresent([MachinePort].self, forKey: .ports)
    autostart = try values.decodeIfPresent(Bool.self, forKey: .autostart)
    minMachinesRunning = try values.decodeIfPresent(Int.self, forKey: .minMachinesRunning)
    concurrency = try values.decodeIfPresent(MachineConcurrency.self, forKey: .concurrency)
    checks = try values.decodeIfPresent([MachineCheck].self, forKey: .checks)
    forceInstanceKey = try values.decodeIfPresent(String.self, forKey: .forceInstanceKey)
    forceInstanceDescription = try values.decodeIfPresent(String.self, forKey: .forceInstanceDescription)
    if let stops = try? values.decodeIfPresent(Bool.self, forKey: .autostop) {
      autostop = stops ? "stop" : "off"
    } else {
      autostop = try values.decodeIfPresent(String.self, forKey: .autostop)
    }
  }
}

struct MachinePort: Codable, Sendable {
  var port: Int?
  var startPort: Int?
  var endPort: Int?
  var handlers: [String]?
  var forceHttps: Bool?
  var httpOptions: HTTPOptions?
  var tlsOptions: TLSOptions?
  var proxyProtoOptions: ProxyProtocol?

  struct HTTPOptions: Codable, Sendable {
    var compress: Bool?
    var h2Backend: Bool?
    var idleTimeout: Int?
    var headersReadTimeout: Int?
  }

  struct TLSOptions: Codable, Sendable {
    var alpn: [String]?
    var versions: [String]?
    var defaultSelfSigned: Bool?
  }

  struct ProxyProtocol: Codable, Sendable {
    var version: String?
  }
}

struct MachineConcurrency: Codable, Sendable {
  var type: String?
  var softLimit: Int?
  var hardLimit: Int?
}

struct MachineCheck: Codable, Sendable {
  var type: String?
  var port: Int?
  var interval: String?
  var timeout: String?
  var gracePeriod: String?
  var method: String?
  var path: String?
  var protocolName: String?
  var tlsServerName: String?
  var tlsSkipVerify: Bool?
  var headers: [Header]?

  struct Header: Codable, Sendable {
    var name: String?
    var values: [String]?
  }

  private enum CodingKeys: String, CodingKey {
    case type, port, interval, timeout, gracePeriod, method, path
    case protocolName = "protocol"
    case tlsServerName, tlsSkipVerify, headers
  }
}

/// The content is that of a secret, or base64.
struct MachineFile: Codable, Sendable {
  var guestPath: String?
  var rawValue: String?
  var secretName: String?
  var mode: Int?
}

struct MachineProcess: Codable, Sendable {
  var cmd: [String]?
  var entrypoint: [String]?
  var exec: [String]?
  var env: [String: String]?
  var user: String?
  var ignoreAppSecrets: Bool?
  var secrets: [Secret]?

  struct Secret: Codable, Sendable {
    var envVar: String?
    var name: String?
  }
}

struct MachineRestart: Codable, Sendable {
  var policy: String?
  var maxRetries: Int?
}

/// `timeout` is a duration such as `10s`.
struct MachineStopConfig: Codable, Sendable {
  var signal: String?
  var timeout: String?
}

struct MachineDNS: Codable, Sendable {
  var nameservers: [String]?
  var searches: [String]?
  var hostname: String?
  var skipRegistration: Bool?
}
