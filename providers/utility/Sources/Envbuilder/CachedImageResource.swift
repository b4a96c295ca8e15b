import ProviderAPI
import ProviderKit
import Values

/// `envbuilder_cached_image`: the image for a container that envbuilder builds, and its environment.
///
/// Whether the registry holds the image for a commit can only be told by building its layers' keys, which is
/// envbuilder's own work. So the builder image is the answer always: the builder in it finds the layers that
/// the registry has, and does not build them again. The public provider gives the same answer, under the same
/// id, where it does not find an image.
///
/// Schema: coder/envbuilder 1.1.
struct CachedImageResource: RecordedResource {
  static let type = "envbuilder_cached_image"
  static let schema = ResourceSchema(
    "The image for a container that envbuilder builds, and its environment.",
    members: required + builder + git + computed)

  private static let required: [ResourceSchema.Member] = [
    .argument(
      "builder_image", .string, .required, requiresReplace: true, "The image with envbuilder in it."),
    .argument(
      "cache_repo", .string, .required, requiresReplace: true,
      "The repository of a registry in which envbuilder keeps layers and images."),
    .argument(
      "git_url", .string, .required, requiresReplace: true,
      "The Git repository with the dev container's description, or a Dockerfile."),
  ]

  private static let builder: [ResourceSchema.Member] = [
    option("base_image_cache_dir", "A folder in which the base image can be found."),
    option("build_context_path", "The build context, seen from the workspace folder."),
    option("cache_ttl_days", .number, "For how many days layers in the cache are good."),
    option("devcontainer_dir", "The folder of devcontainer.json; .devcontainer if unset."),
    option("devcontainer_json_path", "The devcontainer.json to use in place of the repository's."),
    option("docker_config_base64", "A Docker configuration file, for access to registries, in Base64."),
    option("dockerfile_path", "A Dockerfile to build in place of a dev container."),
    option("exit_on_build_failure", .bool, "Whether a build that fails ends the container."),
    .argument(
      "extra_env", .map(.string), requiresReplace: true,
      "More environment variables for the container, options of envbuilder among them."),
    option("fallback_image", "The image to use when none is described, or when the build fails."),
    option("ignore_paths", .list(.string), "Paths that the build leaves alone."),
    option("insecure", .bool, "Whether certificates are not checked."),
    option("remote_repo_build_mode", .bool, "Whether the repository counts, not the files in the workspace."),
    option("ssl_cert_base64", "A certificate to trust, in Base64."),
    option("verbose", .bool, "Whether envbuilder tells more."),
    option("workspace_folder", "Where the repository is cloned to."),
  ]

  private static let git: [ResourceSchema.Member] = [
    option("git_clone_depth", .number, "How many commits are cloned."),
    option("git_clone_single_branch", .bool, "Whether one branch only is cloned."),
    option("git_http_proxy_url", "The proxy for Git."),
    .argument(
      "git_password", .string, requiresReplace: true, sensitive: true, "The password for Git."),
    option("git_ssh_private_key_path", "The file with the SSH key for Git."),
    option("git_username", "The user name for Git."),
  ]

  private static let computed: [ResourceSchema.Member] = [
    .computed("env", .list(.string), sensitive: true, "The container's environment, as NAME=VALUE."),
    .computed("env_map", .map(.string), sensitive: true, "The container's environment, by name."),
    .computed("exists", .bool, "Whether image is one that was built before."),
    .computed("image", .string, "The image for the container."),
  ]

  private static func option(
    _ name: String, _ type: ValueType, _ summary: String
  ) -> ResourceSchema.Member { .argument(name, type, requiresReplace: true, summary) }

  private static func option(_ name: String, _ summary: String) -> ResourceSchema.Member {
    option(name, .string, summary)
  }

  struct Object: Codable {
    var builderImage: String
    var cacheRepo: String
    var gitUrl: String
    var baseImageCacheDir: String?
    var buildContextPath: String?
    var cacheTtlDays: Int?
    var devcontainerDir: String?
    var devcontainerJsonPath: String?
    var dockerConfigBase64: String?
    var dockerfilePath: String?
    var exitOnBuildFailure: Bool?
    var extraEnv: [String: String]?
    var fallbackImage: String?
    var ignorePaths: [String]?
    var insecure: Bool?
    var remoteRepoBuildMode: Bool?
    var sslCertBase64: String?
    var verbose: Bool?
    var workspaceFolder: String?
    var gitCloneDepth: Int?
    var gitCloneSingleBranch: Bool?
    var gitHttpProxyUrl: String?
    var gitPassword: String?
    var gitSshPrivateKeyPath: String?
    var gitUsername: String?
    var env: [String]?
    var envMap: [String: String]?
    var exists: Bool?
    var image: String?
  }

  let client: NoClient

  /// What the public provider calls an image that was not found.
  private static let missing = "00000000-0000-0000-0000-000000000000"

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    var object = wanted
    let environment = wanted.environment
    object.envMap = environment
    object.env = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    object.exists = false
    object.image = wanted.builderImage
    return Created(id: Self.missing, object)
  }
}
