import ProviderAPI
import ProviderKit
import Values

/// `fly_organization`: an organisation. Protocol: GraphQL, `organization(slug:)` (superfly/fly-go `schema.graphql`);
/// the Machines API has no such call.
struct OrganizationDataSource: DataSource {
  static let type = "fly_organization"
  static let schema = ResourceSchema(
    "An organisation.",
    .argument("slug", .string, "Its short name. If unset: `FLY_ORG`, or `personal`."),
    .computed("name", .string, "Its name."),
    .computed("organization_id", .string, "Its id in Fly's older interface."),
    .computed("type", .string, "`PERSONAL` or `SHARED`."))

  struct Object: Codable, Sendable {
    var slug: String?
    var name: String?
    var organizationId: String?
    var type: String?
  }

  private struct Answer: Decodable, Sendable {
    struct Organization: Decodable, Sendable {
      var id: String
      var name: String?
      var type: String?
    }
    var organization: Organization?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let slug = config.slug ?? client.organization
    let answer: Answer = try await client.platform.query(
      "query($slug: String!) { organization(slug: $slug) { id name type } }", ["slug": slug])
    guard let found = answer.organization else {
      throw ProviderError(.notFound, "There is no organisation \"\(slug)\", or the token may not see it.")
    }
    var object = config
    object.name = found.name ?? slug
    object.organizationId = found.id
    object.type = found.type ?? ""
    return DataResult(id: slug, object)
  }
}

/// `fly_regions`: where machines can run. Protocol: `Platform_regions_get`.
struct RegionsDataSource: DataSource {
  static let type = "fly_regions"
  static let schema = ResourceSchema(
    "Where machines can run.",
    .argument("include_deprecated", .bool, "Whether regions that are to be given up are among them."),
    .computed("codes", .list(.string), "Such as `ams`, sorted."),
    .computed("nearest", .string, "The one that is nearest to who asks."),
    .computed("regions", .list(region), "What is known of each, in the same order."))

  private static let region = ValueType.object([
    "code": .string, "name": .string, "gateway_available": .bool, "requires_paid_plan": .bool,
    "latitude": .number,
    "longitude": .number,
  ])

  struct Region: Codable, Sendable {
    var code: String
    var name: String?
    var gatewayAvailable: Bool?
    var requiresPaidPlan: Bool?
    var latitude: Double?
    var longitude: Double?
  }

  struct Object: Codable, Sendable {
    var includeDeprecated: Bool?
    var codes: [String]?
    var nearest: String?
    var regions: [Region]?
  }

  private struct Answer: Decodable, Sendable {
    struct Row: Decodable, Sendable {
      var code: String
      var name: String?
      var gatewayAvailable: Bool?
      var requiresPaidPlan: Bool?
      var deprecated: Bool?
      var latitude: Double?
      var longitude: Double?
    }
    var nearest: String?
    var regions: [Row]?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let answer: Answer = try await client.machines.paced("get-regions", "all").get("/v1/platform/regions")
    let rows = (answer.regions ?? []).filter { config.includeDeprecated == true || $0.deprecated != true }
    let regions = rows.sorted { $0.code < $1.code }.map {
      Region(
        code: $0.code, name: $0.name, gatewayAvailable: $0.gatewayAvailable,
        requiresPaidPlan: $0.requiresPaidPlan, latitude: $0.latitude, longitude: $0.longitude)
    }
    var object = config
    object.nearest = answer.nearest ?? ""
    object.codes = regions.map(\.code)
    object.regions = regions
    return DataResult(id: "regions", object)
  }
}

/// `fly_deploy_token`: a token that may do things with one app only. It is stored nowhere. Protocol:
/// `App_create_deploy_token`.
struct DeployTokenSource: DataSource {
  static let type = "fly_deploy_token"
  static let schema = ResourceSchema(
    "A token that may do things with one app only.",
    .argument("app", .string, .required, "The app."),
    .argument("expiry", .string, .defaulted(.string("1h")), rules: [.duration], "How long it is good for."),
    .computed("token", .string, sensitive: true, "The token."))

  struct Object: Codable, Sendable {
    var app: String
    var expiry: String?
    var token: String?
  }

  private struct Request: Encodable {
    var expiry: String?
  }

  private struct Answer: Decodable, Sendable {
    var token: String
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let answer: Answer = try await client.machines.paced("create-token", config.app)
      .post("/v1/apps/\(config.app)/deploy_token", Request(expiry: config.expiry))
    var object = config
    object.token = answer.token
    return DataResult(id: config.app, object)
  }
}

/// `fly_oidc_token`: an OpenID Connect token that says which machine this runs in, for clouds that trust Fly. It is
/// stored nowhere. Protocol: `Tokens_request_OIDC`, which answers inside of machines only: the provider's address is then
/// `http://_api.internal:4280`.
struct OIDCTokenSource: DataSource {
  static let type = "fly_oidc_token"
  static let schema = ResourceSchema(
    "An OpenID Connect token of the machine that this runs in.",
    .argument(
      "aud", .string, .optional, "Whom the token is for; Fly's address of the organisation by default."),
    .argument(
      "aws_principal_tags", .bool, .optional, "Whether AWS is to take the claims for tags of the session."),
    .computed("token", .string, sensitive: true, "The token."))

  struct Object: Codable, Sendable {
    var aud: String?
    var awsPrincipalTags: Bool?
    var token: String?
  }

  private struct Request: Encodable {
    var aud: String?
    var awsPrincipalTags: Bool?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let api = try await client.machines.paced("create-token", "oidc")
    let request = try api.request(
      .post, "/v1/tokens/oidc", json: Request(aud: config.aud, awsPrincipalTags: config.awsPrincipalTags))
    let response = try await api.send(request)
    var object = config
    // As text, or as a text in JSON.
    object.token = (try? JSON.parse(response.body))?.asString ?? response.text.trimmed
    return DataResult(id: config.aud ?? "oidc", object)
  }
}
