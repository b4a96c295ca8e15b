import ProviderKit

/// Where an engine listens.
struct EngineEndpoint: Sendable {
  /// Without a path.
  var url: HTTPURL
  /// As the user wrote it: `unix:///var/run/docker.sock`.
  var name: String
  /// Who said so: `from DOCKER_HOST`.
  var origin: String
  var tls: TLSConfiguration
}
