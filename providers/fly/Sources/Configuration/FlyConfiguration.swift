import ProviderKit
import Values

/// The `provider "fly"` block. Names: fly-apps/fly 0.1; `rate_limit` and `fly_api_endpoint` are ours.
public struct FlyConfiguration: Codable, Sendable {
  var flyApiToken: String?
  var flytoken: String?
  var flyHttpEndpoint: String?
  var flyApiEndpoint: String?
  var rateLimit: Double?
  var useinternaltunnel: Bool?
  var internaltunnelorg: String?
  var internaltunnelregion: String?

  static let schema = ResourceSchema(
    "Apps, machines, volumes, addresses, certificates and secrets on Fly.io.",
    .argument(
      "fly_api_token", .string, sensitive: true, rules: [.notEmpty],
      "The token. If unset: `FLY_API_TOKEN`, `FLY_ACCESS_TOKEN`, or the session of `fly auth login`."),
    .argument(
      "flytoken", .string, sensitive: true, deprecated: "Use \"fly_api_token\" instead.", rules: [.notEmpty],
      "The token, under its old name."),
    .argument(
      "fly_http_endpoint", .string,
      "Where the Machines API is: an address such as `http://_api.internal:4280`, or a host and port, which then is "
        + "called over HTTPS. If unset: `FLY_FLAPS_BASE_URL`, `FLY_HTTP_ENDPOINT`, or `https://api.machines.dev`."
    ),
    .argument(
      "fly_api_endpoint", .string,
      "Where GraphQL and logs are. If unset: `FLY_API_BASE_URL`, or `https://api.fly.io`."),
    .argument(
      "rate_limit", .number, .defaulted(.number(1)), rules: [.integer(0...1000)],
      "Requests a second for one action on one machine or app: more if Fly has raised your limit, 0 for none of ours."
    ),
    .argument("useinternaltunnel", .bool, .optional, deprecated: tunnel, "Accepted for compatibility."),
    .argument("internaltunnelorg", .string, .optional, deprecated: tunnel, "Accepted for compatibility."),
    .argument("internaltunnelregion", .string, .optional, deprecated: tunnel, "Accepted for compatibility."))

  private static let tunnel = "The Machines API is reached without a tunnel."
}
