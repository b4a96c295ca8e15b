import KubernetesAPI
public import ProviderAPI
public import ProviderKit
import RegularExpressions
import Values

/// The provider `kubernetes`: what it manages, and how its block becomes a client.
public struct KubernetesProvider: ProviderDeclaration {
  public static let name = "kubernetes"
  public static var schema: ResourceSchema { KubernetesConfiguration.schema }

  public static let types: [ResourceType<KubernetesCluster>] =
    Kind.all.flatMap { kind in
      kind.types.flatMap { [.managed(ObjectResource($0, kind)), .data(ObjectDataSource($0, kind))] }
    } + [
      .managed(ManifestResource()), .managed(FieldsResource(fields: .labels)),
      .managed(FieldsResource(fields: .annotations)), .managed(EnvironmentResource()), .data(AnyDataSource()),
      .data(AllDataSource()),
      .data(NamespacesDataSource.self), .data(NodesDataSource()), .data(VersionDataSource.self),
    ]

  public static let functions = ManifestFunctions.all

  private let environment: [String: String]
  private let http: HTTPClient.Configuration

  /// - Parameters:
  ///   - environment: the program's, for the variables that begin with `KUBE_`.
  ///   - http: logging and patience; TLS and proxies are the provider's own business.
  public init(environment: [String: String], http: HTTPClient.Configuration = HTTPClient.Configuration()) {
    self.environment = environment
    self.http = http
  }

  public static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config["insecure"].asBool == true else { return [] }
    return [
      ProviderDiagnostic(
        "Connection is not secure",
        "With \"insecure\" anyone on the way to the cluster can read and change everything, credentials included. Set "
          + "\"cluster_ca_certificate\" instead.", at: AttributePath("insecure"), isWarning: true)
    ]
  }

  public func makeClient(_ configuration: KubernetesConfiguration) async throws -> KubernetesCluster {
    let access = try ClusterAccess(configuration.settings, environment: environment, http: http)
    return KubernetesCluster(
      client: KubernetesClient(access),
      ignored: IgnoredKeys(
        labels: try Self.patterns(configuration.ignoreLabels, "ignore_labels"),
        annotations: try Self.patterns(configuration.ignoreAnnotations, "ignore_annotations")))
  }

  private static func patterns(_ texts: [String]?, _ name: String) throws -> [RegularExpression] {
    try (texts ?? []).map { text in
      do { return try RegularExpression(text) } catch {
        throw ProviderError(.invalid, "\"\(text)\" in \"\(name)\" is no pattern: \(error).")
      }
    }
  }
}
