import ProviderAPI
import ProviderKit
import Values

extension ARMType {
  /// `azurerm_key_vault`: where secrets are.
  ///
  /// Protocol: Microsoft.KeyVault 2023-07-01, `Vaults_CreateOrUpdate`, `_Delete`, `_GetDeleted`, `_PurgeDeleted`. A
  /// deleted vault keeps its name until it is recovered or purged.
  static let keyVault: ARMType = {
    var table = ARMType(
      "azurerm_key_vault", "A vault, in which secrets are.", .group("Microsoft.KeyVault/vaults"),
      "2023-07-01",
      name: (
        "^[a-zA-Z][-a-zA-Z0-9]{1,22}[a-zA-Z0-9]$",
        "have 3 to 24 letters, digits and hyphens, and begin with a letter"
      ),
      [
        .location,
        .text("tenant_id", "The tenant whose users may ask.", .required),
        .text(
          "sku_name", "The kind.", .required, .at("properties.sku.name"), .anyCase,
          .oneOf(["standard", "premium"])),
        .blocks(
          "access_policy", "Who may do what, where no roles say so.", KeyVault.policy, .open,
          .at("properties.accessPolicies")),
        .flag("enabled_for_deployment", "Whether machines get certificates from it.", .usually(.bool(false))),
        .flag("enabled_for_disk_encryption", "Whether disks get keys from it.", .usually(.bool(false))),
        .flag(
          "enabled_for_template_deployment", "Whether deployments get secrets from it.",
          .usually(.bool(false))),
        .flag(
          "rbac_authorization_enabled", "Whether roles say who may do what.", .open,
          .at("properties.enableRbacAuthorization")),
        .flag(
          "enable_rbac_authorization", "The same under its old name.", .open,
          .at("properties.enableRbacAuthorization"),
          .deprecated("Use \"rbac_authorization_enabled\" instead.")),
        .flag(
          "purge_protection_enabled", "Whether nobody can purge it, nor what is in it.",
          .usually(.bool(false)), .at("$purge")),
        .number(
          "soft_delete_retention_days", "How long what is deleted can be recovered.", .usually(.number(90)),
          .fixed,
          .at("properties.softDeleteRetentionInDays"), .rule(.integer(7...90))),
        .plain(
          "public_network_access_enabled", .enabled, "Whether it is reached from the internet.",
          .usually(.bool(true)),
          .at("properties.publicNetworkAccess")),
        .block("network_acls", "Who reaches it.", KeyVault.network, .open),
        .tags,
        .text("vault_uri", "Where it is.", .computed),
      ])
    table.schemaVersion = 2
    table.hooks.send = KeyVault.complete
    table.hooks.receive = { vault in
      vault["$purge"] = .bool(vault["properties"]?["enablePurgeProtection"]?.asBool ?? false)
    }
    table.hooks.prepare = KeyVault.recover
    table.grantsAccess = true
    table.hooks.afterDelete = KeyVault.purge
    return table
  }()
}

enum KeyVault {
  static let policy = Shape(
    [
      .text("tenant_id", "The tenant.", .required),
      .text("object_id", "Who.", .required),
      .text("application_id", "By which application."),
    ] + permissions)

  static let permissions: [Field] = ["key", "secret", "certificate", "storage"].map { kind in
    .plain(
      "\(kind)_permissions", .permissions,
      "What they may do with each \(kind == "storage" ? "account" : kind).",
      .anyCase,
      .at("permissions.\(kind == "storage" ? "storage" : kind + "s")"))
  }

  static let network = Shape([
    .text("bypass", "Which services are let in.", .required, .oneOf(["AzureServices", "None"])),
    .text("default_action", "What becomes of everybody else.", .required, .oneOf(["Allow", "Deny"])),
    .plain("ip_rules", .members("value"), "Addresses that are let in."),
    .plain(
      "virtual_network_subnet_ids", .members("id"), "Subnets that are let in.", .anyCase,
      .at("virtualNetworkRules")),
  ])

  static func complete(_ body: inout JSON, _ wanted: Value) {
    body.put("A", at: ["properties", "sku", "family"])
    // Azure takes true or nothing.
    if body["$purge"]?.asBool == true { body.put(true, at: ["properties", "enablePurgeProtection"]) }
    body["$purge"] = nil
    if body["properties"]?["accessPolicies"] == nil {
      body.put(.array([]), at: ["properties", "accessPolicies"])
    }
  }

  // MARK: What is deleted and can be recovered

  /// Asks for the vault that has been deleted under the name, if it is to be had.
  static func recover(_ body: inout JSON, _ id: ResourceID, _ client: AzureClient) async throws {
    guard try await client.manager.find(id, ARMType.keyVault.version) == nil,
      let region = body["location"]?.asString,
      try await client.manager.find(tombstone(id, region), ARMType.keyVault.version) != nil
    else { return }
    guard client.habits.recoversVaults else {
      throw ProviderError(
        .conflict,
        """
        The vault "\(id.name)" was deleted and keeps its name until it is purged. Recover it by \
        recover_soft_deleted_key_vaults = true in a block key_vault of the provider's features, or purge it:
            az keyvault purge --name \(id.name)
        """)
    }
    body.put("recover", at: ["properties", "createMode"])
  }

  private static func tombstone(_ id: ResourceID, _ region: String) throws -> ResourceID {
    try ResourceID("/subscriptions/\(id.subscription ?? "")").appending(
      "providers/Microsoft.KeyVault/locations", Field.Sameness.location(region), "deletedVaults", id.name)
  }

  static func purge(_ vault: Value, _ id: ResourceID, _ client: AzureClient, _ operation: Operation)
    async throws
  {
    guard client.habits.purgesVaults, let region = vault.keyedElements?["location"]?.asString,
      vault.keyedElements?["purge_protection_enabled"]?.asBool != true
    else { return }
    let tombstone = try tombstone(id, region)
    operation.report("purging")
    do {
      let response = try await client.manager.call(tombstone, "purge", ARMType.keyVault.version)
      _ = try await LongOperation(
        manager: client.manager, id: tombstone, version: ARMType.keyVault.version, patience: .seconds(600)
      ).end(of: response, .post)
    } catch let error as ProviderError where error.code == .notFound {}
  }
}
