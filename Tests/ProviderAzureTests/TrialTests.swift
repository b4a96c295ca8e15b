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

  @Test(
    arguments: [
      ("azurerm_user_assigned_identity", [:], [:], ["tags": map(["a": "b"])]),
      (
        "azurerm_container_registry", ["sku": .string("Basic"), "admin_enabled": .bool(true)],
        ["sku": .string("Standard")],
        [:]
      ),
      (
        "azurerm_log_analytics_workspace", ["retention_in_days": .number(30)],
        ["retention_in_days": .number(60)], [:]
      ),
      (
        "azurerm_virtual_network", ["address_space": .list([.string("10.0.0.0/16")], of: .string)],
        ["dns_servers": .list([.string("1.1.1.1")], of: .string)], [:]
      ),
      (
        "azurerm_public_ip",
        ["allocation_method": .string("Static"), "domain_name_label": .string("rcw-box")],
        ["idle_timeout_in_minutes": .number(10)], ["sku": .string("Basic")]
      ),
    ] as [(String, KeyedValues, KeyedValues, KeyedValues)])
  func `what is in a group lives as it is planned`(
    _ type: String, _ config: KeyedValues, _ change: KeyedValues, _ more: KeyedValues
  ) async throws {
    try await AzureWorld.with { world in
      var whole = world.placed(["name": .string("rcw\(world.tag)")])
      for (name, value) in config { whole[name] = value }
      var trial = ResourceTrial(type, of: world.provider, whole)
      var changed = whole.setting("tags", map(["team": "a"]))
      for (name, value) in change { changed[name] = value }
      trial.changed = changed
      trial.replacing = changed.setting("location", .string("northeurope"))
      trial.notImported = ["location"]
      try await trial.verify()
      try await expectNoViolations(world)
    }
  }

  @Test func `a subnet lives as it is planned, and a change of its network leaves it there`() async throws {
    try await AzureWorld.with { world in
      let range = Value.list([.string("10.0.0.0/16")], of: .string)
      let config = world.placed(["name": .string("net"), "address_space": range])
      let network = try await world.provider.create("azurerm_virtual_network", config)
      let type = "azurerm_subnet"
      let service = try await world.provider.blocks(
        "delegation.service_delegation", of: type,
        ["name": .string("Microsoft.ContainerInstance/containerGroups")])
      let subnet: KeyedValues = [
        "name": .string("boxes"), "resource_group_name": .string(world.group),
        "virtual_network_name": .string("net"),
        "address_prefixes": .list([.string("10.0.1.0/24")], of: .string),
      ]
      var trial = ResourceTrial(type, of: world.provider, subnet)
      trial.changed = subnet.setting(
        "delegation",
        try await world.provider.blocks(
          "delegation", of: type, ["name": .string("aci"), "service_delegation": service]))
      trial.replacing = subnet.setting("name", .string("others"))
      try await trial.verify()
      let object = try await world.provider.create(type, subnet)
      let changed = config.setting("tags", map(["a": "b"]))
      let plan = try await world.provider.plan("azurerm_virtual_network", changed, prior: network)
      _ = try await world.provider.apply(
        ApplyRequest(
          type: "azurerm_virtual_network", prior: network, planned: plan.planned, config: plan.planned),
        Operation(id: "test"))
      #expect(try await !world.read(type, object).object.isNull)
    }
  }

  @Test func `a role assignment lives as it is planned, even if its principal is new`() async throws {
    try await AzureWorld.with(["--lag", "0.6"]) { world in
      let identity = try await world.provider.create(
        "azurerm_user_assigned_identity", world.placed(["name": .string("who")]))
      let config: KeyedValues = [
        "scope": .string("/subscriptions/\(AzureWorld.subscription)/resourceGroups/\(world.group)"),
        "role_definition_name": .string("Reader"),
        "principal_id": identity.keyedElements?["principal_id"] ?? .null(.string),
      ]
      var trial = ResourceTrial("azurerm_role_assignment", of: world.provider, config)
      trial.replacing = config.setting("role_definition_name", .string("Contributor"))
      try await trial.verify()
    }
  }

  func vault(_ world: AzureWorld) async throws -> KeyedValues {
    let policy = try await world.provider.blocks(
      "access_policy", of: "azurerm_key_vault",
      [
        "tenant_id": .string(AzureWorld.tenant), "object_id": .string(AzureWorld.client),
        "secret_permissions": .list(
          ["Get", "Set", "List", "Delete", "Purge", "Recover"].map { .string($0) }, of: .string),
      ])
    return world.placed([
      "name": .string("rcw-\(world.tag)"), "tenant_id": .string(AzureWorld.tenant),
      "sku_name": .string("standard"),
      "access_policy": policy,
    ])
  }

  @Test func `a vault lives as it is planned, and again under its old name`() async throws {
    try await AzureWorld.with { world in
      let config = try await vault(world)
      for _ in 1...2 {
        var trial = ResourceTrial("azurerm_key_vault", of: world.provider, config)
        trial.changed = config.setting("enabled_for_deployment", .bool(true)).setting("tags", map(["a": "b"]))
        trial.replacing = trial.changed?.setting("soft_delete_retention_days", .number(7))
        trial.notImported = ["location"]
        try await trial.verify()
      }
      try await expectNoViolations(world)
    }
  }

  @Test func `a secret lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let vault = try await world.provider.create("azurerm_key_vault", try await vault(world))
      let config: KeyedValues = [
        "name": .string("github-token-ann"), "value": .string("correct horse"),
        "key_vault_id": vault.keyedElements?["id"] ?? .null(.string),
      ]
      for _ in 1...2 {
        var trial = ResourceTrial("azurerm_key_vault_secret", of: world.provider, config)
        trial.changed = config.setting("value", .string("battery staple")).setting("tags", map(["a": "b"]))
        trial.replacing = trial.changed?.setting("name", .string("other"))
        trial.secrets = ["correct horse", "battery staple"]
        try await trial.verify()
      }
      let made = try await world.provider.create("azurerm_key_vault_secret", config)
      let found = try await world.provider.readData(
        "azurerm_key_vault_secret",
        ["name": .string("github-token-ann"), "key_vault_id": vault.keyedElements?["id"] ?? .null(.string)])
      #expect(found.object.keyedElements?["value"]?.asString == "correct horse")
      try await world.delete("azurerm_key_vault_secret", made)
      try await world.delete("azurerm_key_vault", vault)
      try await expectNoViolations(world)
    }
  }

  @Test func `an access policy lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let vault = try await world.provider.create("azurerm_key_vault", try await vault(world))
      let permissions = { (names: [String]) in Value.list(names.map { .string($0) }, of: .string) }
      let config: KeyedValues = [
        "key_vault_id": vault.keyedElements?["id"] ?? .null(.string), "tenant_id": .string(AzureWorld.tenant),
        "object_id": .string("dddddddd-0000-0000-0000-000000000001"),
        "secret_permissions": permissions(["Get"]),
      ]
      var trial = ResourceTrial("azurerm_key_vault_access_policy", of: world.provider, config)
      trial.changed = config.setting("secret_permissions", permissions(["Get", "List"]))
      trial.replacing = config.setting("object_id", .string("dddddddd-0000-0000-0000-000000000002"))
      try await trial.verify()
      try await world.delete("azurerm_key_vault", vault)
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
