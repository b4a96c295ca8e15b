import ProviderAPI
import ProviderKit
import Values

/// What is told of a machine that exists.
struct MachineSummary: Codable, Sendable {
  var id: String
  var name: String
  var region: String
  var state: String
  var image: String
  var version: String
  var privateip: String
  var cpus: Int
  var cputype: String
  var memorymb: Int
  var metadata: [String: String]
  var createdAt: String
  var updatedAt: String

  init(_ machine: Machine) throws {
    let settings = try machine.settings()
    id = machine.id
    name = machine.name ?? ""
    region = machine.region ?? ""
    state = machine.state ?? ""
    image = settings.image ?? ""
    version = machine.currentVersion ?? ""
    privateip = machine.privateIp ?? ""
    cpus = settings.guest?.cpus ?? 1
    cputype = settings.guest?.cpuKind ?? "shared"
    memorymb = settings.guest?.memoryMb ?? 256
    metadata = (settings.metadata ?? [:]).filter { $0.key != MachineObject.mark }
    createdAt = machine.createdAt ?? ""
    updatedAt = machine.updatedAt ?? ""
  }

  static let type = ValueType.object([
    "id": .string, "name": .string, "region": .string, "state": .string, "image": .string, "version": .string,
    "privateip": .string, "cpus": .number, "cputype": .string, "memorymb": .number, "metadata": .map(.string),
    "created_at": .string, "updated_at": .string,
  ])
}

/// `fly_machines`: the machines of an app. Protocol: `Machines_list`.
struct MachinesDataSource: DataSource {
  static let type = "fly_machines"
  static let schema = ResourceSchema(
    "The machines of an app.",
    .argument("app", .string, .required, "The app."),
    .argument("region", .string, "Only those in this region."),
    .argument("state", .string, "Only those in this state."),
    .argument("metadata", .map(.string), "Only those with this metadata."),
    .computed("machines", .list(MachineSummary.type), "What is known of each, in the order of their names."),
    .computed("ids", .list(.string), "Their ids, in the same order."))

  struct Object: Codable, Sendable {
    var app: String
    var region: String?
    var state: String?
    var metadata: [String: String]?
    var machines: [MachineSummary]?
    var ids: [String]?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    var query = ["region": config.region, "state": config.state] as APIQuery
    for (key, value) in (config.metadata ?? [:]).sorted(by: { $0.key < $1.key }) {
      query.add("metadata.\(key)", value)
    }
    let found: [Machine] = try await client.machines.pages(of: "machines", app: config.app, query: query)
    var object = config
    let machines = try found.filter { !$0.isGone }.map(MachineSummary.init)
      .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    object.machines = machines
    object.ids = machines.map(\.id)
    return DataResult(id: config.app, object)
  }
}

/// `fly_machine`: a machine that exists, by id or name, with its history if that is asked for. Protocol:
/// `Machines_show`, `Machines_list_events`, `Machines_list_versions`, `Machines_list_processes`.
struct MachineDataSource: DataSource {
  static let type = "fly_machine"
  static let schema = ResourceSchema(
    "A machine that exists.",
    .argument("app", .string, .required, "The app."),
    .argument("machine", .string, rules: [.exactlyOneOf(["name"])], "Its id."),
    .argument("name", .string, "Its name."),
    .argument(
      "include", .set(.string), rules: [.oneOf(["events", "versions", "processes"])], "What else to ask for."),
    .computed("summary", MachineSummary.type, "What is known of it."),
    .computed("events", .list(event), "What has happened to it, the latest first."),
    .computed(
      "versions", .list(.object(["version": .string, "image": .string])),
      "What it has been, the latest first."),
    .computed(
      "processes", .list(.object(["pid": .number, "command": .string, "directory": .string])),
      "What runs in it."))

  private static let event = ValueType.object([
    "type": .string, "status": .string, "source": .string, "timestamp": .number,
  ])

  struct Object: Codable, Sendable {
    var app: String
    var machine: String?
    var name: String?
    var include: [String]?
    var summary: MachineSummary?
    var events: [Event]?
    var versions: [Version]?
    var processes: [Process]?
  }

  struct Event: Codable, Sendable {
    var type: String?
    var status: String?
    var source: String?
    var timestamp: Int?
  }

  struct Version: Codable, Sendable {
    var version: String?
    var image: String?
  }

  struct Process: Codable, Sendable {
    var pid: Int?
    var command: String?
    var directory: String?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let machine = try await machine(config)
    let path = "/v1/apps/\(config.app)/machines/\(machine.id)" as APIPath
    var object = config
    object.summary = try MachineSummary(machine)
    let wanted = Set(config.include ?? [])
    object.events = wanted.contains("events") ? try await get(path, "events", machine.id) : []
    object.processes = wanted.contains("processes") ? try await get(path, "ps", machine.id) : []
    object.versions = wanted.contains("versions") ? try await versions(path, machine.id) : []
    return DataResult(id: machine.id, object)
  }

  private func machine(_ config: Object) async throws -> Machine {
    if let id = config.machine {
      if let machine = try await client.machine(id, of: config.app) { return machine }
      throw ProviderError(.notFound, "The app \"\(config.app)\" has no machine \(id).")
    }
    let all: [Machine] = try await client.machines.pages(of: "machines", app: config.app)
    guard let machine = all.first(where: { $0.name == config.name && !$0.isGone }) else {
      throw ProviderError(
        .notFound, "The app \"\(config.app)\" has no machine named \"\(config.name ?? "")\".")
    }
    return machine
  }

  private func versions(_ path: APIPath, _ id: String) async throws -> [Version] {
    struct Answer: Decodable {
      struct Config: Decodable {
        var image: String?
      }
      var version: String?
      var userConfig: Config?
    }
    let answers: [Answer] = try await get(path, "versions", id)
    return answers.map { Version(version: $0.version, image: $0.userConfig?.image) }
  }

  private func get<Element: Decodable>(_ path: APIPath, _ what: String, _ id: String) async throws
    -> [Element]
  {
    let list: [Element]? = try await client.machines.paced("get-\(what)", id)
      .get(APIPath(escaped: "\(path)/\(what)"))
    return list ?? []
  }
}
