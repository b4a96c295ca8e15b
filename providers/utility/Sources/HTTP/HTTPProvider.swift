public import ProviderKit

/// `http`: what a web server answers.
public struct HTTPProvider: ProviderDeclaration {
  public static let name = "http"
  public static let schema = ResourceSchema("What a web server answers.")
  public static var types: [ResourceType<HTTPProviderClient>] { [.data(HTTPDataSource.self)] }

  private let environment: [String: String]

  /// - Parameter environment: Tells the proxies, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` do.
  public init(environment: [String: String]) { self.environment = environment }

  public func makeClient(_ configuration: EmptyConfiguration) throws -> HTTPProviderClient {
    HTTPProviderClient(proxy: try ProxyRules(environment: environment))
  }
}

/// What all requests of the provider share.
public struct HTTPProviderClient: Sendable {
  let proxy: ProxyRules
}
