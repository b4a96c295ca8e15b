/// The answer to `ContainerInspect`, as far as it is used here.
struct ContainerInspection: Decodable, Sendable {
  struct State: Decodable, Sendable {
    struct Health: Decodable, Sendable {
      struct Check: Decodable, Sendable {
        var exitCode: Int?
        var output: String?
      }

      /// `starting`, `healthy`, `unhealthy`, or `none`.
      var status: String?
      var log: [Check]?
    }

    /// `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`.
    var status: String?
    var running: Bool?
    var exitCode: Int?
    /// Why the container could not be started.
    var error: String?
    var health: Health?
  }

  struct Config: Decodable, Sendable {
    var hostname: String?
    var domainname: String?
    var user: String?
    var env: [String]?
    var cmd: [String]?
    var entrypoint: [String]?
    var workingDir: String?
    var image: String?
    var labels: [String: String]?
    var tty: Bool?
    var openStdin: Bool?
    var stopSignal: String?
    var stopTimeout: Int?
    var healthcheck: HealthConfig?
  }

  struct NetworkSettings: Decodable, Sendable {
    /// Not in newer versions of the API.
    var bridge: String?
    /// The published ports; nil bindings are exposed only. Empty while the container is stopped.
    var ports: [String: [PortBinding]?]?
    var networks: [String: EndpointSettings]?
  }

  var id: String
  /// With a slash in front.
  var name: String?
  /// The image's id.
  var image: String?
  var platform: String?
  var state: State?
  var config: Config?
  var hostConfig: HostConfig?
  var networkSettings: NetworkSettings?

  var isRunning: Bool { state?.running ?? false }

  /// Whether its removal has begun. When it was cut off, by the end of the engine for one, it stays like this
  /// until it is asked for again.
  var isBeingRemoved: Bool { state?.status == "removing" || state?.status == "dead" }
}

/// What `ContainerCreate` answers.
struct ContainerCreated: Decodable, Sendable {
  var id: String
  var warnings: [String]?
}

/// What `ContainerWait` answers in the end.
struct ContainerExit: Decodable, Sendable {
  struct Failure: Decodable, Sendable {
    var message: String?
  }

  var statusCode: Int
  var error: Failure?
}

/// One line of `ContainerList`, of which only the id matters here.
struct ContainerSummary: Decodable, Sendable {
  var id: String
}

/// The body of `ContainerUpdate`: what is nil stays as it is. The engine takes limits of devices too, and
/// ignores them (observed on Docker 20.10).
struct ContainerUpdateRequest: Encodable, Equatable, Sendable {
  var restartPolicy: RestartPolicy?
  var memory: Int?
  var memoryReservation: Int?
  var memorySwap: Int?
  var cpuShares: Int?
  var cpusetCpus: String?
  var cpuPeriod: Int?
  var cpuQuota: Int?
}

/// The body of `NetworkConnect`.
struct NetworkConnectRequest: Encodable, Sendable {
  var container: String
  var endpointConfig: EndpointSettings
}
