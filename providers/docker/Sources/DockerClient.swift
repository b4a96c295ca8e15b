/// What the provider's resources work with: the engine, and the registries behind it.
public struct DockerClient: Sendable {
  let engine: DockerEngine
  let registry: RegistryClient
  let credentials: CredentialStore
}
