import ProviderKit
import Values

/// The block `features`: what is to become of what a delete leaves behind. Names and defaults: hashicorp/azurerm 4.
///
/// Blocks about services that are not here are taken and mean nothing.
struct Features: Codable, Sendable {
  var keyVault: [KeyVaultFeatures]?
  var resourceGroup: [ResourceGroupFeatures]?
  var logAnalyticsWorkspace: [WorkspaceFeatures]?

  struct KeyVaultFeatures: Codable, Sendable {
    var purgeSoftDeleteOnDestroy: Bool?
    var recoverSoftDeletedKeyVaults: Bool?
    var purgeSoftDeletedSecretsOnDestroy: Bool?
    var recoverSoftDeletedSecrets: Bool?
    var purgeSoftDeletedKeysOnDestroy: Bool?
    var recoverSoftDeletedKeys: Bool?
    var purgeSoftDeletedCertificatesOnDestroy: Bool?
    var recoverSoftDeletedCertificates: Bool?
    var purgeSoftDeletedHardwareSecurityModulesOnDestroy: Bool?
    var purgeSoftDeletedHardwareSecurityModuleKeysOnDestroy: Bool?
    var recoverSoftDeletedHardwareSecurityModuleKeys: Bool?
  }

  struct ResourceGroupFeatures: Codable, Sendable {
    var preventDeletionIfContainsResources: Bool?
  }

  struct WorkspaceFeatures: Codable, Sendable {
    var permanentlyDeleteOnDestroy: Bool?
  }

  static var schema: ResourceSchema {
    ResourceSchema(
      "What is to become of what a delete leaves behind.",
      members: [
        .blocks("key_vault", .list, flags(keyVault, true, "Vaults and what is in them."), max: 1),
        .blocks(
          "resource_group", .list,
          flags(["prevent_deletion_if_contains_resources"], true, "Resource groups."), max: 1),
        .blocks(
          "log_analytics_workspace", .list, flags(["permanently_delete_on_destroy"], false, "Workspaces."),
          max: 1),
      ] + others.map { .blocks($0.key, .list, flags($0.value, nil, "Accepted for compatibility."), max: 1) })
  }

  private static let keyVault = [
    "purge_soft_delete_on_destroy", "recover_soft_deleted_key_vaults",
    "purge_soft_deleted_secrets_on_destroy",
    "recover_soft_deleted_secrets", "purge_soft_deleted_keys_on_destroy", "recover_soft_deleted_keys",
    "purge_soft_deleted_certificates_on_destroy", "recover_soft_deleted_certificates",
    "purge_soft_deleted_hardware_security_modules_on_destroy",
    "purge_soft_deleted_hardware_security_module_keys_on_destroy",
    "recover_soft_deleted_hardware_security_module_keys",
  ]

  private static let others = [
    "subscription": ["prevent_cancellation_on_destroy"],
    "storage": ["data_plane_available"],
    "api_management": ["purge_soft_delete_on_destroy", "recover_soft_deleted"],
    "app_configuration": ["purge_soft_delete_on_destroy", "recover_soft_deleted"],
    "application_insights": ["disable_generated_rule"],
    "cognitive_account": ["purge_soft_delete_on_destroy"],
    "managed_disk": ["expand_without_downtime"],
    "template_deployment": ["delete_nested_items_during_deletion"],
    "virtual_machine": [
      "delete_os_disk_on_deletion", "detach_implicit_data_disk_on_deletion", "graceful_shutdown",
      "skip_shutdown_and_force_delete",
    ],
    "virtual_machine_scale_set": [
      "force_delete", "reimage_on_manual_upgrade", "roll_instances_when_required",
      "scale_to_zero_before_deletion",
    ],
  ]

  private static func flags(_ names: [String], _ usual: Bool?, _ summary: String) -> ResourceSchema {
    ResourceSchema(
      summary,
      members: names.map { name in
        let origin: AttributeSchema.Origin = usual.map { .defaulted(.bool($0)) } ?? .optional
        return .argument(
          name, .bool, origin, name.split(separator: "_").joined(separator: " ").capitalized + ".")
      })
  }
}

extension String {
  /// With a capital at its beginning.
  var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

/// What the features come to.
struct Habits: Sendable {
  var purgesVaults = true
  var recoversVaults = true
  var purgesSecrets = true
  var recoversSecrets = true
  var keepsFilledGroups = true
  var deletesWorkspacesForGood = false
  var registersProviders = true
  var usesDirectoryForFiles = false

  init(_ configuration: AzureConfiguration, _ environment: AzureEnvironment) {
    let features = configuration.features?.first
    let vault = features?.keyVault?.first
    purgesVaults = vault?.purgeSoftDeleteOnDestroy ?? true
    recoversVaults = vault?.recoverSoftDeletedKeyVaults ?? true
    purgesSecrets = vault?.purgeSoftDeletedSecretsOnDestroy ?? true
    recoversSecrets = vault?.recoverSoftDeletedSecrets ?? true
    keepsFilledGroups = features?.resourceGroup?.first?.preventDeletionIfContainsResources ?? true
    deletesWorkspacesForGood = features?.logAnalyticsWorkspace?.first?.permanentlyDeleteOnDestroy ?? false
    let registrations =
      configuration.resourceProviderRegistrations ?? environment.text("ARM_RESOURCE_PROVIDER_REGISTRATIONS")
    registersProviders =
      registrations != "none"
      && !(configuration.skipProviderRegistration ?? environment.flag("ARM_SKIP_PROVIDER_REGISTRATION")
        ?? false)
    usesDirectoryForFiles =
      configuration.storageUseAzuread ?? environment.flag("ARM_STORAGE_USE_AZUREAD") ?? false
  }
}
