import Addresses
import TestSupport
import Testing

@testable import ProviderInstaller

@Suite struct CLIConfigurationTests {
  private func configuration(
    _ text: String, name: String = "cli.tfrc", _ environment: [String: String] = [:]
  ) throws -> CLIConfiguration {
    let folder = TemporaryDirectory([name: text])
    let path = "\(folder.path)/\(name)"
    return try withExtendedLifetime(folder) {
      try CLIConfiguration(
        environment: environment.merging(
          ["TF_CLI_CONFIG_FILE": path, "HOME": "/nowhere"], uniquingKeysWith: { given, _ in given }))
    }
  }

  @Test func `methods keep their order and their patterns`() throws {
    let methods = try #require(
      try configuration(
        """
        provider_installation {
          filesystem_mirror {
            path    = "/mirror"
            include = ["example.com/*/*"]
          }
          direct { exclude = ["example.com/*/*"] }
        }
        """
      ).methods)
    let example = try #require(ProviderAddress(source: "example.com/a/b"))
    let other = try #require(ProviderAddress(source: "a/b"))
    #expect(methods.map(\.place) == [.folder("/mirror"), .registry])
    #expect(methods.map { $0.serves(example) } == [true, false])
    #expect(methods.map { $0.serves(other) } == [false, true])
    #expect(!methods[0].names(example))
  }

  @Test func `the same in JSON`() throws {
    let read = try configuration(
      """
      {"provider_installation": {"network_mirror": {"url": "https://m/", "include": ["a/b"]}},
       "credentials": {"h.example": {"token": "t"}}}
      """, name: "cli.tfrc.json")
    let address = try #require(ProviderAddress(source: "a/b"))
    #expect(read.methods?.map(\.place) == [.mirror("https://m/")])
    #expect(read.methods?[0].names(address) == true)
    #expect(read.tokens == ["h.example": "t"])
  }

  @Test func `repositories of OCI registries are a method, with logins of their own`() throws {
    let read = try configuration(
      """
      provider_installation {
        oci_mirror {
          repository_template = "h.example/p/${namespace}/${type}"
          include             = ["registry.opentofu.org/*/*"]
        }
      }
      oci_credentials "h.example" { access_token = "general" }
      oci_credentials "h.example/p/a" {
        username = "u"
        password = "p"
      }
      """)
    #expect(read.methods?.map(\.place) == [.repositories("h.example/p/${namespace}/${type}")])
    #expect(read.repositories.login(for: "h.example/p/a/b") == .password(user: "u", "p"))
    #expect(read.repositories.login(for: "h.example/p/ab") == .token("general"))
    #expect(read.repositories.login(for: "h.example.org/p") == nil)
  }

  @Test(arguments: [("", RepositoryLogin.password(user: "ann", "s:cret")), ("false", nil)])
  func `logins of other tools count, unless the user says no`(word: String, login: RepositoryLogin?) throws {
    let folder = TemporaryDirectory([
      "config.json": #"{"auths": {"h.example": {"auth": "YW5uOnM6Y3JldA=="}, "x": {"auth": "?"}}}"#
    ])
    let text = word.isEmpty ? "" : "oci_default_credentials { discover_ambient_credentials = \(word) }"
    let read = try configuration(text, ["DOCKER_CONFIG": folder.path])
    #expect(read.repositories.login(for: "h.example/a") == login)
  }

  @Test func `the environment adds tokens and the cache`() throws {
    let read = try configuration(
      "plugin_cache_dir = \"$X/c\"", ["X": "/x", "TF_TOKEN_a_b__c_com": "t"])
    #expect(read.cacheFolder == "/x/c")
    #expect(read.tokens == ["a.b-c.com": "t"])
    let given = try configuration("plugin_cache_dir = \"/x\"", ["TF_PLUGIN_CACHE_DIR": "/y"])
    #expect(given.cacheFolder == "/y")
  }

  @Test func `a file of our own comes first`() throws {
    let folder = TemporaryDirectory(["ours": "plugin_cache_dir = \"/ours\""])
    let read = try configuration(
      "plugin_cache_dir = \"/theirs\"", ["RCW_CLI_CONFIG_FILE": "\(folder.path)/ours"])
    #expect(read.cacheFolder == "/ours")
  }

  @Test func `a file that is not there says nothing`() throws {
    let read = try CLIConfiguration(environment: ["TF_CLI_CONFIG_FILE": "/nowhere/x", "HOME": "/nowhere"])
    #expect(read.methods == nil)
  }

  @Test(arguments: [
    "provider_installation { hoping {} }", "provider_installation { filesystem_mirror {} }",
    "provider_installation { oci_mirror {} }", "oci_credentials \"h\" { username = \"u\" }",
    "provider_installation { direct { include = [\"a\"] } }", "provider_installation {",
  ])
  func `what cannot be understood is an error`(text: String) {
    #expect(throws: InstallError.self) { try configuration(text) }
  }
}
