import ProviderAPI
import ProviderKit

/// Where Fly's interfaces are. The variables are those of flyctl.
struct FlyPlaces {
  let machines: HTTPURL
  let platform: HTTPURL

  init(configuration: FlyConfiguration, environment: [String: String]) throws {
    let machines =
      configuration.flyHttpEndpoint?.nonEmpty ?? environment["FLY_FLAPS_BASE_URL"]?.nonEmpty
      ?? environment["FLY_HTTP_ENDPOINT"]?.nonEmpty ?? "https://api.machines.dev"
    let platform =
      configuration.flyApiEndpoint?.nonEmpty ?? environment["FLY_API_BASE_URL"]?.nonEmpty
      ?? "https://api.fly.io"
    self.machines = try Self.url(machines, "fly_http_endpoint")
    self.platform = try Self.url(platform, "fly_api_endpoint")
  }

  /// The public provider takes a host without a scheme.
  private static func url(_ text: String, _ argument: String) throws -> HTTPURL {
    do {
      return try HTTPURL(text.contains("://") ? text : "https://\(text)")
    } catch {
      throw ProviderError(
        .invalid, "The address \"\(text)\" of \(argument) is none: \(error.message)", cause: error)
    }
  }
}
