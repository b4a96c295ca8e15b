import ProviderAPI
import ProviderKit
import Values

extension ARMType {
  /// `azurerm_storage_account`: where file shares are.
  ///
  /// Protocol: Microsoft.Storage 2021-08-01, `StorageAccounts_Create` (202 with `Location`), `_Update`, `_ListKeys`.
  /// Schema: hashicorp/azurerm 4, less the settings of blobs, queues and static pages.
  static let storageAccount: ARMType = {
    var table = ARMType(
      "azurerm_storage_account", "A storage account, in which file shares are.",
      .group("Microsoft.Storage/storageAccounts"), "2021-08-01",
      name: ("^[a-z0-9]{3,24}$", "have 3 to 24 small letters and digits; it is unique on all of Azure"),
      StorageAccountFields.all)
    table.update = .changes
    table.patience = [.create: .seconds(3600), .update: .seconds(3600), .delete: .seconds(3600)]
    table.hooks.enrich = StorageAccountBody.addKeys
    table.hooks.send = StorageAccountBody.complete
    table.hooks.receive = StorageAccountBody.simplify
    table.schemaVersion = 4
    return table
  }()
}

enum StorageAccountFields {
  static let all: [Field] = kind + settings + [network, .identity, .tags] + endpoints + keys

  private static let kind: [Field] = [
    .location,
    .text(
      "account_kind", "The kind.", .usual("StorageV2"), .fixed, .at("kind"),
      .oneOf(["BlobStorage", "BlockBlobStorage", "FileStorage", "Storage", "StorageV2"])),
    .text(
      "account_tier", "The speed.", .required, .fixed, .at("$tier"), .anyCase,
      .oneOf(["Standard", "Premium"])),
    .text(
      "account_replication_type", "How often data is kept.", .required, .at("$replication"), .anyCase,
      .oneOf(["LRS", "GRS", "RAGRS", "ZRS", "GZRS", "RAGZRS"])),
    .text("access_tier", "How fast data is at hand.", .open, .oneOf(["Hot", "Cool", "Premium", "Cold"])),
    .text("edge_zone", "The edge zone.", .fixed, .at("extendedLocation.name")),
  ]

  private static let settings: [Field] = [
    .flag(
      "https_traffic_only_enabled", "Whether HTTP is refused.", .open,
      .at("properties.supportsHttpsTrafficOnly")),
    .flag(
      "enable_https_traffic_only", "The same under its old name.", .open,
      .at("properties.supportsHttpsTrafficOnly"),
      .deprecated("Use \"https_traffic_only_enabled\" instead.")),
    .text(
      "min_tls_version", "The oldest TLS.", .usual("TLS1_2"), .at("properties.minimumTlsVersion"),
      .oneOf(["TLS1_0", "TLS1_1", "TLS1_2"])),
    .flag(
      "allow_nested_items_to_be_public", "Whether blobs may be public.", .usually(.bool(true)),
      .at("properties.allowBlobPublicAccess")),
    .flag(
      "shared_access_key_enabled", "Whether keys let one in.", .usually(.bool(true)),
      .at("properties.allowSharedKeyAccess")),
    .plain(
      "public_network_access_enabled", .enabled, "Whether it is reached from the internet.",
      .usually(.bool(true)),
      .at("properties.publicNetworkAccess")),
    .flag(
      "default_to_oauth_authentication", "Whether the portal signs in by default.", .usually(.bool(false)),
      .at("properties.defaultToOAuthAuthentication")),
    .flag(
      "cross_tenant_replication_enabled", "Whether objects may be replicated to other tenants.",
      .usually(.bool(false)),
      .at("properties.allowCrossTenantReplication")),
    .flag("is_hns_enabled", "Whether names are hierarchical.", .usually(.bool(false)), .fixed),
    .flag(
      "nfsv3_enabled", "Whether NFS 3 is spoken.", .usually(.bool(false)), .fixed,
      .at("properties.isNfsV3Enabled")),
    .flag("sftp_enabled", "Whether SFTP is spoken.", .usually(.bool(false)), .at("properties.isSftpEnabled")),
    .flag(
      "local_user_enabled", "Whether there are users of its own.", .usually(.bool(true)),
      .at("properties.isLocalUserEnabled")),
    .plain(
      "large_file_share_enabled", .enabled, "Whether shares may have more than 5 TiB.", .open,
      .at("properties.largeFileSharesState")),
    .flag(
      "infrastructure_encryption_enabled", "Whether data is encrypted twice.", .usually(.bool(false)), .fixed,
      .at("properties.encryption.requireInfrastructureEncryption")),
  ]

  private static let network = Field.block(
    "network_rules", "Who reaches it.",
    Shape([
      .text("default_action", "What becomes of everybody else.", .required, .oneOf(["Allow", "Deny"])),
      .plain("bypass", .commas, "Which services are let in.", .open),
      .plain("ip_rules", .members("value"), "Addresses that are let in.", .open),
      .plain(
        "virtual_network_subnet_ids", .members("id"), "Subnets that are let in.", .open, .anyCase,
        .at("virtualNetworkRules")),
    ]), .open, .at("properties.networkAcls"))

