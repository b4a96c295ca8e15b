import ProviderAPI

/// The provider's `registry_auth` blocks.
struct RegistrySources {
  private(set) var sources: [RegistryKey: CredentialStore.Source] = [:]
  /// Registries whose address says that they speak HTTP without TLS.
  private(set) var plain: Set<RegistryKey> = []

  init(_ blocks: [DockerConfiguration.RegistryAuth], _ environment: [String: String], _ files: DockerFiles)
    throws
  {
    for block in blocks {
      let key = RegistryKey(block.address)
      sources[key] = Self.source(block, key, environment, files)
      if block.address.hasPrefix("http://") { plain.insert(key) }
    }
  }

  /// nil for what Docker's own configuration says.
  private static func source(
    _ block: DockerConfiguration.RegistryAuth, _ key: RegistryKey, _ environment: [String: String],
    _ files: DockerFiles
  ) -> CredentialStore.Source? {
    if block.authDisabled == true { return .disabled }
    if let content = block.configFileContent?.nonEmpty { return .content(content) }
    let user = block.username?.nonEmpty ?? environment["DOCKER_REGISTRY_USER"]?.nonEmpty
    if let user {
      let password = block.password ?? environment["DOCKER_REGISTRY_PASS"] ?? ""
      return .credential(
        RegistryCredential(serverAddress: key.serverAddress, secret: .password(user: user, password)))
    }
    return block.configFile?.nonEmpty.map { .file(path: files.expanding($0)) }
  }
}
