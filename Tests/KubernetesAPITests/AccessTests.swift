import ProviderAPI
import ProviderKit
import ProviderTestKit
import TestSupport
import Testing
import Values

@testable import KubernetesAPI

/// The ways to a cluster, and through what can go wrong on them.
@Suite(.timeLimit(.minutes(1))) struct AccessTests {
  private func client(_ paths: [String], _ environment: [String: String] = [:]) throws -> KubernetesClient {
    var settings = ClusterSettings()
    settings.configPaths = paths
    var http = HTTPClient.Configuration()
    http.retry = .never
    var environment = environment
    environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    return KubernetesClient(try ClusterAccess(settings, environment: environment, http: http))
  }

  private func kubeconfig(_ server: String, user: String, more: String = "") -> String {
    """
    apiVersion: v1
    kind: Config
    current-context: main
    contexts: [{name: main, context: {cluster: main, user: main, namespace: team}}]
    clusters: [{name: main, cluster: {server: "\(server)"\(more)}}]
    users: [{name: main, user: {\(user)}}]
    """
  }

  @Test func `of several files the first that names something counts, and paths are relative to theirs`()
    throws
  {
    let folder = TemporaryDirectory([
      "a/config": """
      current-context: blue
      clusters: [{name: one, cluster: {server: "https://one.test", certificate-authority: ca.pem}}]
      """, "a/ca.pem": "of a",
      "b/config": """
      current-context: red
      contexts:
      - {name: blue, context: {cluster: one, user: ada, namespace: team}}
      - {name: red, context: {cluster: two, user: ada}}
      clusters:
      - {name: one, cluster: {server: "https://other.test"}}
      - {name: two, cluster: {server: "https://two.test"}}
      users: [{name: ada, user: {token: secret}}]
      """,
    ])
    let paths = ["a/config", "none", "b/config"].map { "\(folder.path)/\($0)" }
    let access = try client(paths).connection.access
    #expect("\(access.url)" == "https://one.test/")
    #expect(access.namespace == "team")
    #expect(access.cluster.authority == Array("of a".utf8))

    var settings = ClusterSettings()
    settings.configPaths = paths
    settings.context = "red"
    let other = try ClusterAccess(settings, environment: [:], http: HTTPClient.Configuration())
    #expect("\(other.url)" == "https://two.test/")
    settings.context = "green"
    let error = #expect(throws: ProviderError.self) {
      try ClusterAccess(settings, environment: [:], http: HTTPClient.Configuration())
    }
    #expect(error?.message.contains("There are: \"blue\", \"red\".") == true)
  }

  @Test func `a login program is asked again when the cluster refuses what it gave`() async throws {
    let simulator = try await Simulator("kubernetes", ["--token", "token-2"])
    let folder = TemporaryDirectory()
    folder.write(
      "login",
      """
      #!/bin/sh
      echo run >>\(folder.path)/runs
      echo "{\\"apiVersion\\": \\"client.authentication.k8s.io/v1\\", \\"kind\\": \\"ExecCredential\\",
        \\"status\\": {\\"token\\": \\"token-$(wc -l <\(folder.path)/runs | tr -d ' ')\\"}}"
      """)
    let login =
      "exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [\(folder.path)/login]}"
    folder.write("config", kubeconfig(simulator.url, user: login))
    let client = try client(["\(folder.path)/config"])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<5 { group.addTask { _ = try await client.get("/version") } }
      try await group.waitForAll()
    }
    #expect(folder.read("runs") == "run\nrun\n")
    try await simulator.control(.post, "token", ["token": "another"])
    let error = await #expect(throws: ProviderError.self) { try await client.get("/version") }
    #expect(error?.code == .denied)
  }

  @Test func `a token's file is read again when its token is not taken any more`() async throws {
    let simulator = try await Simulator("kubernetes", ["--token", "first"])
    let folder = TemporaryDirectory(["token": "first\n"])
    folder.write("config", kubeconfig(simulator.url, user: "tokenFile: \(folder.path)/token"))
    let client = try client(["\(folder.path)/config"])
    _ = try await client.get("/version")
    folder.write("token", "second\n")
    try await simulator.control(.post, "token", ["token": "second"])
    #expect(try await client.get("/version")["major"] == "1")
  }

  @Test func `a cluster proves itself by its authority, and a client by its certificate`() async throws {
    let simulator = try await Simulator("kubernetes")
    let relay = try await TLSRelay(to: String(simulator.url.split(separator: ":").last ?? ""))
    let stranger = try await TLSRelay(to: "1")
    let folder = TemporaryDirectory()
    for (name, relay) in [("right", relay), ("wrong", stranger)] {
      for file in ["authority.pem", "client.pem", "client.key"] {
        folder.write("\(name)/\(file)", bytes: relay.file(file))
      }
    }
    let user = "client-certificate: right/client.pem, client-key: right/client.key"
    for name in ["right", "wrong"] {
      folder.write(
        "\(name).config",
        kubeconfig(
          "https://127.0.0.1:\(relay.port)", user: user,
          more: ", certificate-authority: \(name)/authority.pem"))
    }
    #expect(try await client(["\(folder.path)/right.config"]).get("/version")["major"] == "1")
    let error = await #expect(throws: ProviderError.self) {
      try await client(["\(folder.path)/wrong.config"]).get("/version")
    }
    #expect(error?.code == .denied)
    #expect(error?.message.contains("There is no secure connection to the cluster") == true)
  }

  @Test func `an answer that comes slowly is waited for`() async throws {
    let simulator = try await Simulator("kubernetes")
    let fault: JSON = ["path": "/api/v1/namespaces", "slow": .number(Number("0.1") ?? 1)]
    try await simulator.control(.post, "faults", fault)
    var settings = ClusterSettings()
    settings.host = simulator.url
    let client = KubernetesClient(
      try ClusterAccess(settings, environment: [:], http: HTTPClient.Configuration()))
    #expect(try await client.list(ObjectPath("v1", "namespaces")).items.count == 2)
  }
}
