import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderFly

/// Each resource's whole life, planned, applied and read as the engine of the program does.
@Suite(.timeLimit(.minutes(5))) struct TrialTests {
  private func expectNoViolations(_ world: FlyWorld) async throws {
    guard let simulator = world.simulator else { return }
    #expect(try await simulator.violations() == [])
    #expect(try await simulator.control(.get, "world")["leases"]?.asInt == 0, "a lease was not released")
  }

  @Test func `an app lives as it is planned`() async throws {
    let world = try await FlyWorld()
    let config: KeyedValues = ["name": .string(world.app), "network": .string("\(world.app)-net")]
    var trial = ResourceTrial("fly_app", of: world.provider, config)
    trial.replacing = ["name": .string(world.app + "-2")]
    trial.secrets = [FlyWorld.token]
    try await trial.verify()
    try await expectNoViolations(world)
  }

  @Test func `a volume lives as it is planned`() async throws {
    try await FlyWorld.with { world in
      let config: KeyedValues = [
        "app": .string(world.app), "name": .string("home"), "region": .string("ams"), "size": .number(1),
      ]
      var trial = ResourceTrial("fly_volume", of: world.provider, config)
      trial.changed = config.setting("size", .number(2)).setting("snapshot_retention", .number(7))
      trial.replacing = trial.changed?.setting("region", .string("fra"))
      trial.importID = { "\(world.app),\($0.keyedElements?["id"]?.asString ?? "")" }
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test(
    .enabled(
      if: FlyWorld.isLive,
      "these tests ran on the simulator: RCW_LIVE_FLY=1 with FLY_API_TOKEN and FLY_ORG runs them on Fly itself"
    ))
  func `the tests leave no machine in the organisation`() async throws {
    let left = try await FlyWorld().provider.markedObjects() ?? []
    #expect(left.filter { $0.place.hasPrefix("rcw-test-") } == [])
  }

  @Test(arguments: ["shared_v4", "v6", "private_v6", "egress_v4"])
  func `an address lives as it is planned`(_ type: String) async throws {
    try await FlyWorld.with { world in
      let config: KeyedValues = ["app": .string(world.app), "type": .string(type)]
      var trial = ResourceTrial("fly_ip", of: world.provider, config)
      trial.replacing = config.setting("region", .string("ams"))
      trial.importID = { "\(world.app),\($0.keyedElements?["address"]?.asString ?? "")" }
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a certificate lives as it is planned`() async throws {
    try await FlyWorld.with { world in
      let name = "\(world.app).example.com"
      let config: KeyedValues = ["app": .string(world.app), "hostname": .string(name)]
      var trial = ResourceTrial("fly_cert", of: world.provider, config)
      trial.replacing = config.setting("hostname", .string("www.\(name)"))
      trial.importID = { _ in "\(world.app),\(name)" }
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a certificate of one's own lives as it is planned`() async throws {
    let world = try await FlyWorld(simulated: true)
    _ = try await world.provider.create("fly_app", ["name": .string(world.app)])
    let name = "\(world.app).example.com"
    let pem = { (what: String, text: String) in "-----BEGIN \(what)-----\n\(text)\n-----END \(what)-----\n" }
    let config: KeyedValues = [
      "app": .string(world.app), "hostname": .string(name), "fullchain": .string(pem("CERTIFICATE", "one")),
      "private_key": .string(pem("PRIVATE KEY", "horse")),
    ]
    var trial = ResourceTrial("fly_cert", of: world.provider, config)
    trial.changed = config.setting("fullchain", .string(pem("CERTIFICATE", "two")))
      .setting("private_key", .string(pem("PRIVATE KEY", "staple")))
    trial.replacing = config.setting("fullchain", .null(.string)).setting("private_key", .null(.string))
    trial.importID = { _ in "\(world.app),\(name)" }
    trial.notImported = ["fullchain", "private_key"]
    trial.secrets = ["horse", "staple"]
    try await trial.verify()
    try await expectNoViolations(world)
  }

  @Test func `a machine of several containers lives as it is planned`() async throws {
    try await FlyWorld.with { world in
      let one: Value = .object([
        "name": .string("main"), "image": .string("docker.io/library/nginx:1"),
        "env": .object(["A": .string("b")]),
        "env_from": .tuple([.object(["env_var": .string("WHERE"), "field_ref": .string("region")])]),
        "depends_on": .tuple([
          .object(["name": .string("side"), "condition": .string("healthy")])
        ]),
        "healthchecks": .tuple([
          .object([
            "kind": .string("liveness"), "interval": .number(10), "unhealthy": .string("stop"),
            "http": .object(["port": .number(80), "path": .string("/")]),
          ])
        ]),
        "restart": .object(["policy": .string("always")]),
        "secrets": .tuple([.object(["env_var": .string("PASSWORD")])]),
        "stop": .object(["signal": .string("SIGINT"), "timeout": .string("5s")]),
      ])
      let other: Value = .object([
        "name": .string("side"), "image": .string("docker.io/library/redis:7"),
        "healthchecks": .tuple([.object(["tcp": .object(["port": .number(6379)])])]),
        "files": .tuple([.object(["guest_path": .string("/etc/x"), "raw_value": .string("eA==")])]),
      ])
      var config = machine(world.app)
      let metrics: Value = .object(["port": .number(9091), "path": .string("/metrics")])
      let statics: Value = .tuple([
        .object(["guest_path": .string("/public"), "url_prefix": .string("/files")])
      ])
      let written = ["containers": Value.tuple([one, other]), "metrics": metrics, "statics": statics]
      for (name, value) in written { config[name] = try await world.provider.value(name, value) }
      var trial = ResourceTrial("fly_machine", of: world.provider, config)
      let fewer = try await world.provider.value("containers", .tuple([other]))
      trial.changed = config.setting("containers", fewer)
        .setting("metrics", .null(config["metrics"]?.type ?? .dynamic))
      trial.replacing = trial.changed?.setting("region", .string("fra"))
      trial.importID = { "\(world.app),\($0.keyedElements?["id"]?.asString ?? "")" }
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a secret lives as it is planned`() async throws {
    try await FlyWorld.with { world in
      let config: KeyedValues = [
        "app": .string(world.app), "name": .string("PASSWORD"), "value": .string("correct horse"),
      ]
      var trial = ResourceTrial("fly_secret", of: world.provider, config)
      trial.changed = config.setting("value", .string("battery staple"))
      trial.replacing = trial.changed?.setting("name", .string("OTHER"))
      trial.importID = { _ in "\(world.app),PASSWORD" }
      trial.notImported = ["value", "version"]
      trial.secrets = ["correct horse", "battery staple"]
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a small machine lives as it is planned`() async throws {
    try await FlyWorld.with { world in
      let config = machine(world.app, ["env": .map(["A": .string("b")], of: .string)])
      var trial = ResourceTrial("fly_machine", of: world.provider, config)
      trial.changed = config.setting("memorymb", .number(512)).setting("env", .null(.map(.string)))
      trial.replacing = trial.changed?.setting("region", .string("fra"))
      trial.importID = { "\(world.app),\($0.keyedElements?["id"]?.asString ?? "")" }
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a machine with everything lives as it is planned`() async throws {
    try await FlyWorld.with { world in
      let volume = try await world.provider.create(
        "fly_volume",
        ["app": .string(world.app), "name": .string("data"), "region": .string("ams"), "size": .number(1)])
      let config = try await everything(world, volume: volume.keyedElements?["id"] ?? .null(.string))
      var trial = ResourceTrial("fly_machine", of: world.provider, config)
      trial.changed = config.setting("desired_state", .string("stopped"))
        .setting("metadata", .map(["team": .string("b")], of: .string))
      trial.replacing = trial.changed?.setting("mounts", .null(config["mounts"]?.type ?? .dynamic))
      trial.importID = { "\(world.app)/\($0.keyedElements?["id"]?.asString ?? "")" }
      trial.notImported = ["desired_state", "skip_launch", "wait_timeout", "services", "min_secrets_version"]
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  private func everything(_ world: FlyWorld, volume: Value) async throws -> KeyedValues {
    let written: KeyedValues = [
      "name": .string("box"), "cpus": .number(2), "cputype": .string("performance"),
      "memorymb": .number(4096),
      "cmd": .tuple([.string("sleep"), .string("600")]), "desired_state": .string("started"),
      "init": .object(["swap_size_mb": .number(512), "tty": .bool(false)]),
      "mounts": .tuple([.object(["volume": volume, "path": .string("/data")])]),
      "services": .tuple([
        .object([
          "protocol": .string("tcp"), "internal_port": .number(8080), "autostop": .string("stop"),
          "concurrency": .object(["type": .string("requests"), "soft_limit": .number(20)]),
          "ports": .tuple([
            .object(["port": .number(443), "handlers": .tuple([.string("tls"), .string("http")])]),
            .object(["start_port": .number(9000), "end_port": .number(9010)]),
          ]),
          "checks": .tuple([.object(["type": .string("tcp"), "interval": .string("15s")])]),
        ])
      ]),
      "checks": .object([
        "alive": .object(["type": .string("http"), "port": .number(80), "path": .string("/")])
      ]),
      "files": .tuple([.object(["guest_path": .string("/etc/x"), "raw_value": .string("eA==")])]),
      "restart": .object(["policy": .string("always")]),
      "stop_config": .object(["signal": .string("SIGTERM"), "timeout": .string("5s")]),
      "dns": .object(["searches": .tuple([.string("internal")])]),
      "metadata": .object(["team": .string("a")]),
    ]
    var config = machine(world.app)
    for (name, value) in written { config[name] = try await world.provider.value(name, value) }
    return config
  }

  @Test(arguments: [("fly_machine", "machines"), ("fly_volume", "volumes")])
  func `failures are told apart`(_ type: String, _ things: String) async throws {
    let world = try await FlyWorld(simulated: true)
    let simulator = try #require(world.simulator)
    _ = try await world.provider.create("fly_app", ["name": .string(world.app)])
    var config = machine(world.app)
    if type == "fly_volume" {
      config = [
        "app": .string(world.app), "name": .string("home"), "region": .string("ams"), "size": .number(1),
      ]
    }
    let object = try await world.provider.create(type, config)
    let trial = FailureTrial(type, config, object: object, secrets: [FlyWorld.token])
    let failures: [(Int, ProviderError.Code)] = [
      (401, .denied), (403, .denied), (422, .invalid), (500, .unavailable),
    ]
    for (status, code) in failures {
      try await simulator.control(
        .post, "faults",
        [
          "path": .string("/v1/apps/*/\(things)*"), "times": .null, "status": .number(Number(status)),
          "body": ["error": .string("no"), "status": "unknown"],
        ])
      try await trial.verify(code, try await FlyWorld.provider(of: simulator))
      try await simulator.control(.delete, "faults")
    }
  }
}

extension KeyedValues {
  func setting(_ name: String, _ value: Value) -> KeyedValues {
    var changed = self
    changed[name] = value
    return changed
  }
}
