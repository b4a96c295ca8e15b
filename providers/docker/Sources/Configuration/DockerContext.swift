import ProviderAPI
import ProviderKit
import Values

/// A Docker context: a named engine, stored in `contexts/meta/ID/meta.json` with its certificates in
/// `contexts/tls/ID/docker/` (docker/cli `cli/context/store`).
struct DockerContext {
  var host: String
  /// nil when the context has no certificates.
  var tls: TLSConfiguration?
  var skipsVerification: Bool

  /// The context that stands for having none.
  static let defaultName = "default"

  static func find(_ name: String, _ files: DockerFiles) throws -> DockerContext {
    guard let folder = files.folder else {
      throw ProviderError(
        .notFound, "There is no Docker context \"\(name)\": neither HOME nor DOCKER_CONFIG is set.")
    }
    for id in try LocalFile.names(in: "\(folder)/contexts/meta") {
      guard let bytes = try LocalFile.read("\(folder)/contexts/meta/\(id)/meta.json"),
        let meta = try? JSON.parse(bytes), meta["Name"]?.asString == name
      else { continue }
      return try DockerContext(meta, name, certificates: "\(folder)/contexts/tls/\(id)/docker", files)
    }
    throw ProviderError(
      .notFound,
      "There is no Docker context \"\(name)\" in \(folder)/contexts. These exist:\n    docker context ls")
  }

  private init(_ meta: JSON, _ name: String, certificates: String, _ files: DockerFiles) throws {
    guard let endpoint = meta["Endpoints"]?["docker"], let host = endpoint["Host"]?.asString?.nonEmpty else {
      throw ProviderError(.invalid, "The Docker context \"\(name)\" does not say where its engine listens.")
    }
    self.host = host
    skipsVerification = endpoint["SkipTLSVerify"]?.asBool ?? false
    let hasCertificates = try !LocalFile.names(in: certificates).isEmpty
    tls = hasCertificates ? try files.certificates(in: certificates) : nil
  }
}
