/// One of several containers in a machine, each with an image of its own.
///
/// Protocol: `fly.ContainerConfig` and what it refers to. Times are in seconds.
struct MachineContainer: Codable, Sendable {
  var name: String?
  var image: String?
  var cmd: [String]?
  var entrypoint: [String]?
  var exec: [String]?
  var env: [String: String]?
  var envFrom: [Origin]?
  var user: String?
  var dependsOn: [Dependency]?
  var files: [MachineFile]?
  var healthchecks: [Healthcheck]?
  var restart: MachineRestart?
  var secrets: [MachineProcess.Secret]?
  var stop: MachineStopConfig?

  struct Origin: Codable, Sendable {
    var envVar: String?
    var fieldRef: String?
  }

  struct Dependency: Codable, Sendable {
    var name: String?
    var condition: String?
  }

  struct Healthcheck: Codable, Sendable {
    var name: String?
    var kind: String?
    var interval: Int?
    var timeout: Int?
    var gracePeriod: Int?
    var failureThreshold: Int?
    var successThreshold: Int?
    var unhealthy: String?
    var exec: Command?
    var http: Page?
    var tcp: Port?
  }

  struct Command: Codable, Sendable {
    var command: [String]?
  }

  struct Port: Codable, Sendable {
    var port: Int?
  }

  struct Page: Codable, Sendable {
    var port: Int?
    var path: String?
    var method: String?
    var scheme: String?
    var headers: [MachineCheck.Header]?
    var tlsServerName: String?
    var tlsSkipVerify: Bool?
  }
}

/// Where a machine's own measurements are read.
struct MachineMetrics: Codable, Sendable {
  var port: Int?
  var path: String?
  var https: Bool?
}

/// Files that Fly serves without asking the machine.
struct MachineStatic: Codable, Sendable {
  var guestPath: String?
  var urlPrefix: String?
  var indexDocument: String?
  var tigrisBucket: String?
}
