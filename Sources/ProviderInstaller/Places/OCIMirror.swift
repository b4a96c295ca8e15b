import Addresses
import Language
import ProviderKit
import Values

/// Repositories of an OCI registry that hold providers, as OpenTofu's `oci_mirror` names them
/// (opentofu.org/docs/cli/oci_registries/provider-mirror, 2026-11). Each version is a tag, which leads to an index with a manifest
/// for each platform; that leads to the package, a zip file.
struct OCIMirror: PackagePlace {
  /// `example.com/providers/${namespace}/${type}`.
  let template: String
  let web: WebAnswers
  let credentials: RepositoryCredentials

  var description: String { template }

  func versions(of provider: ProviderPlatform) async throws(InstallError) -> [Version] {
    var repository = try repository(of: provider)
    // A tag cannot have the sign that build metadata of a version begin with.
    return try await repository.tags().compactMap { Version($0.replacing("_", with: "+")) }
  }

  func offer(_ provider: ProviderPlatform, _ version: Version) async throws(InstallError) -> PackageOffer {
    var repository = try repository(of: provider)
    let index = try await repository.manifest("\(version)".replacing("+", with: "_"))
    guard index?["artifactType"]?.asString == Self.indexType,
      let target = index?["manifests"]?.elements?.first(where: { Self.isTarget($0, provider.platform) }),
      let digest = target["digest"]?.asString
    else {
      throw InstallError(
        "\(repository.address) does not have \(provider.address) \(version) for \(provider.platform).")
    }
    let manifest = try await repository.manifest(digest)
    let packages = (manifest?["layers"]?.elements ?? []).filter {
      $0["mediaType"]?.asString == Self.packageType
    }
    guard packages.count == 1, let package = packages[0]["digest"]?.asString, package.hasPrefix("sha256:")
    else {
      throw InstallError(
        "\(repository.address) has \(provider.address) \(version) for \(provider.platform) in a form other than one zip file."
      )
    }
    return PackageOffer(
      content: .download(try repository.url("blobs/\(package)")), authorization: repository.authorization,
      hashes: ["zh:\(package.dropFirst(7))"], proof: "by the word of \(repository.host)")
  }

  private static let indexType = "application/vnd.opentofu.provider"
  private static let targetType = "application/vnd.opentofu.provider-target"
  private static let packageType = "archive/zip"

  private static func isTarget(_ descriptor: JSON, _ platform: Platform) -> Bool {
    descriptor["artifactType"]?.asString == targetType
      && descriptor["platform"]?["os"]?.asString == platform.system
      && descriptor["platform"]?["architecture"]?.asString == platform.architecture
  }

  private func repository(of provider: ProviderPlatform) throws(InstallError) -> OCIRepository {
    let address = provider.address
    let parts = ["hostname": address.host, "namespace": address.namespace, "type": address.type]
    var name = template
    for (part, value) in parts { name = name.replacing("${\(part)}", with: value) }
    return try OCIRepository(name, web, credentials)
  }
}
