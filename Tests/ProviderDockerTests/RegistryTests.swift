import Encodings
import ProviderAPI
import Testing

@testable import ProviderDocker

@Suite struct RegistryTests {
  private let file = """
    {"auths": {"https://index.docker.io/v1/": {"auth": "YW5uOnMzY3JldDp4"}, "ghcr.io": {"identitytoken": "t0ken"},
     "r.io": {"username": "bob", "password": "pw"}, "empty.io": {}},
     "credHelpers": {"gcr.io": "gcloud"}, "credsStore": "", "currentContext": "colima"}
    """

  private func store(
    _ sources: [RegistryKey: CredentialStore.Source] = [:], config: String? = nil,
    helper: HelperReply = .nothing
  ) -> CredentialStore {
    let files = ["/config.json": config ?? file]
    return CredentialStore(
      sources: sources, configFile: "/config.json", askHelper: { _, _ in helper },
      readFile: { files[$0].map { Array($0.utf8) } })
  }

  @Test func `Docker's configuration gives passwords, tokens, helpers and the context`() throws {
    let config = try DockerConfigFile(parsing: Array(file.utf8), name: "config.json")
    #expect(config.credentials[RegistryKey("docker.io")]?.secret == .password(user: "ann", "s3cret:x"))
    #expect(config.credentials[RegistryKey("ghcr.io")]?.secret == .identityToken("t0ken"))
    #expect(config.credentials[RegistryKey("r.io")]?.secret == .password(user: "bob", "pw"))
    #expect(config.credentials[RegistryKey("empty.io")] == nil)
    #expect(config.helper(for: RegistryKey("gcr.io")) == "gcloud")
    #expect(config.helper(for: RegistryKey("r.io")) == nil)
    #expect(config.currentContext == "colima")
  }

  @Test(arguments: ["docker.io", "https://index.docker.io/v1/", "registry-1.docker.io", "Docker.IO/ubuntu"])
  func `Docker Hub has one key whatever it is called`(_ address: String) {
    #expect(RegistryKey(address) == RegistryKey("docker.io"))
  }

  @Test func `a registry_auth block wins over Docker's configuration`() async throws {
    let own = RegistryCredential(serverAddress: "r.io", secret: .password(user: "me", "mine"))
    let key = RegistryKey("r.io")
    #expect(try await store([key: .credential(own)]).answer(for: "r.io").credential == own)
    #expect(try await store([key: .disabled]).answer(for: "r.io").credential == nil)
    let content = #"{"auths":{"r.io":{"username":"c","password":"d"}}}"#
    let answer = try await store([key: .content(content)]).answer(for: "r.io")
    #expect(answer.credential?.secret == .password(user: "c", "d"))
    await #expect(throws: ProviderError(.invalid, "")) {
      try await store([key: .file(path: "/absent")]).answer(for: "r.io")
    }
  }

  @Test func `a helper is asked, and its failure explains a refusal`() async throws {
    let config = #"{"credsStore":"desktop"}"#
    let good = try await store(config: config, helper: .credential(user: "u", secret: "s")).answer(
      for: "r.io")
    #expect(good.credential?.secret == .password(user: "u", "s"))
    let token = try await store(config: config, helper: .credential(user: "<token>", secret: "s")).answer(
      for: "r.io")
    #expect(token.credential?.secret == .identityToken("s"))
    let bad = try await store(config: config, helper: .failed("locked")).answer(for: "r.io")
    #expect(bad.credential == nil)
    #expect(bad.problem == "docker-credential-desktop failed: locked")
    let error = ImageSource.explained(ProviderError(.denied, "unauthorized"), "pull r.io/a", bad)
    #expect(error.message == "Could not pull r.io/a: unauthorized\ndocker-credential-desktop failed: locked")
  }

  @Test func `the engine is given credentials as base 64 of JSON`() throws {
    let credential = RegistryCredential(serverAddress: "r.io", secret: .password(user: "ü>?", "p"))
    let bytes = try #require(Base64.urlSafe.decode(credential.headerValue))
    #expect(
      String(decoding: bytes, as: UTF8.self) == #"{"serveraddress":"r.io","username":"ü>?","password":"p"}"#)
  }

  @Test(
    arguments: [
      ("Basic realm=\"r\"", RegistryChallenge.basic),
      (
        #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#,
        .bearer(
          realm: "https://auth.docker.io/token", service: "registry.docker.io",
          scope: "repository:a/b:pull,push")
      ),
      ("bearer realm=https://a/t", .bearer(realm: "https://a/t", service: nil, scope: nil)),
      ("Negotiate x", nil), ("Bearer service=\"x\"", nil),
    ] as [(String, RegistryChallenge?)])
  func `a registry's challenge says where tokens come from`(_ header: String, _ challenge: RegistryChallenge?)
  {
    #expect(RegistryChallenge(header) == challenge)
  }
}
