import ProviderAPI
import ProviderKit
import Values

/// `fly_machine`: does something with a machine. Protocol: `Machines_start`, `Machines_stop`, `Machines_restart`,
/// `Machines_suspend`, `Machines_signal`, `Machines_cordon`, `Machines_uncordon`.
struct MachineAction: ProviderAction {
  static let type = "fly_machine"
  static let schema = ResourceSchema(
    "Does something with a machine.",
    .argument("app", .string, .required, "The app."),
    .argument("machine", .string, .required, "The machine's id."),
    .argument(
      "command", .string, .required,
      rules: [.oneOf(["start", "stop", "restart", "suspend", "signal", "cordon", "uncordon"])],
      "What to do. A cordoned machine gets no requests."),
    .argument(
      "signal", .string, rules: [.matches("^SIG[A-Z0-9]+$", message: "must be a signal such as `SIGHUP`")],
      "With `signal`, `stop` and `restart`: what its process is sent."),
    .argument("timeout", .string, rules: [.duration], "With `stop` and `restart`: how long it may take.")
  )
  .withoutID

  struct Config: Codable, Sendable {
    var app: String
    var machine: String
    var command: String
    var signal: String?
    var timeout: String?
  }

  private struct Signal: Encodable {
    var signal: String
  }

  let client: FlyClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config["command"].asString == "signal", !config.isSet("signal") else { return [] }
    return [
      ProviderDiagnostic(
        "Missing required argument", "The command \"signal\" needs the argument \"signal\".",
        at: AttributePath("signal"))
    ]
  }

  func invoke(_ config: Config, _ operation: Operation) async throws {
    let life = MachineLife(fly: client, app: config.app, id: config.machine, patience: .seconds(300))
    await client.machineList.forget(config.machine, of: config.app)
    let before = try await life.machine()
    try await client.machines.withLease(on: config.machine, of: config.app) { lease in
      let api = try await client.machines.paced("\(config.command)-machine", config.machine)
      _ = try await api.send(try request(config, api).holding(lease))
    }
    guard let state = Self.states[config.command] else { return }
    operation.report("waiting until it is \(state)")
    let isNew = config.command == "restart" && before?.state == state
    if !isNew { _ = try await life.wait(for: state, version: nil) }
  }

  private func request(_ config: Config, _ api: APIClient) throws -> HTTPRequest {
    let path = "/v1/apps/\(config.app)/machines/\(config.machine)" as APIPath
    let verb = APIPath(escaped: "\(path)/\(config.command)")
    switch config.command {
    case "stop":
      return try api.request(.post, verb, json: MachineStop(signal: config.signal, timeout: config.timeout))
    case "signal": return try api.request(.post, verb, json: Signal(signal: config.signal ?? "SIGHUP"))
    case "restart":
      return try api.request(
        .post, verb, query: ["timeout": config.timeout, "signal": config.signal])
    default: return try api.request(.post, verb)
    }
  }

  /// What becomes of a machine.
  private static let states = [
    "start": "started", "stop": "stopped", "restart": "started", "suspend": "suspended",
  ]
}