  private static let services = ["blob", "dfs", "file", "queue", "table", "web"]

  private static let endpoints: [Field] =
    ["primary", "secondary"].flatMap { place in
      services.flatMap { service -> [Field] in
        [
          .text(
            "\(place)_\(service)_endpoint", "Where the service is.", .computed,
            .at("properties.\(place)Endpoints.\(service)"), .follows(["account_replication_type"])),
          .text(
            "\(place)_\(service)_host", "The host of the service.", .computed,
            .at("$hosts.\(place).\(service)"),
            .follows(["account_replication_type"])),
        ]
      } + [
        .text(
          "\(place)_location", "The region.", .computed, .at("properties.\(place)Location"),
          .follows(["account_replication_type"]))
      ]
    }

  private static let keys: [Field] = ["primary", "secondary"].flatMap { place -> [Field] in
    [
      .text(
        "\(place)_access_key", "A key.", .computed, .secret, .at("$\(place)Key"),
        .follows(["shared_access_key_enabled"])),
      .text(
        "\(place)_connection_string", "What clients connect by.", .computed, .secret,
        .at("$\(place)Connection"),
        .follows(["account_replication_type", "shared_access_key_enabled"])),
      .text(
        "\(place)_blob_connection_string", "What clients of blobs connect by.", .computed, .secret,
        .at("$\(place)BlobConnection"), .follows(["account_replication_type", "shared_access_key_enabled"])),
    ]
  }
}

/// Where what Azure keeps of a storage account has another form than its configuration.
enum StorageAccountBody {
  static func complete(_ body: inout JSON, _ wanted: Value) {
    let tier = body["$tier"]?.asString ?? "Standard"
    let replication = body["$replication"]?.asString ?? "LRS"
    body["sku"] = ["name": .string("\(tier)_\(replication)")]
    for name in ["$tier", "$replication"] { body[name] = nil }
    if body["extendedLocation"] != nil { body.put("EdgeZone", at: ["extendedLocation", "type"]) }
    guard let encryption = body["properties"]?["encryption"] else { return }
    if encryption["requireInfrastructureEncryption"]?.asBool == true {
      body.put("Microsoft.Storage", at: ["properties", "encryption", "keySource"])
    } else {
      body.remove(at: ["properties", "encryption"])
    }
  }

  /// What those who may not see the keys do without.
  static func addKeys(_ account: inout JSON, _ id: ResourceID, _ client: AzureClient) async throws {
    guard account["properties"]?["allowSharedKeyAccess"]?.asBool != false else { return }
    do {
      account["$keys"] = try await client.manager.post(id, "listKeys", ARMType.storageAccount.version)
    } catch let error as ProviderError
      where error.code == .denied || error.code == .notFound || error.azureCode == "ScopeLocked"
    {}
  }

  static func simplify(_ resource: inout JSON) {
    let name = resource["name"]?.asString ?? ""
    let sku = (resource["sku"]?["name"]?.asString ?? "").split(separator: "_").map(String.init)
    if sku.count == 2 {
      resource["$tier"] = .string(sku[0])
      resource["$replication"] = .string(sku[1])
    }
    for place in ["primary", "secondary"] {
      let endpoints = resource["properties"]?["\(place)Endpoints"]?.members ?? []
      for endpoint in endpoints {
        let host = endpoint.value.asString.flatMap(host) ?? ""
        resource.put(.string(host), at: ["$hosts", place, endpoint.key])
      }
    }
    writeKeys(&resource, name)
  }

  private static func writeKeys(_ resource: inout JSON, _ name: String) {
    let keys = (resource["$keys"]?["keys"]?.elements ?? []).compactMap { $0["value"]?.asString }
    for (place, key) in zip(["primary", "secondary"], keys) {
      resource["$\(place)Key"] = .string(key)
      let base = "DefaultEndpointsProtocol=https;AccountName=\(name);AccountKey=\(key)"
      let blob = resource["properties"]?["\(place)Endpoints"]?["blob"]?.asString
      let suffix = blob.flatMap(host)?.split(separator: ".").dropFirst(2).joined(separator: ".")
      resource["$\(place)Connection"] = .string(
        "\(base);EndpointSuffix=\(suffix?.nonEmpty ?? "core.windows.net")")
      resource["$\(place)BlobConnection"] = blob.map {
        .string("DefaultEndpointsProtocol=https;BlobEndpoint=\($0);AccountName=\(name);AccountKey=\(key)")
      }
    }
    resource["$keys"] = nil
  }

  private static func host(_ endpoint: String) -> String? {
    let parts = endpoint.split(separator: "/").map(String.init)
    return parts.count > 1 ? parts[1] : nil
  }
}
