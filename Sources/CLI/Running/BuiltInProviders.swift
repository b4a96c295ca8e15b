import Addresses
import Language
import ProviderAPI
import ProviderAzure
import ProviderCoder
import ProviderDocker
import ProviderFly
import ProviderKit
import ProviderKubernetes
import ProviderUtility
import StateStorage

/// The providers that are part of the program.
struct BuiltInProviders: ProviderSource {
  let environment: [String: String]
  let coder: CoderContext
  /// Logging and patience; the rest is the providers' own business.
  let http: HTTPClient.Configuration
  /// How the states of other configurations are read.
  let remoteStateCodec: @Sendable () throws -> StateCodec

  /// The namespaces whose providers of these types are built in. `hashicorp` is what a template without
  /// `required_providers` implies, and `rcw` is the name under which they are served to others.
  private static let namespaces: Set<String> = [
    "hashicorp", "kreuzwerker", "coder", "fly-apps", "builtin",
  ]

  /// The public names of all providers that are built in.
  static let addresses: Set<ProviderAddress> = Set(
    [
      ProviderAddress(impliedBy: "terraform"), ProviderAddress(namespace: "coder", type: "coder"),
      ProviderAddress(namespace: "coder", type: "envbuilder"),
      ProviderAddress(namespace: "kreuzwerker", type: "docker"),
      ProviderAddress(namespace: "fly-apps", type: "fly"),
    ]
      + [
        "archive", "azurerm", "cloudinit", "external", "http", "kubernetes", "local", "null", "random",
        "time", "tls",
      ].map { ProviderAddress(impliedBy: $0) })

  /// The platforms on which objects can be marked.
  static let platforms = [
    "azure": ProviderAddress(namespace: "hashicorp", type: "azurerm"),
    "docker": ProviderAddress(namespace: "kreuzwerker", type: "docker"),
    "fly": ProviderAddress(namespace: "fly-apps", type: "fly"),
  ]

  /// The types of machines into which files can be laid.
  private static let receivers: Set<String> = [
    "azurerm_container_group", "docker_container", "fly_machine", "kubernetes_pod", "kubernetes_pod_v1",
    "kubernetes_deployment", "kubernetes_deployment_v1", "kubernetes_stateful_set",
    "kubernetes_stateful_set_v1", "kubernetes_daemonset", "kubernetes_daemon_set_v1", "kubernetes_job",
    "kubernetes_job_v1",
  ]

  /// How agents get what they run: by delivery, where the configuration has a machine that takes any. All
  /// other machines have to find it in their init scripts.
  static func agentSupply(for root: ModuleConfig) -> AgentSupply {
    let delivers = root.resources.keys.contains { $0.mode == .managed && receivers.contains($0.type) }
    if delivers { return .delivered(patience: .seconds(60)) }
    return root.children.values.lazy.map(agentSupply).first { $0 != .embedded } ?? .embedded
  }

  /// Whether a provider is part of the program, from whatever registry it is wanted.
  static func has(_ address: ProviderAddress) -> Bool {
    namespaces.contains(address.namespace) && types.contains(address.type)
  }

  private static let types = Set(addresses.map(\.type))

  func makeProvider(_ address: ProviderAddress) async throws -> any Provider {
    if Self.has(address), let provider = builtIn(address.type) { return provider }
    throw ProviderError(.notFound, "The provider \(address.shortDescription) is not built in.")
  }

  private func builtIn(_ type: String) -> (any Provider)? {
    switch type {
    case "archive": BuiltInProvider(ArchiveProvider())
    case "azurerm": BuiltInProvider(AzureProvider(environment: environment, http: http))
    case "cloudinit": BuiltInProvider(CloudinitProvider())
    case "coder": BuiltInProvider(CoderProvider(coder))
    case "docker": BuiltInProvider(DockerProvider(environment: environment, http: http))
    case "envbuilder": BuiltInProvider(EnvbuilderProvider())
    case "external": BuiltInProvider(ExternalProvider(environment: environment))
    case "fly": BuiltInProvider(FlyProvider(environment: environment, http: http))
    case "http": BuiltInProvider(HTTPProvider(environment: environment))
    case "kubernetes": BuiltInProvider(KubernetesProvider(environment: environment, http: http))
    case "local": BuiltInProvider(LocalProvider(environment: environment))
    case "null": BuiltInProvider(NullProvider())
    case "random": BuiltInProvider(RandomProvider())
    case "terraform":
      BuiltInProvider(
        TerraformProvider {
          [states = RemoteStates(environment: environment, http: http, codec: remoteStateCodec)] in
          try await states.outputs($0)
        })
    case "time": BuiltInProvider(TimeProvider())
    case "tls": BuiltInProvider(TLSProvider(environment: environment))
    default: nil
    }
  }
}
