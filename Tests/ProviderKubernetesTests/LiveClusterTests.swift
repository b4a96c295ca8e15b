import Glibc
import KubernetesAPI
import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderKubernetes

/// The lives of all kinds on a real cluster, in a namespace of their own. What has no namespace has a name of its own.
/// Nothing is left. `scripts/test` runs it on the simulated cluster.
@Suite(.enabled(if: LiveCluster.isWanted, "\(LiveCluster.absence)"), .serialized, .timeLimit(.minutes(10)))
struct LiveClusterTests {
  @Test(arguments: LiveCluster.lives) func `every kind lives on a real cluster`(life: Life) async throws {
    try await LiveCluster.with { cluster in
      let type = life.type
      func config(_ json: JSON) async throws -> KeyedValues {
        try await cluster.provider.config(type, cluster.adapted(json, type))
      }
      var trial = ResourceTrial(type, of: cluster.provider, try await config(life.config))
      if let changed = life.changed { trial.changed = try await config(changed) }
      trial.notImported = ["timeouts", "wait_for_load_balancer", "wait_until_bound"]
      try await trial.verify()
    }
  }

  @Test func `a program runs in a pod of a real cluster`() async throws {
    try await LiveCluster.with { cluster in
      let pod: JSON = [
        "metadata": ["name": "shell", "namespace": .string(cluster.namespace)],
        "spec": [
          "container": [
            ["name": "main", "image": "busybox:1", "command": ["sh", "-c", "echo up; sleep 600"]]
          ]
        ],
      ]
      let type = "kubernetes_pod"
      let object = try await cluster.provider.create(type, try await cluster.provider.config(type, pod))
      let request = ExecutionRequest(
        type: type, object: object, command: ["sh", "-c", "cat; echo aside >&2; exit 7"])
      let process = try #require(try await cluster.provider.execute(request))
      try await process.write(Array("hello".utf8))
      try await process.finishWriting()
      var (output, errors): ([UInt8], [UInt8]) = ([], [])
      while let piece = try await process.read() {
        switch piece {
        case .standard(let bytes): output += bytes
        case .error(let bytes): errors += bytes
        }
      }
      #expect(String(decoding: output, as: UTF8.self) == "hello")
      #expect(String(decoding: errors, as: UTF8.self) == "aside\n")
      #expect(try await process.exitCode() == 7)
      let log = try #require(try await cluster.provider.output(OutputRequest(type: type, object: object)))
      #expect(try await log.read() == .standard(Array("up\n".utf8)))
    }
  }
}

/// The cluster that `KUBE_CONFIG_PATH` and its kind name, when `RCW_LIVE_KUBERNETES=1` says that tests may use it.
struct LiveCluster {
  static let isWanted = variable("RCW_LIVE_KUBERNETES") == "1"
  static let absence = "RCW_LIVE_KUBERNETES is not 1: no real cluster is tried"

  let namespace: String
  let provider: BuiltInProvider<KubernetesProvider>
  private let client: KubernetesClient

  /// Runs `body` with a namespace that is gone afterwards.
  static func with(_ body: (LiveCluster) async throws -> Void) async throws {
    let cluster = try await LiveCluster()
    do { try await body(cluster) } catch {
      try await cluster.clean()
      throw error
    }
    try await cluster.clean()
  }

  private init() async throws {
    let environment = Self.environment
    provider = try await .configured(KubernetesProvider(environment: environment), [:])
    client = KubernetesClient(
      try ClusterAccess(ClusterSettings(), environment: environment, http: HTTPClient.Configuration()))
    namespace = "rcw-test-\(UInt32.random(in: 0 ... .max))"
    _ = try await client.create(
      ObjectPath("v1", "namespaces"), ["metadata": ["name": .string(namespace)]])
  }

  /// Deletes the namespace with all that is in it, and what has none and a name that begins with its name.
  private func clean() async throws {
    for kind in Kind.all where !kind.isNamespaced {
      for item in try await client.list(kind.path).items {
        let name = ObjectID(item).name
        guard name.hasPrefix(namespace) else { continue }
        var path = kind.path
        path.name = name
        try await client.delete(path)
      }
    }
    let path = ObjectPath("v1", "namespaces", name: namespace)
    try await client.delete(path)
    try await client.watch(object: path, timeout: .seconds(300)) {
      $0 == nil || $0?.kind == .deleted ? () : nil
    }
  }

  private static var environment: [String: String] {
    let names = [
      "HOME", "PATH", "KUBE_CONFIG_PATH", "KUBE_CONFIG_PATHS", "KUBE_CTX", "KUBE_HOST", "KUBE_TOKEN",
    ]
    return Dictionary(
      names.compactMap { name in variable(name).map { (name, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  // MARK: What real clusters need

  /// Claims can grow where their class allows it, which is not for these tests to know.
  static let lives = Life.all.map { life in
    var life = life
    if life.type == "kubernetes_persistent_volume_claim" { life.changed = nil }
    return life
  }

  /// The configuration in the namespace, or under a name of its own, with images that run by themselves and without
  /// a wait for load balancers.
  func adapted(_ config: JSON, _ type: String) -> JSON {
    var config = config
    let kind = Kind.all.first { $0.types.contains { "kubernetes_\($0)" == type } }
    if kind?.isNamespaced == true {
      config["metadata"]?["namespace"] = .string(namespace)
    } else {
      let name = config["metadata"]?["name"]?.asString ?? ""
      config["metadata"]?["name"] = .string("\(namespace)-\(name)")
    }
    if config["wait_for_load_balancer"] != nil {
      config["wait_for_load_balancer"] = false
      // Nobody may give it an address at a moment of their own.
      config["spec"]?["ingress_class_name"] = .string("\(namespace)-none")
    }
    // The shell of a job comes to its end by itself; everything else is to stay.
    return type.contains("job") ? config : config.replacing("busybox:1", with: "registry.k8s.io/pause:3.10")
  }
}

extension JSON {
  fileprivate func replacing(_ text: String, with other: String) -> JSON {
    switch self {
    case .null, .bool, .number: self
    case .string(let string): .string(string == text ? other : string)
    case .array(let elements): .array(elements.map { $0.replacing(text, with: other) })
    case .object(let members): .object(members.map { Member($0.key, $0.value.replacing(text, with: other)) })
    }
  }
}
