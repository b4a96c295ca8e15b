import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `data.azurerm_client_config`: who signs in, and where.
///
/// A token of the directory says it: `oid`, `appid`, `tid` (learn.microsoft.com "Access token claims reference").
struct ClientConfigDataSource: DataSource {
  static let type = "azurerm_client_config"
  static let schema = ResourceSchema(
    "Who signs in, and where.",
    .computed("client_id", .string, "The application."), .computed("object_id", .string, "Who it is."),
    .computed("tenant_id", .string, "The tenant."), .computed("subscription_id", .string, "The subscription.")
  )

  struct Object: Codable, Sendable {
    var clientId: String?
    var objectId: String?
    var tenantId: String?
    var subscriptionId: String?
  }

  let client: AzureClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let session = client.session
    let audience = try await session.cloud().resourceManagerAudience
    let claims = Self.claims(in: try await session.token(for: audience).text)
    let object = Object(
      clientId: session.settings.clientID ?? claims["appid"]?.asString ?? "",
      objectId: claims["oid"]?.asString ?? claims["appid"]?.asString ?? "",
      tenantId: try await session.tenant() ?? claims["tid"]?.asString ?? "",
      subscriptionId: try await session.subscription())
    return DataResult(id: object.subscriptionId ?? "client", object)
  }

  /// What a JSON web token says; nothing where it is none.
  private static func claims(in token: String) -> JSON {
    let parts = token.split(separator: ".").map(String.init)
    guard parts.count > 1, let bytes = Base64.rawURLSafe.decode(parts[1]), let json = try? JSON.parse(bytes)
    else {
      return .object([])
    }
    return json
  }
}

/// `data.azurerm_subscription`. Protocol: `Subscriptions_Get`, 2022-12-01.
struct SubscriptionDataSource: DataSource {
  static let type = "azurerm_subscription"
  static let schema = ResourceSchema(
    "A subscription.",
    .argument("subscription_id", .string, .optionalComputed, "The subscription. If unset: the provider's."),
    .computed("display_name", .string, "The name."), .computed("tenant_id", .string, "The tenant."),
    .computed("state", .string, "Whether it can be used."),
    .computed("location_placement_id", .string, "Which regions there are."),
    .computed("quota_id", .string, "Which limits there are."),
    .computed("spending_limit", .string, "Whether spending is limited."),
    .computed("tags", .map(.string), "Tags."))

  struct Object: Codable, Sendable {
    var subscriptionId: String?
    var displayName: String?
    var tenantId: String?
    var state: String?
    var locationPlacementId: String?
    var quotaId: String?
    var spendingLimit: String?
    var tags: [String: String]?
  }

  let client: AzureClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let subscription =
      if let given = config.subscriptionId { given } else { try await client.session.subscription() }
    let id = try ResourceID("/subscriptions/\(subscription)")
    guard let found = try await client.manager.find(id, "2022-12-01") else {
      throw ProviderError(.notFound, "There is no subscription \(subscription).")
    }
    let policies = found["subscriptionPolicies"]
    let tags = (found["tags"]?.members ?? []).compactMap { tag in tag.value.asString.map { (tag.key, $0) } }
    let object = Object(
      subscriptionId: subscription, displayName: found["displayName"]?.asString,
      tenantId: found["tenantId"]?.asString,
      state: found["state"]?.asString, locationPlacementId: policies?["locationPlacementId"]?.asString,
      quotaId: policies?["quotaId"]?.asString, spendingLimit: policies?["spendingLimit"]?.asString,
      tags: Dictionary(tags) { $1 })
    return DataResult(id: "/subscriptions/\(subscription)", object)
  }
}
