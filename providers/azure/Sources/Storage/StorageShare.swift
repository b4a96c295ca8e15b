import ProviderAPI
import ProviderKit
import Values

extension ARMType {
  /// `azurerm_storage_share`: a folder in a storage account that machines and containers mount.
  ///
  /// Protocol: Microsoft.Storage 2021-08-01, `FileShares_Create` (200, 201), `_Update`, `_Delete`.
  static let storageShare: ARMType = {
    var table = ARMType(
      "azurerm_storage_share", "A file share, which containers mount.",
      .child(of: "storage_account_id", "fileServices/default/shares"), "2021-08-01",
      name: (
        "^[a-z0-9](-?[a-z0-9])*$", "have small letters, digits and single hyphens, 3 to 63 of them"
      ),
      [
        .text("storage_account_id", "The id of the storage account.", .fixed, .local, .anyCase),
        .text(
          "storage_account_name", "The name of the storage account.", .fixed, .local,
          .deprecated("Use \"storage_account_id\" instead.")),
        .number(
          "quota", "How much it may hold, in GiB.", .required, .at("properties.shareQuota"),
          .rule(.integer(1...102400))),
        .text(
          "access_tier", "How fast data is at hand.", .open,
          .oneOf(["Cool", "Hot", "Premium", "TransactionOptimized"])),
        .text(
          "enabled_protocol", "What is spoken.", .usual("SMB"), .fixed, .at("properties.enabledProtocols"),
          .oneOf(["SMB", "NFS"])),
        .map("metadata", "More that is to be kept with it."),
        .blockSet("acl", "Shared access.", acl, .at("properties.signedIdentifiers")),
        .text("url", "Where it is.", .computed, .at("$url")),
        .text(
          "resource_manager_id", "The id.", .computed, .at("$id")),
      ])
    table.schemaVersion = 2
    table.update = .changes
    table.markPlace = ["properties", "metadata"]
    table.hooks.validate = { config in
      guard config["storage_account_id"].isNull, config["storage_account_name"].isNull else { return [] }
      return [
        ProviderDiagnostic(
          "Missing required argument",
          "One of \"storage_account_id\" and \"storage_account_name\" must be set.")
      ]
    }
    table.hooks.identify = identifyShare
    table.hooks.enrich = { share, id, client in
      share["$id"] = .string(id.text)
      let account = id.value(after: "storageAccounts") ?? ""
      share["$url"] = .string(try await client.session.cloud().fileShare(id.name, of: account).text)
    }
    return table
  }()

  private static let acl = Shape([
    .text("id", "The name of the access.", .required),
    .block(
      "access_policy", "What is allowed, and when.",
      Shape([
        .text("permissions", "Letters of what is allowed: r, w, d, l.", .required, .at("permission")),
        .text("start", "From when on.", .at("startTime")),
        .text("expiry", "Until when.", .at("expiryTime")),
      ])),
  ])

  /// By the id that is recorded, the account's id, or its name, for which the subscription is asked.
  private static func identifyShare(_ share: Value, _ client: AzureClient) async throws -> ResourceID? {
    let attributes = share.keyedElements
    if attributes?["storage_account_id"]?.asString != nil { return nil }
    guard let account = attributes?["storage_account_name"]?.asString,
      let name = attributes?["name"]?.asString
    else {
      return nil
    }
    let found = try await client.resource(named: account, "Microsoft.Storage/storageAccounts")
    guard let found else {
      throw ProviderError(.notFound, "The subscription has no storage account \"\(account)\".")
    }
    return try found.appending("fileServices/default/shares", name)
  }
}
