import ProviderAPI
import ProviderKit
import Testing

@testable import ProviderDocker

@Suite(
  .enabled(if: LiveRegistry.isEnabled, "\(LiveEngine.absence), or no docker-registry"),
  .timeLimit(.minutes(3)))
struct RegistryLiveTests {
  @Test func `an image is pushed, found by its digest, pulled and deleted`() async throws {
    try await LiveRegistry.with(password: false) { registry in
      let client = try await LiveEngine.client()
      try await LiveImage.require(client)
      let name = "\(registry.address)/team/app:1"
      try await client.engine.tag(LiveImage.name, as: name)
      let images = RegistryImageResource(client: client)
      let pushed = try await images.create(wanted(name), LiveEngine.operation())
      #expect(pushed.id.hasPrefix("sha256:"))
      #expect(try await images.read(id: pushed.id, prior: pushed.object)?.sha256Digest == pushed.id)
      let data = try await RegistryImageDataSource(client: client).read(.init(name: name))
      #expect(data.object.sha256Digest == pushed.id)
      try await pullAgain(name, digest: pushed.id, client)
      try await images.delete(id: pushed.id, pushed.object, LiveEngine.operation())
      #expect(try await images.read(id: pushed.id, prior: pushed.object) == nil)
      await #expect(throws: ProviderError(.notFound, "")) {
        try await RegistryImageDataSource(client: client).read(.init(name: name))
      }
    }
  }

  private func wanted(_ name: String) -> RegistryImageResource.Object {
    RegistryImageResource.Object(name: name, keepRemotely: false, insecureSkipVerify: false)
  }

  /// Removes the engine's copy and gets it back from the registry.
  private func pullAgain(_ name: String, digest: String, _ client: DockerClient) async throws {
    let images = ImageResource(client: client)
    try await client.engine.api.delete("/images/\(path: name)")
    let pulled = try await images.create(ImageObject(name: name, platform: ""), LiveEngine.operation())
    #expect(pulled.object.repoDigest?.hasSuffix("@\(digest)") == true)
    try await images.delete(id: pulled.id, pulled.object, LiveEngine.operation())
  }

  @Test func `credentials are sent to a registry that wants them, and their absence is explained`()
    async throws
  {
    try await LiveRegistry.with(password: true) { registry in
      let name = "\(registry.address)/team/app:1"
      let stranger = try await LiveEngine.client()
      try await LiveImage.require(stranger)
      try await stranger.engine.tag(LiveImage.name, as: name)
      let refused = await #expect(throws: ProviderError.self) {
        try await RegistryImageResource(client: stranger).create(wanted(name), LiveEngine.operation())
      }
      #expect(refused?.code == .denied)
      #expect(refused?.message.hasPrefix("Could not push \(name): ") == true)
      let user = try await LiveEngine.client(configuration(registry))
      let images = RegistryImageResource(client: user)
      let pushed = try await images.create(wanted(name), LiveEngine.operation())
      #expect(try await RegistryImageDataSource(client: user).read(.init(name: name)).id == pushed.id)
      await #expect(throws: ProviderError(.denied, "")) {
        try await RegistryImageDataSource(client: stranger).read(.init(name: name))
      }
      try await pullAgain(name, digest: pushed.id, user)
      try await build(from: name, user)
    }
  }

  /// BuildKit cannot log in without a session.
  private func build(from base: String, _ client: DockerClient) async throws {
    try await withFolder(["Dockerfile": "FROM \(base)\n"]) { folder in
      let images = ImageResource(client: client)
      var build = ImageObject.Build(context: folder)
      build.dockerfile = "Dockerfile"
      let wanted = ImageObject(name: LiveEngine.name("built") + ":1", build: [build])
      let created = try await images.create(wanted, LiveEngine.operation())
      try await images.delete(id: created.id, created.object, LiveEngine.operation())
      try await client.engine.api.delete("/images/\(path: base)")
    }
  }

  private func configuration(_ registry: LiveRegistry) -> DockerConfiguration {
    DockerConfiguration(
      registryAuth: [.init(address: "http://\(registry.address)", username: "rcw", password: "secret")])
  }
}
