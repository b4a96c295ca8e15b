import Addresses
import Language

/// The places where a provider may be had, in the order in which they are asked.
struct PlaceList: Sendable {
  private let methods: [(method: InstallationMethod, place: any PackagePlace)]
  private let implied: [FolderMirror]
  private let registry: ProviderRegistry

  init(_ settings: ProviderInstaller.Settings, _ web: WebAnswers) throws(InstallError) {
    registry = ProviderRegistry(
      web: web, signatures: SignatureCheck(environment: settings.environment),
      services: settings.configuration.services)
    var methods: [(InstallationMethod, any PackagePlace)] = []
    for method in settings.configuration.methods ?? [] {
      switch method.place {
      case .folder(let path): methods.append((method, FolderMirror(path: path)))
      case .mirror(let url): methods.append((method, try NetworkMirror(url, web)))
      case .registry: methods.append((method, registry))
      case .repositories(let template):
        methods.append(
          (method, OCIMirror(template: template, web: web, credentials: settings.configuration.repositories)))
      }
    }
    self.methods = methods
    implied = settings.configuration.methods == nil ? Self.impliedMirrors(settings.environment) : []
  }

  /// The folders that are looked into when the user says nothing (Terraform's documentation, "Implied Local Mirror
  /// Directories"). What is in one of them is not asked for in registries.
  private static func impliedMirrors(_ environment: [String: String]) -> [FolderMirror] {
    let home = environment["HOME"] ?? ""
    let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.local/share"
    let shared =
      environment["XDG_DATA_DIRS"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/local/share:/usr/share"
    let folders = ["terraform.d/plugins", "\(home)/.terraform.d/plugins", "\(data)/terraform/plugins"]
    return (folders + shared.split(separator: ":").map { "\($0)/terraform/plugins" })
      .map { FolderMirror(path: $0) }
  }

  func places(for provider: ProviderPlatform) -> [any PackagePlace] {
    guard methods.isEmpty else {
      return methods.filter { $0.method.serves(provider.address) }.map(\.place)
    }
    let mirrors = implied.filter { $0.has(provider) }
    return mirrors.isEmpty ? [registry] : mirrors
  }
}
