import ProviderAPI
import ProviderKit
import Values

/// `fly_ip`: an address that an app has. Schema: fly-apps/fly 0.1.
struct IPDataSource: DataSource {
  static let type = "fly_ip"
  static let schema = ResourceSchema(
    "An address that an app has: the first of its kind.",
    .argument("app", .string, .required, "The app."),
    .argument(
      "type", .string, .required, rules: [.oneOf(IPAssignment.types)], "Its kind."),
    .argument("address", .string, .optionalComputed, "The address, where there are several."),
    .computed("region", .string, "Where it is."))

  struct Object: Codable, Sendable {
    var app: String
    var type: String
    var address: String?
    var region: String?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let found = try await client.addresses(of: config.app).first {
      $0.type == config.type && (config.address == nil || $0.ip == config.address)
    }
    guard let found else {
      throw ProviderError(.notFound, "The app \"\(config.app)\" has no such address of type \(config.type).")
    }
    var object = config
    object.address = found.ip
    object.region = found.region?.nonEmpty ?? "global"
    return DataResult(id: found.id, object)
  }
}
