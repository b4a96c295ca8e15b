import ProviderAPI
import ProviderKit

/// Docker's own folder of the user: `~/.docker`, or where `DOCKER_CONFIG` says.
struct DockerFiles: Sendable {
  /// nil when there is neither `DOCKER_CONFIG` nor a home.
  let folder: String?
  private let home: String?

  init(environment: [String: String]) {
    home = environment["HOME"]?.nonEmpty
    folder = environment["DOCKER_CONFIG"]?.nonEmpty ?? home.map { "\($0)/.docker" }
  }

  /// Where Docker's `config.json` is, whether or not it exists. `DOCKER_CONFIG` may also name a file.
  var configPath: String? {
    guard let folder else { return nil }
    return folder.hasSuffix(".json") ? folder : "\(folder)/config.json"
  }

  /// Empty when there is none.
  func config() throws -> DockerConfigFile {
    guard let configPath, let bytes = try LocalFile.read(configPath) else { return .empty }
    return try DockerConfigFile(parsing: bytes, name: configPath)
  }

  /// - Parameter folder: nil fails.
  func certificates(in folder: String) throws -> TLSConfiguration {
    var tls = TLSConfiguration()
    tls.authorities = try LocalFile.read("\(expanding(folder))/ca.pem")
    let certificate = try LocalFile.read("\(expanding(folder))/cert.pem")
    let key = try LocalFile.read("\(expanding(folder))/key.pem")
    if let certificate, let key {
      tls.identity = TLSConfiguration.Identity(certificate: certificate, key: key)
    }
    guard tls.authorities != nil || tls.identity != nil else {
      throw ProviderError(.invalid, "There are no certificates (ca.pem, cert.pem, key.pem) in \(folder).")
    }
    return tls
  }

  /// The path with `~/` replaced by the home.
  func expanding(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home else { return path }
    return home + path.dropFirst()
  }
}
