import Glibc
import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderDocker

/// Each resource's whole life on a real engine, planned, applied and read as the engine of the program does.
@Suite(.enabled(if: LiveEngine.isEnabled, "\(LiveEngine.absence)"), .timeLimit(.minutes(3)))
struct TrialTests {
  private func provider() async throws -> BuiltInProvider<DockerProvider> {
    try await LiveImage.require(LiveEngine.client())
    return try await .configured(DockerProvider(environment: ["DOCKER_HOST": LiveEngine.host]))
  }

  /// The value of nested blocks as a template writes them: what is not said is null.
  private func blocks(_ type: String, _ name: String, _ written: [KeyedValues]) async throws -> Value {
    let schema = try #require(try await provider().schema(of: .managed, type))
    let nested = try #require(schema.block.blocks[name])
    let elements = written.map { nested.block.config($0) }
    return nested.nesting == .list
      ? .list(elements, of: nested.block.impliedType) : .set(elements, of: nested.block.impliedType)
  }

  @Test func `a volume lives as it is planned`() async throws {
    let name = LiveEngine.name("volume")
    let labels = try await blocks(
      "docker_volume", "labels", [["label": .string("a"), "value": .string("b")]])
    let config: KeyedValues = ["name": .string(name), "labels": labels]
    var trial = ResourceTrial("docker_volume", of: try await provider(), config)
    trial.replacing = ["name": .string(name + "-2"), "labels": labels]
    try await trial.verify()
  }

  @Test func `a network lives as it is planned`() async throws {
    let labels = try await blocks(
      "docker_network", "labels", [["label": .string("a"), "value": .string("b")]])
    let config: KeyedValues = ["name": .string(LiveEngine.name("network")), "labels": labels]
    var trial = ResourceTrial("docker_network", of: try await provider(), config)
    trial.replacing = config.setting("internal", .bool(true))
    try await trial.verify()
  }

  @Test func `a network with a subnet lives as it is planned`() async throws {
    let pool = try await blocks(
      "docker_network", "ipam_config", [["subnet": .string("10.231.\(UInt8.random(in: 0 ... 255)).0/24")]])
    let config: KeyedValues = [
      "name": .string(LiveEngine.name("subnet")), "ipam_config": pool, "attachable": .bool(true),
      "options": .map(["com.docker.network.bridge.enable_icc": .string("false")], of: .string),
    ]
    let trial = ResourceTrial("docker_network", of: try await provider(), config)
    try await trial.verify()
  }

  @Test func `a workspace's container lives as it is planned`() async throws {
    let type = "docker_container"
    let config: KeyedValues = [
      "name": .string(LiveEngine.name("workspace")), "image": .string(LiveImage.name),
      "hostname": .string("dev"),
      "entrypoint": .list([.string("sh"), .string("-c"), .string("sleep 600")], of: .string),
      "env": .set([.string("CODER_AGENT_TOKEN=t0k3n"), .string("A=1")], of: .string), "memory": .number(64),
      "host": try await blocks(
        type, "host", [["host": .string("host.docker.internal"), "ip": .string("host-gateway")]]),
      "volumes": try await blocks(
        type, "volumes",
        [
          ["container_path": .string("/data")],
          ["container_path": .string("/tmp/x"), "host_path": .string("/tmp"), "read_only": .bool(true)],
        ]),
      "labels": try await blocks(
        type, "labels", [["label": .string("coder.owner"), "value": .string("ann")]]),
      "ports": try await blocks(
        type, "ports",
        [
          ["internal": .number(80), "ip": .string("127.0.0.1"), "protocol": .string("tcp")],
          ["internal": .number(8080)],
        ]),
      "upload": try await blocks(type, "upload", [["file": .string("/etc/x"), "content": .string("x")]]),
    ]
    var trial = ResourceTrial(type, of: try await provider(), config)
    trial.changed = config.setting("memory", .number(128)).setting("restart", .string("unless-stopped"))
      .setting("destroy_grace_seconds", .number(1))
    trial.replacing = trial.changed?.setting("hostname", .string("other"))
    // Uploads leave no trace, and the engine lists an anonymous volume nowhere among those asked for.
    trial.notImported = ["upload", "destroy_grace_seconds", "volumes"]
    trial.secrets = ["t0k3n"]
    try await trial.verify()
  }

