import ProviderAPI
import ProviderKit
import Values

/// `fly_app`: an app that exists. Schema: fly-apps/fly 0.1, less what Fly has not any more (`currentrelease`,
/// `healthchecks`, which are empty).
struct AppDataSource: DataSource {
  static let type = "fly_app"
  static let schema = ResourceSchema(
    "An app that exists.",
    .argument("name", .string, .required, "Its name."),
    .computed("appurl", .string, "Where the app answers."),
    .computed("hostname", .string, "The name in `appurl`."),
    .computed("org", .string, "The organisation's short name."),
    .computed("network", .string, "Its private network."),
    .computed("status", .string, "In Fly's words."),
    .computed("deployed", .bool, "Whether it has machines."),
    .computed("machine_count", .number, "How many machines it has."),
    .computed("volume_count", .number, "How many volumes it has."),
    .computed("ipaddresses", .list(.string), "Its addresses."),
    .computed("currentrelease", .string, deprecated: "Machines have no releases.", "Empty."),
    .computed("healthchecks", .list(.string), deprecated: "See the data source fly_machine.", "Empty."))

  struct Object: Codable, Sendable {
    var name: String
    var appurl: String?
    var hostname: String?
    var org: String?
    var network: String?
    var status: String?
    var deployed: Bool?
    var machineCount: Int?
    var volumeCount: Int?
    var ipaddresses: [String]?
    var currentrelease: String?
    var healthchecks: [String]?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let app: App? = try await client.machines.paced("get-app", config.name).find("/v1/apps/\(config.name)")
    guard let app else { throw ProviderError(.notFound, "There is no app \"\(config.name)\".") }
    var object = config
    object.hostname = "\(config.name).fly.dev"
    object.appurl = "https://\(config.name).fly.dev"
    object.org = app.organization?.slug
    object.network = app.network
    object.status = app.status
    object.machineCount = app.machineCount ?? 0
    object.volumeCount = app.volumeCount ?? 0
    object.deployed = (app.machineCount ?? 0) > 0
    object.ipaddresses = try await client.addresses(of: config.name).compactMap(\.ip).sorted()
    object.currentrelease = ""
    object.healthchecks = []
    return DataResult(id: config.name, object)
  }
}

/// `fly_apps`: the apps of an organisation. Protocol: `Apps_list`.
struct AppsDataSource: DataSource {
  static let type = "fly_apps"
  static let schema = ResourceSchema(
    "The apps of an organisation.",
    .argument("org", .string, "The organisation's short name. If unset: `FLY_ORG`, or `personal`."),
    .argument("prefix", .string, "Only apps whose names begin with it."),
    .computed("names", .list(.string), "Their names, sorted."))

  struct Object: Codable, Sendable {
    var org: String?
    var prefix: String?
    var names: [String]?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let org = config.org ?? client.organization
    var (names, cursor): ([String], String?) = ([], nil)
    repeat {
      let page: AppPage = try await client.machines.paced("list-apps", org)
        .get("/v1/apps", query: ["org_slug": org, "cursor": cursor])
      names += (page.apps ?? []).compactMap(\.name)
      cursor = page.nextCursor?.nonEmpty
    } while cursor != nil
    var object = config
    object.names = names.filter { $0.hasPrefix(config.prefix ?? "") }.sorted()
    return DataResult(id: org, object)
  }
}
