import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderAzure

/// Each resource's whole life, planned, applied and read as the engine of the program does.
@Suite(.timeLimit(.minutes(5))) struct TrialTests {
  private func expectNoViolations(_ world: AzureWorld) async throws {
    guard let simulator = world.simulator else { return }
    #expect(try await simulator.violations() == [])
  }

  @Test func `a resource group lives as it is planned`() async throws {
    let world = try await AzureWorld()
    let config: KeyedValues = ["name": .string(world.group), "location": .string(world.location)]
    var trial = ResourceTrial("azurerm_resource_group", of: world.provider, config)
    trial.changed = config.setting("tags", map(["team": "a"]))
    trial.replacing = trial.changed?.setting("location", .string("northeurope"))
    trial.notImported = ["location"]
    trial.secrets = [AzureWorld.secret]
    try await trial.verify()
    try await expectNoViolations(world)
  }

  @Test func `a storage account lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let config = world.placed([
        "name": .string("rcw\(world.tag)"), "account_tier": .string("Standard"),
        "account_replication_type": .string("LRS"), "tags": map(["a": "b"]),
      ])
      var trial = ResourceTrial("azurerm_storage_account", of: world.provider, config)
      trial.changed = config.setting("account_replication_type", .string("RAGRS"))
        .setting("allow_nested_items_to_be_public", .bool(false)).setting("tags", map(["a": "c"]))
      trial.replacing = trial.changed?.setting("account_kind", .string("Storage"))
      trial.notImported = ["location"]
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a file share lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let account = try await world.account()
      let acl = try await world.provider.blocks(
        "acl.access_policy", of: "azurerm_storage_share", ["permissions": .string("rwdl")])
      let config: KeyedValues = [
        "name": .string("home"), "storage_account_id": account.keyedElements?["id"] ?? .null(.string),
        "quota": .number(5),
        "acl": try await world.provider.blocks(
          "acl", of: "azurerm_storage_share", ["id": .string("one"), "access_policy": acl]),
      ]
      var trial = ResourceTrial("azurerm_storage_share", of: world.provider, config)
      trial.changed = config.setting("quota", .number(10)).setting("metadata", map(["a": "b"]))
      trial.replacing = trial.changed?.setting("name", .string("other"))
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a small container group lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let config = try await world.containerGroup()
      var trial = ResourceTrial("azurerm_container_group", of: world.provider, config)
      trial.changed = config.setting("tags", map(["a": "b"]))
      trial.replacing = trial.changed?.setting("restart_policy", .string("Never"))
      trial.notImported = ["location"]
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a container group with everything lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let config = try await world.everything()
      var trial = ResourceTrial("azurerm_container_group", of: world.provider, config)
      trial.changed = config.setting("desired_state", .string("stopped")).setting(
        "tags", .null(.map(.string)))
      trial.replacing = trial.changed?.setting("os_type", .string("Windows"))
      trial.secrets = ["environment-secret", "registry-secret", "workspace-secret", "ZmlsZS1zZWNyZXQ="]
      trial.notImported = [
        "location", "desired_state", "container", "image_registry_credential", "diagnostics",
        "init_container",
      ]
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test(arguments: [
    ("azurerm_container_group", "containerGroups"), ("azurerm_storage_account", "storageAccounts"),
  ])
  func `failures are told apart`(_ type: String, _ things: String) async throws {
    let world = try await AzureWorld(simulated: true)
    let simulator = try #require(world.simulator)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    var config = try await world.containerGroup()
    if type == "azurerm_storage_account" { config = world.accountConfig() }
    let object = try await world.provider.create(type, config)
    let trial = FailureTrial(type, config, object: object, secrets: [AzureWorld.secret])
    let failures: [(Int, ProviderError.Code)] = [(403, .denied), (400, .invalid), (500, .unavailable)]
    for (status, code) in failures {
      let body: JSON = ["error": ["code": "Nope", "message": "It is not to be."]]
      try await simulator.control(
        .post, "faults",
        [
          "path": .string("*/\(things)*"), "times": .null, "status": .number(Number(status)), "body": body,
        ])
      try await trial.verify(code, try await AzureWorld.provider(of: simulator))
      try await simulator.control(.delete, "faults")
    }
  }
}

extension AzureWorld {
  func accountConfig() -> KeyedValues {
    placed([
      "name": .string("rcw\(tag)"), "account_tier": .string("Standard"),
      "account_replication_type": .string("LRS"),
    ])
  }

  func account() async throws -> Value {
    try await provider.create("azurerm_storage_account", accountConfig())
  }

  /// The shortest group that runs.
  func containerGroup(_ name: String = "box") async throws -> KeyedValues {
    let type = "azurerm_container_group"
    let ports = try await provider.blocks("container.ports", of: type, ["port": .number(80)])
    let container = try await provider.blocks(
      "container", of: type,
      [
        "name": .string("main"), "image": .string("nginx:1"), "cpu": .number(1), "memory": .number(2),
        "ports": ports.mapElements { value in
          .object((value.keyedElements ?? [:]).setting("protocol", .string("TCP")))
        },
      ])
    return placed(["name": .string(name), "os_type": .string("Linux"), "container": container])
  }

  /// A group in which nearly everything is said.
  func everything() async throws -> KeyedValues {
    let type = "azurerm_container_group"
    let account = try await account()
    let share = try await provider.create(
      "azurerm_storage_share",
      [
        "name": .string("home"), "storage_account_id": account.keyedElements?["id"] ?? .null(.string),
        "quota": .number(5),
      ])
    let blocks = { (path: String, values: KeyedValues) in
      try await provider.blocks(path, of: type, values)
    }
    let probe = try await blocks(
      "container.liveness_probe",
      [
        "http_get": try await blocks(
          "container.liveness_probe.http_get",
          [
            "path": .string("/"), "port": .number(8080), "scheme": .string("http"),
            "http_headers": map(["X-A": "b"]),
          ]),
        "period_seconds": .number(10),
      ])
    let ready = try await blocks(
      "container.readiness_probe",
      ["exec": .list([.string("true")], of: .string), "timeout_seconds": .number(3)])
    let volumes = try await provider.blocks(
      "container.volume", of: type,
      [
        "name": .string("home"), "mount_path": .string("/home/coder"), "read_only": .bool(false),
        "empty_dir": .bool(false), "share_name": share.keyedElements?["name"] ?? .null(.string),
        "storage_account_name": account.keyedElements?["name"] ?? .null(.string),
        "storage_account_key": account.keyedElements?["primary_access_key"] ?? .null(.string),
      ],
      [
        "name": .string("tmp"), "mount_path": .string("/scratch"), "empty_dir": .bool(true),
        "read_only": .bool(false),
      ],
      [
        "name": .string("keys"), "mount_path": .string("/keys"), "secret": map(["id": "ZmlsZS1zZWNyZXQ="]),
        "read_only": .bool(true), "empty_dir": .bool(false),
      ],
      [
        "name": .string("code"), "mount_path": .string("/code"), "read_only": .bool(false),
        "empty_dir": .bool(false),
        "git_repo": try await blocks(
          "container.volume.git_repo",
          ["url": .string("https://example.com/x.git"), "revision": .string("main")]),
      ])
    let container = try await blocks(
      "container",
      [
        "name": .string("main"), "image": .string("registry.example.com/main:1"), "cpu": .number(1),
        "memory": .number(Number("1.5") ?? 2), "cpu_limit": .number(2), "memory_limit": .number(2),
        "commands": .list([.string("sleep"), .string("600")], of: .string),
        "environment_variables": map(["A": "b", "C": "d"]),
        "secure_environment_variables": map(["TOKEN": "environment-secret"]),
        "ports": try await provider.blocks(
          "container.ports", of: type, ["port": .number(8080), "protocol": .string("TCP")],
          ["port": .number(2222), "protocol": .string("TCP")]),
        "liveness_probe": probe, "readiness_probe": ready, "volume": volumes,
        "security": try await blocks("container.security", ["privilege_enabled": .bool(false)]),
      ])
    let initial = try await blocks(
      "init_container",
      [
        "name": .string("first"), "image": .string("busybox"),
        "secure_environment_variables": map(["TOKEN": "environment-secret"]),
      ])
    let log = try await blocks(
      "diagnostics.log_analytics",
      [
        "workspace_id": .string("workspace"), "workspace_key": .string("workspace-secret"),
        "log_type": .string("ContainerInsights"),
      ])
    return placed([
      "name": .string("full"), "os_type": .string("Linux"), "container": container, "init_container": initial,
      "dns_name_label": .string("rcw-\(tag)"), "dns_name_label_reuse_policy": .string("TenantReuse"),
      "restart_policy": .string("OnFailure"), "zones": .set([.string("1")], of: .string),
      "exposed_port": try await blocks("exposed_port", ["port": .number(8080), "protocol": .string("TCP")]),
      "dns_config": try await blocks(
        "dns_config",
        [
          "nameservers": .list([.string("1.1.1.1")], of: .string),
          "search_domains": .set([.string("a.example"), .string("b.example")], of: .string),
        ]),
      "identity": try await blocks("identity", ["type": .string("SystemAssigned")]),
      "image_registry_credential": try await blocks(
        "image_registry_credential",
        [
          "server": .string("registry.example.com"), "username": .string("ann"),
          "password": .string("registry-secret"),
        ]),
      "diagnostics": try await blocks("diagnostics", ["log_analytics": log]),
      "tags": map(["team": "a"]), "desired_state": .string("running"),
    ])
  }
}
