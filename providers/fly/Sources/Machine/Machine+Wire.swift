import Values

/// A machine as the Machines API answers it. Protocol: `Machine`.
struct Machine: Decodable, Identifiable, Sendable {
  struct Event: Decodable, Sendable {
    struct Request: Decodable, Sendable {
      struct Exit: Decodable, Sendable {
        var exitCode: Int?
        var guestExitCode: Int?
        var oomKilled: Bool?
      }
      var exitEvent: Exit?
    }
    var type: String?
    var status: String?
    var source: String?
    /// Milliseconds since 1970.
    var timestamp: Int?
    var request: Request?
  }

  struct ImageRef: Decodable, Sendable {
    var digest: String?
  }

  var id: String
  var name: String?
  var state: String?
  var region: String?
  var instanceId: String?
  var version: String?
  var privateIp: String?
  var hostStatus: String?
  var cordoned: Bool?
  var createdAt: String?
  var updatedAt: String?
  var imageRef: ImageRef?
  var events: [Event]?
  /// As it came: what this program has no name for is handed back when the machine is changed.
  var config: JSON?

  /// The two are the same by the API's description; older answers have the first only.
  var currentVersion: String? { version?.nonEmpty ?? instanceId?.nonEmpty }

  func settings() throws -> MachineConfig {
    try JSONDecoding(keys: .snakeCase).decode(from: config ?? .object([]))
  }
}

/// Protocol: `CreateMachineRequest`, `UpdateMachineRequest`.
struct MachineRequest: Encodable {
  var name: String?
  var region: String?
  var config: JSON
  var skipLaunch: Bool?
  var minSecretsVersion: Int?
  /// The version that the machine must still have.
  var currentVersion: String?
}

/// Protocol: `WaitMachineResponse`.
struct MachineWait: Decodable, Sendable {
  var ok: Bool?
  var state: String?
}

/// Protocol: `StopRequest`.
struct MachineStop: Encodable {
  var signal: String?
  var timeout: String?
}

/// Protocol: `Lease`.
struct Lease: Decodable, Sendable {
  var nonce: String?
  var owner: String?
  var description: String?
  /// Seconds since 1970.
  var expiresAt: Int?
}

/// Protocol: `CreateLeaseRequest`; `ttl` is in seconds.
struct LeaseRequest: Encodable {
  var ttl: Int
  var description: String
}
