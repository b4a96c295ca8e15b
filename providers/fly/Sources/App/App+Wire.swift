/// Protocol: `App`, `CreateAppRequest`, `ListAppsResponse`.
struct App: Decodable, Sendable {
  struct Organization: Decodable, Sendable {
    var internalNumericId: Int?
    var name: String?
    var slug: String?
  }

  var id: String?
  var name: String?
  var network: String?
  var status: String?
  var machineCount: Int?
  var volumeCount: Int?
  var organization: Organization?
}

struct AppCreateRequest: Encodable {
  var name: String
  var orgSlug: String
  var network: String?
  var enableSubdomains: Bool?
  /// A second request with the key and the name answers with the app that the first one made.
  var idempotencyKey: String
}

struct AppPage: Decodable, Sendable {
  var apps: [App]?
  var nextCursor: String?
}
