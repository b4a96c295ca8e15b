import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderUtility

struct EnvbuilderProviderTests {
  private static let arguments: KeyedValues = [
    "builder_image": .string("ghcr.io/coder/envbuilder:latest"),
    "cache_repo": .string("localhost:5000/cache"),
    "git_url": .string("https://example.com/repo"),
  ]

  @Test func `a cached image lives and dies`() async throws {
    var trial = ResourceTrial(
      "envbuilder_cached_image", of: try await BuiltInProvider.configured(EnvbuilderProvider()),
      Self.arguments,
      replacing: Self.arguments.with("verbose", .bool(true)))
    trial.isOnlyRecorded = true
    trial.importID = nil
    try await trial.verify()
  }

  @Test func `the environment holds the options that say anything, and all other variables`() {
    let object = CachedImageResource.Object(
      builderImage: "builder", cacheRepo: "cache", gitUrl: "git", cacheTtlDays: 0, exitOnBuildFailure: true,
      extraEnv: [
        "ENVBUILDER_GIT_URL": "other", "ENVBUILDER_PUSH_IMAGE": "1", "ENVBUILDER_INIT_SCRIPT": "sleep",
        "ENVBUILDER_DOCKER_CONFIG_BASE64": "", "ENVBUILDER_VERBOSE": "false", "CODER_AGENT_TOKEN": "t",
        "EMPTY": "", "ZERO": "0",
      ], ignorePaths: ["/a", "/b"], insecure: false, verbose: true)
    #expect(
      object.environment == [
        "ENVBUILDER_CACHE_REPO": "cache", "ENVBUILDER_GIT_URL": "git", "ENVBUILDER_PUSH_IMAGE": "true",
        "ENVBUILDER_EXIT_ON_BUILD_FAILURE": "true", "ENVBUILDER_INIT_SCRIPT": "sleep",
        "ENVBUILDER_IGNORE_PATHS": "/a,/b", "ENVBUILDER_REMOTE_REPO_BUILD_MODE": "true",
        "CODER_AGENT_TOKEN": "t", "EMPTY": "", "ZERO": "0",
      ])
  }
}

extension KeyedValues {
  fileprivate func with(_ key: String, _ value: Value) -> KeyedValues {
    var copy = self
    copy[key] = value
    return copy
  }
}