  @Test func `a container with every limit lives as it is planned`() async throws {
    let type = "docker_container"
    let config: KeyedValues = [
      "name": .string(LiveEngine.name("limits")), "image": .string(LiveImage.name),
      "command": .list([.string("sleep"), .string("600")], of: .string), "cpus": .string("0.5"),
      "cpu_shares": .number(512), "memory": .number(64), "memory_swap": .number(-1), "shm_size": .number(32),
      "memory_reservation": .number(32), "init": .bool(true),
      "read_only": .bool(true),
      "user": .string("0:0"), "working_dir": .string("/tmp"), "tty": .bool(true), "stdin_open": .bool(true),
      "stop_signal": .string("SIGINT"), "stop_timeout": .number(3), "domainname": .string("example.org"),
      "dns": .set([.string("192.0.2.1")], of: .string),
      "dns_search": .set([.string("example.org")], of: .string),
      "security_opts": .set([.string("seccomp=unconfined")], of: .string),
      "sysctls": .map(["net.ipv4.ip_forward": .string("1")], of: .string),
      "tmpfs": .map(["/run": .string("size=1m")], of: .string),
      "group_add": .set([.string("1000")], of: .string),
      "log_driver": .string("json-file"), "log_opts": .map(["max-size": .string("1m")], of: .string),
      "ipc_mode": .string("shareable"), "pid_mode": .string("host"), "cgroup_parent": .string("/rcw-test"),
      "ulimit": try await blocks(
        type, "ulimit", [["name": .string("nofile"), "soft": .number(100), "hard": .number(200)]]),
      "capabilities": try await blocks(
        type, "capabilities", [["add": .set([.string("NET_ADMIN")], of: .string)]]),
      "devices": try await blocks(
        type, "devices", [["host_path": .string("/dev/null"), "container_path": .string("/dev/nil")]]),
      "mounts": try await blocks(type, "mounts", [["target": .string("/m"), "type": .string("tmpfs")]]),
      "healthcheck": try await blocks(
        type, "healthcheck",
        [["test": .list([.string("CMD"), .string("true")], of: .string), "interval": .string("30s")]]),
    ]
    var trial = ResourceTrial(type, of: try await provider(), config)
    // The engine adds options of its own for shared namespaces.
    trial.notImported = ["memory_swap", "security_opts"]
    trial.changed = config.setting("cpu_shares", .number(256))
    trial.replacing = config.setting("tty", .bool(false))
    try await trial.verify()
  }

  @Test func `a local image lives as it is planned`() async throws {
    let config: KeyedValues = ["name": .string(LiveImage.name), "keep_locally": .bool(true)]
    var trial = ResourceTrial("docker_image", of: try await provider(), config)
    trial.changed = config.setting("force_remove", .bool(true))
    trial.replacing = config.setting("triggers", .map(["a": .string("b")], of: .string))
    trial.importID = { _ in LiveImage.name }
    trial.notImported = ["keep_locally", "force_remove"]
    trial.isOnlyRecorded = true
    try await trial.verify()
  }

  @Test func `a tag lives as it is planned`() async throws {
    let config: KeyedValues = [
      "source_image": .string(LiveImage.name), "target_image": .string(LiveEngine.name("tag") + ":1"),
    ]
    var trial = ResourceTrial("docker_tag", of: try await provider(), config)
    trial.replacing = config.setting("tag_triggers", .set([.string("a")], of: .string))
    trial.isOnlyRecorded = true
    try await trial.verify()
    try await LiveEngine.client().engine.api.delete("/images/\(path: config["target_image"]?.asString ?? "")")
  }

  /// What the public provider records of a container with few arguments: zeros where nothing is set.
  @Test func `an object that the public provider recorded is no change`() async throws {
    let provider = try await provider()
    let schema = try #require(try await provider.schema(of: .managed, "docker_container"))
    let config: KeyedValues = [
      "name": .string(LiveEngine.name("foreign")), "image": .string(LiveImage.name),
      "command": .list([.string("sleep"), .string("600")], of: .string),
      "volumes": try await blocks("docker_container", "volumes", [["container_path": .string("/data")]]),
    ]
    let none = Value.null(schema.block.impliedType)
    let created = try await provider.create("docker_container", config)
    let foreign = try await foreignRecord(created, provider)
    let read = try await provider.read(ReadRequest(type: "docker_container", current: foreign)).object
    let written = schema.block.config(config)
    let plan = try await provider.plan(
      PlanRequest(type: "docker_container", prior: read, proposed: written, config: written))
    #expect(read.differences(from: plan.planned) == [])
    #expect(plan.requiresReplace == [])
    _ = try await provider.apply(
      ApplyRequest(type: "docker_container", prior: created, planned: none, config: none), Operation(id: "x"))
  }

  private func foreignRecord(_ object: Value, _ provider: some Provider) async throws -> Value {
    let id = object.keyedElements?["id"]?.asString ?? ""
    let name = object.keyedElements?["name"]?.asString ?? ""
    let volumes =
      #"[{"container_path":"/data","from_container":"","host_path":"","read_only":false,"selinux_relabel":"","volume_name":""}]"#
    let record = try JSON.parse(
      #"{"id":"\#(id)","name":"\#(name)","image":"\#(LiveImage.name)","command":["sleep","600"],"cpu_set":"","cpu_shares":0,"#
        + #""memory":0,"memory_swap":0,"max_retry_count":0,"dns":[],"dns_opts":null,"domainname":"","user":"","working_dir":"/","#
        + #""privileged":false,"publish_all_ports":false,"group_add":[],"sysctls":{},"tmpfs":{},"storage_opts":{},"userns_mode":"","#
        + #""network_mode":"default","volumes":\#(volumes),"log_opts":{},"must_run":true,"start":true,"rm":false,"gone_argument":1}"#
    )
    return try await provider.upgrade("docker_container", version: 2, record)
  }
}

extension KeyedValues {
  fileprivate func setting(_ name: String, _ value: Value) -> KeyedValues {
    var changed = self
    changed[name] = value
    return changed
  }
}
