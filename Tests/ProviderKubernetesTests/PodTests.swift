import ProviderAPI
import ProviderKit
import ProviderKubernetes
import ProviderTestKit
import TestSupport
import Testing
import Values

/// What runs in pods, reached by the cluster's own ways in.
@Suite(.timeLimit(.minutes(2))) struct PodTests {
  private typealias Kubernetes = BuiltInProvider<KubernetesProvider>

  /// Two containers of which the second is an agent's.
  private static func deployment(_ version: String, command: String = "echo up; exec sleep 600") -> JSON {
    let labels: JSON = ["app": "dev"]
    let containers: JSON = [
      ["name": "side", "image": "side:1", "command": ["sleep", "600"]],
      [
        "name": "dev", "image": .string("dev:\(version)"), "command": ["sh", "-c", .string(command)],
        "env": [["name": "CODER_AGENT_TOKEN", "value": "the-token"]],
      ],
    ]
    return [
      "metadata": ["name": "dev"], "wait_for_rollout": "true",
      "spec": [
        "selector": ["match_labels": labels],
        "template": ["metadata": ["labels": labels], "spec": ["container": containers]],
      ],
    ]
  }

  private let type = "kubernetes_deployment"

  /// Gives `body` a deployment whose containers run.
  private func withDeployment(
    _ flags: [String] = [], command: String = "echo up; exec sleep 600",
    _ body: (SimulatedCluster, Kubernetes, Value) async throws -> Void
  ) async throws {
    let folder = TemporaryDirectory()
    try await SimulatedCluster.with(flags + ["--programs", folder.path]) { cluster in
      let provider = try await cluster.provider()
      let config = try await provider.config(type, Self.deployment("1", command: command))
      try await body(cluster, provider, try await provider.create(type, config))
    }
  }

  private func texts(of source: any OutputSource) async throws -> (output: String, error: String) {
    var (output, error): ([UInt8], [UInt8]) = ([], [])
    while let piece = try await source.read() {
      switch piece {
      case .standard(let bytes): output += bytes
      case .error(let bytes): error += bytes
      }
    }
    return (String(decoding: output, as: UTF8.self), String(decoding: error, as: UTF8.self))
  }

  private func start(
    _ command: [String], _ provider: Kubernetes, _ object: Value,
    _ adjust: (inout ExecutionRequest) -> Void = { _ in }
  ) async throws -> any RunningProcess {
    var request = ExecutionRequest(type: type, object: object, command: command)
    adjust(&request)
    return try #require(try await provider.execute(request))
  }

  @Test(arguments: ["v5,v4", "v4"])
  func `a program reads its input to the end, keeps its two outputs apart and gives its exit code`(
    channels: String
  ) async throws {
    try await withDeployment(["--channels", channels]) { _, provider, object in
      let process = try await start(
        ["sh", "-c", "pwd; echo $MINE; wc -c; echo trouble >&2; exit 7"], provider, object
      ) {
        $0.environment = ["MINE": "two words"]
        $0.workingDirectory = "/tmp"
      }
      #expect(process.takesInputAsWhole == (channels == "v4"))
      try await process.write([UInt8](repeating: 0x78, count: 300_000))
      try await process.finishWriting()
      let (output, error) = try await texts(of: process)
      #expect(output == "/tmp\ntwo words\n300000\n")
      #expect(error == "trouble\n")
      #expect(try await process.exitCode() == 7)
    }
  }

  @Test(arguments: ["v5,v4", "v4"])
  func `a terminal has the size that it is given, and is resized`(channels: String) async throws {
    try await withDeployment(["--channels", channels]) { _, provider, object in
      let script =
        "while [ \"$(stty size)\" = '0 0' ]; do sleep 0.1; done; stty size; read line; stty size; exit 3"
      let process = try await start(["sh", "-c", script], provider, object) {
        $0.terminal = Terminal(columns: 91, rows: 33)
      }
      var seen = ""
      while !seen.utf8.contains(10), case .standard(let bytes)? = try await process.read() {
        seen += String(decoding: bytes, as: UTF8.self)
      }
      try await process.resize(Terminal(columns: 120, rows: 40))
      try await process.write(Array("go\n".utf8))
      seen += try await texts(of: process).output
      #expect(seen.contains("33 91\r\n"))
      #expect(seen.contains("40 120\r\n"))
      #expect(try await process.exitCode() == 3)
    }
  }

  @Test func `a program that is not there, and a pod that does not run, are told`() async throws {
    try await withDeployment { cluster, provider, object in
      let process = try await start(["no-such-program"], provider, object)
      #expect(try await texts(of: process).error.contains("executable file not found"))
      #expect(try await process.exitCode() == 127)
      let config = try await provider.config(
        "kubernetes_pod",
        [
          "metadata": ["name": "stuck"], "target_state": ["Pending"],
          "spec": ["container": [["name": "a", "image": "does-not-exist:1"]]],
        ])
      let stuck = try await provider.create("kubernetes_pod", config)
      _ = try await poll(every: .milliseconds(20), timeout: .seconds(10)) {
        try await cluster.call(.get, "/api/v1/namespaces/default/pods/stuck")["status"]?["containerStatuses"]
      }
      let error = await #expect(throws: ProviderError.self) {
        try await provider.execute(
          ExecutionRequest(type: "kubernetes_pod", object: stuck, command: ["true"]))
      }
      #expect(error?.message.contains("has no pod that runs") == true)
      #expect(error?.message.contains("ImagePullBackOff") == true)
    }
  }

  @Test func `programs run in the container that holds the marker, or else the agent's`() async throws {
    try await withDeployment(command: "echo marked-abc; exec sleep 600") { cluster, provider, object in
      for marker in ["marked-abc", "elsewhere", nil] {
        let log = try #require(
          try await provider.output(OutputRequest(type: type, object: object, marker: marker)))
        #expect(try await texts(of: log).output == "marked-abc\n")
      }
      let side = try #require(
        try await provider.output(
          OutputRequest(type: type, object: object, part: "side", marker: "marked-abc")))
      #expect(try await texts(of: side).output == "")
      let error = await #expect(throws: ProviderError.self) {
        try await provider.output(OutputRequest(type: type, object: object, part: "none"))
      }
      let pod = try await podName(cluster)
      #expect(error?.message == "The pod default/\(pod) has no container \"none\". It has: side, dev.")
    }
  }

  private func podName(_ cluster: SimulatedCluster) async throws -> String {
    let pods = try await cluster.call(.get, "/api/v1/namespaces/default/pods")
    return pods["items"]?.elements?.first?["metadata"]?["name"]?.asString ?? ""
  }

  @Test func `what a container prints is read from the end, followed, and from before its restart`()
    async throws
  {
    let script = "echo one; echo two; sleep 1; echo three; exec sleep 600"
    try await withDeployment(command: script) { cluster, provider, object in
      let whole = try #require(
        try await provider.output(OutputRequest(type: type, object: object, follows: true)))
      var seen = ""
      while !seen.contains("three\n"), case .standard(let bytes)? = try await whole.read() {
        seen += String(decoding: bytes, as: UTF8.self)
      }
      #expect(seen == "one\ntwo\nthree\n")
      let last = try #require(
        try await provider.output(
          OutputRequest(type: type, object: object, lastLines: 1, hasTimes: true)))
      #expect(try await texts(of: last).output.hasSuffix("Z three\n"))
      let none = await #expect(throws: ProviderError.self) {
        try await provider.output(OutputRequest(type: type, object: object, isPrevious: true))
      }
      #expect(none?.message.contains("previous terminated container") == true)
      let pod = try await podName(cluster)
      _ = try await cluster.call(
        .post, "/_simulator/restart",
        ["namespace": "default", "pod": .string(pod), "container": "dev"])
      let previous = try #require(
        try await provider.output(OutputRequest(type: type, object: object, isPrevious: true)))
      #expect(try await texts(of: previous).output == "one\ntwo\nthree\n")
    }
  }

  @Test func `a port of a pod is reached without a program in it`() async throws {
    try await withDeployment { _, provider, object in
      let listener = try LocalListener(port: 0)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let connection = try await listener.accept()
          while let bytes = try await connection.read() { try await connection.write(bytes.reversed()) }
        }
        let connection = try #require(
          try await provider.connect(ConnectionRequest(type: type, object: object, port: listener.port)))
        try await connection.write([1, 2, 3])
        var answer: [UInt8] = []
        while answer.count < 3, let bytes = try await connection.read() { answer += bytes }
        #expect(answer == [3, 2, 1])
        group.cancelAll()
      }
      let closed = try #require(
        try await provider.connect(ConnectionRequest(type: type, object: object, port: 1)))
      let error = await #expect(throws: ProviderError.self) { try await closed.read() }
      #expect(error?.message.contains("refused") == true)
    }
  }

  @Test func `a delivery reaches the pod of the newest template`() async throws {
    let script = "mkdir -p /tmp/rcw-agent/a/in; exec sleep 600"
    // The simulated container sees another folder under that name.
    let command = script.replacing("/tmp/rcw-agent", with: "\"$RCW_AGENT_ROOT\"")
    try await withDeployment(command: command) { _, provider, object in
      let delivery = Delivery(
        summary: "1 script", marker: "the-token", folder: "/tmp/rcw-agent/a/in",
        files: [.init(name: "one", content: "it's\n"), .init(name: "list", content: "one\n")])
      let request = DeliveryRequest(type: type, object: object, delivery: delivery)
      let first = try await provider.deliver(request, Operation(id: "test"))
      #expect(first == .delivered)
      let second = try await provider.deliver(request, Operation(id: "test"))
      #expect(second == .alreadyThere)

      // The controller has not looked at the change yet when the delivery begins.
      var changed = Self.deployment("2", command: command)
      changed["wait_for_rollout"] = false
      let config = try await provider.config(type, changed)
      let schema = try #require(try await provider.schema(of: .managed, type))
      let plan = try await provider.plan(
        PlanRequest(
          type: type, prior: object, proposed: schema.block.config(config),
          config: schema.block.config(config)))
      let updated = try await provider.apply(
        ApplyRequest(type: type, prior: object, planned: plan.planned, config: schema.block.config(config)),
        Operation(id: "update"))
      let next = DeliveryRequest(type: type, object: updated.object, delivery: delivery)
      let third = try await provider.deliver(next, Operation(id: "test"))
      #expect(third == .delivered)
      let process = try await start(["cat", "/tmp/rcw-agent/a/in/one"], provider, updated.object)
      #expect(try await texts(of: process).output == "it's\n")
    }
  }

  @Test func `objects without pods have no way in`() async throws {
    try await SimulatedCluster.with { cluster in
      let provider = try await cluster.provider()
      let config = try await provider.config("kubernetes_config_map", ["metadata": ["name": "a"]])
      let object = try await provider.create("kubernetes_config_map", config)
      #expect(
        try await provider.execute(
          ExecutionRequest(type: "kubernetes_config_map", object: object, command: ["true"])) == nil)
    }
  }
}
