extension CachedImageResource.Object {
  /// What the container is told: the options that are not at their zero value, and the variables that are not
  /// options. `extra_env` wins, but for the two options that say where the image comes from.
  var environment: [String: String] {
    var environment = options.filter { !["", "false", "0"].contains($0.value) }
    for (name, value) in extraEnv ?? [:] where !Self.fixed.contains(name) {
      guard name.hasPrefix("ENVBUILDER_") || Self.agentOptions.contains(name) else {
        environment[name] = value
        continue
      }
      let spelled = Self.isOn(value) && Self.switches.contains(name) ? "true" : value
      environment[name] = ["", "false", "0"].contains(spelled) ? nil : spelled
    }
    return environment
  }

  /// The arguments of the resource as envbuilder's options.
  private var options: [String: String] {
    let options: [String: String?] = [
      "CACHE_REPO": cacheRepo, "GIT_URL": gitUrl, "BASE_IMAGE_CACHE_DIR": baseImageCacheDir,
      "BUILD_CONTEXT_PATH": buildContextPath, "CACHE_TTL_DAYS": cacheTtlDays.map { "\($0)" },
      "DEVCONTAINER_DIR": devcontainerDir, "DEVCONTAINER_JSON_PATH": devcontainerJsonPath,
      "DOCKER_CONFIG_BASE64": dockerConfigBase64, "DOCKERFILE_PATH": dockerfilePath,
      "EXIT_ON_BUILD_FAILURE": exitOnBuildFailure.map { "\($0)" }, "FALLBACK_IMAGE": fallbackImage,
      "IGNORE_PATHS": ignorePaths?.joined(separator: ","), "INSECURE": insecure.map { "\($0)" },
      "REMOTE_REPO_BUILD_MODE": "\(remoteRepoBuildMode ?? true)", "SSL_CERT_BASE64": sslCertBase64,
      "VERBOSE": verbose.map { "\($0)" }, "WORKSPACE_FOLDER": workspaceFolder,
      "GIT_CLONE_DEPTH": gitCloneDepth.map { "\($0)" },
      "GIT_CLONE_SINGLE_BRANCH": gitCloneSingleBranch.map { "\($0)" }, "GIT_HTTP_PROXY_URL": gitHttpProxyUrl,
      "GIT_PASSWORD": gitPassword, "GIT_SSH_PRIVATE_KEY_PATH": gitSshPrivateKeyPath,
      "GIT_USERNAME": gitUsername,
    ]
    let pairs = options.compactMap { name, value in value.map { ("ENVBUILDER_\(name)", $0) } }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private static let fixed: Set<String> = ["ENVBUILDER_CACHE_REPO", "ENVBUILDER_GIT_URL"]
  private static let agentOptions: Set<String> = [
    "CODER_AGENT_URL", "CODER_AGENT_TOKEN", "CODER_AGENT_SUBSYSTEM",
  ]
  /// Options that are on or off.
  private static let switches: Set<String> = [
    "ENVBUILDER_EXIT_ON_BUILD_FAILURE", "ENVBUILDER_EXIT_ON_PUSH_FAILURE", "ENVBUILDER_FORCE_SAFE",
    "ENVBUILDER_GET_CACHED_IMAGE", "ENVBUILDER_GIT_CLONE_SINGLE_BRANCH", "ENVBUILDER_INSECURE",
    "ENVBUILDER_PUSH_IMAGE", "ENVBUILDER_REMOTE_REPO_BUILD_MODE", "ENVBUILDER_SKIP_REBUILD",
    "ENVBUILDER_VERBOSE",
  ]

  private static func isOn(_ value: String) -> Bool {
    ["1", "t", "T", "TRUE", "true", "True"].contains(value)
  }
}
