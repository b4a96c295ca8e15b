import ProviderAPI
import ProviderKit
import Testing

@testable import ProviderDocker

@Suite struct EngineLocationTests {
  private func endpoint(_ host: String? = nil, _ environment: [String: String] = [:]) throws -> EngineEndpoint
  {
    let files = DockerFiles(environment: environment)
    let configuration = DockerConfiguration(host: host)
    return try EngineLocation(configuration: configuration, environment: environment, files: files).endpoint()
  }

  @Test func `the provider wins over the environment, and that over the usual place`() throws {
    #expect(try endpoint().url.socketPath == "/var/run/docker.sock")
    #expect(try endpoint(nil, ["DOCKER_HOST": "unix:///run/a.sock"]).url.socketPath == "/run/a.sock")
    #expect(
      try endpoint("unix:///run/b.sock", ["DOCKER_HOST": "unix:///run/a.sock"]).url.socketPath
        == "/run/b.sock")
  }

  @Test(arguments: [
    ("tcp://build:1234", "http://build:1234"), ("tcp://build", "http://build:2375"),
    ("https://build/prefix", "https://build:2376/prefix"), ("tcp://[::1]:99", "http://[::1]:99"),
    ("tcp://:2375", "http://127.0.0.1:2375"), ("http://h:1/", "http://h:1"),
  ])
  func `network addresses get Docker's ports`(_ host: String, _ url: String) throws {
    let text = try endpoint(host).url.text
    #expect(text == url || text == url + "/")
  }

  @Test(arguments: [
    "docker.sock", "unix://relative", "npipe:////./pipe/docker", "tcp://h:port", "tcp://h:99999999",
  ])
  func `what is no address is refused with the forms that are`(_ host: String) {
    let error = #expect(throws: ProviderError.self) { try endpoint(host) }
    #expect(error?.code == .invalid)
    #expect(error?.message.contains(host) == true)
  }

  @Test func `an engine over ssh is refused with a way to reach it`() {
    let error = #expect(throws: ProviderError.self) { try endpoint("ssh://me@build") }
    #expect(error?.message.contains("ssh -nNT -L") == true)
  }

  @Test func `certificates come together or not at all`() throws {
    let configuration = DockerConfiguration(
      host: "tcp://h:1", caMaterial: "CA", certMaterial: "C", keyMaterial: "K")
    let location = {
      EngineLocation(configuration: $0, environment: [:], files: DockerFiles(environment: [:]))
    }
    let endpoint = try location(configuration).endpoint()
    #expect(endpoint.url.isSecure)
    #expect(endpoint.tls.identity == .init(certificate: Array("C".utf8), key: Array("K".utf8)))
    #expect(endpoint.tls.authorities == Array("CA".utf8))
    #expect(endpoint.tls.verifiesServer)
    let half = DockerConfiguration(host: "tcp://h:1", certMaterial: "C")
    #expect(throws: ProviderError(.invalid, "")) { try location(half).endpoint() }
  }

  @Test func `a context that does not exist is named`() {
    let error = #expect(throws: ProviderError.self) {
      try endpoint(nil, ["DOCKER_CONTEXT": "nowhere", "HOME": "/nonexistent"])
    }
    #expect(error?.code == .notFound)
    #expect(error?.message.contains("nowhere") == true)
  }

  @Test func `a context says where the engine is, the chosen one too`() async throws {
    let files = [
      ".docker/config.json": #"{"currentContext":"colima"}"#,
      ".docker/contexts/meta/1/meta.json":
        #"{"Name":"colima","Endpoints":{"docker":{"Host":"unix:///run/colima.sock"}}}"#,
      ".docker/contexts/meta/2/meta.json":
        #"{"Name":"build","Endpoints":{"docker":{"Host":"tcp://build:2376","SkipTLSVerify":true}}}"#,
      ".docker/contexts/meta/3/meta.json": "not json", ".docker/contexts/tls/2/docker/ca.pem": "CA",
    ]
    try await withFolder(files) { home in
      let chosen = try endpoint(nil, ["HOME": home])
      #expect(chosen.url.socketPath == "/run/colima.sock")
      let named = try endpoint(nil, ["HOME": home, "DOCKER_CONTEXT": "build"])
      #expect(named.url.text.hasPrefix("https://build:2376"))
      #expect(named.tls.authorities == Array("CA".utf8))
      #expect(!named.tls.verifiesServer)
      let usual = try endpoint(nil, ["HOME": home, "DOCKER_CONTEXT": "default"])
      #expect(usual.url.socketPath == "/var/run/docker.sock")
      let configured = try endpoint("unix:///run/own.sock", ["HOME": home, "DOCKER_CONTEXT": "build"])
      #expect(configured.url.socketPath == "/run/own.sock")
    }
  }

  @Test func `certificates in a folder are used as docker uses them`() async throws {
    let files = ["ca.pem": "CA", "cert.pem": "C", "key.pem": "K"]
    try await withFolder(files) { folder in
      let environment = ["DOCKER_HOST": "tcp://h", "DOCKER_CERT_PATH": folder]
      let endpoint = try endpoint(nil, environment)
      #expect(endpoint.url.text.hasPrefix("https://h:2376"))
      #expect(endpoint.tls.identity == .init(certificate: Array("C".utf8), key: Array("K".utf8)))
      #expect(endpoint.tls.verifiesServer)
      let unverified = try self.endpoint(
        nil, environment.merging(["DOCKER_TLS_VERIFY": ""]) { _, new in new })
      #expect(!unverified.tls.verifiesServer)
    }
  }
}
