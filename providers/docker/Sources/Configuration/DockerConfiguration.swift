import ProviderKit
import Values

/// The `provider "docker"` block.
public struct DockerConfiguration: Codable, Sendable {
  struct RegistryAuth: Codable, Sendable {
    var address: String
    var username: String?
    var password: String?
    var configFile: String?
    var configFileContent: String?
    var authDisabled: Bool?
  }

  var host: String?
  var context: String?
  var sshOpts: [String]?
  var caMaterial: String?
  var certMaterial: String?
  var keyMaterial: String?
  var certPath: String?
  var registryAuth: [RegistryAuth]?
  var disableDockerDaemonCheck: Bool?

  static let schema = ResourceSchema(
    "Containers, images, volumes and networks of a Docker engine.",
    .argument("host", .string, "Where the engine listens; as the `docker` command finds it if unset."),
    .argument("context", .string, "The Docker context that says where the engine listens; wins over `host`."),
    .argument("ssh_opts", .list(.string), "Options for `ssh`. Hosts over SSH are not supported yet."),
    .argument("ca_material", .string, "The engine's certificate authority, in PEM."),
    .argument("cert_material", .string, "The client's certificate, in PEM."),
    .argument("key_material", .string, sensitive: true, "The client's private key, in PEM."),
    .argument("cert_path", .string, "A folder with `ca.pem`, `cert.pem` and `key.pem`."),
    .blocks("registry_auth", .set, registryAuth),
    .argument(
      "disable_docker_daemon_check", .bool, .defaulted(.bool(false)),
      "Accepted for compatibility: the engine is called only when something needs it."))

  private static let registryAuth = ResourceSchema(
    "The credentials for one registry.",
    .argument("address", .string, .required, rules: [.notEmpty], "The registry's address."),
    .argument("username", .string, "The user; the environment's `DOCKER_REGISTRY_USER` if unset."),
    .argument(
      "password", .string, sensitive: true, "The password; the environment's `DOCKER_REGISTRY_PASS` if unset."
    ),
    .argument("config_file", .string, "A file in the form of Docker's `config.json`, which is the default."),
    .argument("config_file_content", .string, "The content of such a file."),
    .argument("auth_disabled", .bool, .defaulted(.bool(false)), "Whether the registry needs no credentials."))
}
