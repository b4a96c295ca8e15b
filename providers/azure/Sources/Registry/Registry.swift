import ProviderAPI
import ProviderKit
import Values

extension ARMType {
  /// `azurerm_container_registry`. Protocol: Microsoft.ContainerRegistry 2023-07-01, `Registries_Create`, `_Update`,
  /// `_ListCredentials`.
  static let containerRegistry: ARMType = {
    var table = ARMType(
      "azurerm_container_registry", "A registry of images.", .group("Microsoft.ContainerRegistry/registries"),
      "2023-07-01",
      name: ("^[a-zA-Z0-9]{5,50}$", "have 5 to 50 letters and digits; it is unique on all of Azure"),
      [
        .location,
        .text("sku", "The kind.", .required, .at("sku.name"), .oneOf(["Basic", "Standard", "Premium"])),
        .flag(
          "admin_enabled", "Whether there is a user with a password.", .usually(.bool(false)),
          .at("properties.adminUserEnabled")),
        .plain(
          "public_network_access_enabled", .enabled, "Whether it is reached from the internet.",
          .usually(.bool(true)),
          .at("properties.publicNetworkAccess")),
        .flag("anonymous_pull_enabled", "Whether everybody may pull.", .usually(.bool(false))),
        .flag("data_endpoint_enabled", "Whether data has addresses of its own.", .usually(.bool(false))),
        .identity, .tags,
        .text("login_server", "Where it is.", .computed),
        .text("admin_username", "The user.", .computed, .at("$username"), .follows(["admin_enabled"])),
        .text(
          "admin_password", "The password.", .computed, .secret, .at("$password"), .follows(["admin_enabled"])
        ),
      ])
    table.schemaVersion = 2
    table.update = .changes
    table.hooks.enrich = { registry, id, client in
      guard registry["properties"]?["adminUserEnabled"]?.asBool == true else { return }
      do {
        let found = try await client.manager.post(id, "listCredentials", containerRegistry.version)
        registry["$username"] = found["username"]
        registry["$password"] = found["passwords"]?[0]?["value"]
      } catch let error as ProviderError where error.code == .denied {}
    }
    return table
  }()

  /// `azurerm_log_analytics_workspace`. Protocol: Microsoft.OperationalInsights 2022-10-01,
  /// `Workspaces_CreateOrUpdate`; `sharedKeys` 2020-08-01.
  static let workspace: ARMType = {
    var table = ARMType(
      "azurerm_log_analytics_workspace", "A workspace of Log Analytics, which keeps logs.",
      .group("Microsoft.OperationalInsights/workspaces"), "2022-10-01",
      name: ("^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$", "have 4 to 63 letters, digits and hyphens"),
      [
        .location,
        .text(
          "sku", "How it is paid for.", .usual("PerGB2018"), .at("properties.sku.name"), .anyCase,
          .oneOf([
            "CapacityReservation", "Free", "LACluster", "PerGB2018", "PerNode", "Premium", "Standalone",
            "Standard",
          ])),
        .number("retention_in_days", "How long logs are kept.", .open),
        .number(
          "daily_quota_gb", "How much a day; -1 for any amount.", .usually(.number(-1)),
          .at("properties.workspaceCapping.dailyQuotaGb")),
        .plain(
          "internet_ingestion_enabled", .enabled, "Whether logs come from the internet.",
          .usually(.bool(true)),
          .at("properties.publicNetworkAccessForIngestion")),
        .plain(
          "internet_query_enabled", .enabled, "Whether it is asked from the internet.", .usually(.bool(true)),
          .at("properties.publicNetworkAccessForQuery")),
        .tags,
        .text("workspace_id", "What logs are sent to.", .computed, .at("properties.customerId")),
        .text("primary_shared_key", "A key.", .computed, .secret, .at("$keys.primarySharedKey")),
        .text("secondary_shared_key", "A key.", .computed, .secret, .at("$keys.secondarySharedKey")),
      ])
    table.schemaVersion = 3
    table.hooks.enrich = { workspace, id, client in
      do {
        workspace["$keys"] = try await client.manager.post(id, "sharedKeys", "2020-08-01")
      } catch let error as ProviderError where error.code == .denied {}
    }
    return table
  }()

  /// `azurerm_user_assigned_identity`. Protocol: Microsoft.ManagedIdentity 2024-11-30,
  /// `UserAssignedIdentities_CreateOrUpdate`.
  static let userAssignedIdentity: ARMType = {
    var table = ARMType(
      "azurerm_user_assigned_identity", "Who containers and machines sign in as.",
      .group("Microsoft.ManagedIdentity/userAssignedIdentities"), "2024-11-30",
      name: ("^[A-Za-z0-9][-_A-Za-z0-9]{2,127}$", "have 3 to 128 letters, digits, hyphens and underscores"),
      [
        .location, .tags,
        .text("client_id", "The application that it is.", .computed),
        .text("principal_id", "Who it is.", .computed),
        .text("tenant_id", "The tenant.", .computed),
      ])
    table.schemaVersion = 1
    table.update = .again
    return table
  }()
}
