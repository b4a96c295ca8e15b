import ProviderAPI
import ProviderKit
import Values

/// Where the services of one cloud are.
///
/// Sources: learn.microsoft.com "Azure Government developer guide" and "Azure in China developer guide"; for others the
/// answer to `GET /metadata/endpoints` of their Resource Manager (api-version 2022-09-01).
struct AzureCloud: Sendable {
  let name: String
  let login: HTTPURL
  let resourceManager: HTTPURL
  /// What tokens for Resource Manager are for.
  let resourceManagerAudience: String
  /// `vault.azure.net`
  let vaultSuffix: String
  /// `core.windows.net`
  let storageSuffix: String

  static let names = [
    "public", "usgovernment", "china", "AzureCloud", "AzurePublicCloud", "AzureUSGovernment",
    "AzureUSGovernmentCloud", "AzureChinaCloud", "stack", "usgovernmentl4", "usgovernmentl5", "dod",
  ]

  /// One of Microsoft's own.
  static func known(_ name: String) throws -> AzureCloud {
    switch commonName(name) {
    case "public":
      try AzureCloud(
        "public", "https://login.microsoftonline.com", "https://management.azure.com", "vault.azure.net",
        "core.windows.net")
    case "usgovernment":
      try AzureCloud(
        "usgovernment", "https://login.microsoftonline.us", "https://management.usgovcloudapi.net",
        "vault.usgovcloudapi.net", "core.usgovcloudapi.net")
    case "china":
      try AzureCloud(
        "china", "https://login.chinacloudapi.cn", "https://management.chinacloudapi.cn", "vault.azure.cn",
        "core.chinacloudapi.cn")
    default:
      throw ProviderError(
        .invalid,
        "There is no cloud named \"\(name)\". Take public, usgovernment or china, or set \"metadata_host\".")
    }
  }

  /// One name for all that a cloud is called by hashicorp/azurerm, the Azure CLI and Resource Manager; what is
  /// called nothing else in small letters.
  static func commonName(_ name: String) -> String {
    let name = name.lowercased()
    return switch name {
    case "azurecloud", "azurepubliccloud": "public"
    case "usgovernmentl4", "usgovernmentl5", "dod", "azureusgovernment", "azureusgovernmentcloud":
      "usgovernment"
    case "azurechinacloud": "china"
    default: name
    }
  }

  private init(
    _ name: String, _ login: String, _ manager: String, _ vault: String, _ storage: String
  ) throws {
    self.name = name
    self.login = try HTTPURL(login)
    resourceManager = try HTTPURL(manager)
    resourceManagerAudience = manager
    vaultSuffix = vault
    storageSuffix = storage
  }

  /// What a metadata host says of one.
  ///
  /// - Parameter json: one element of the answer's list, or the answer itself.
  init(metadata json: JSON) throws {
    guard let login = json["authentication"]?["loginEndpoint"]?.asString,
      let manager = json["resourceManager"]?.asString ?? json["resourceManagerEndpoint"]?.asString
    else { throw ProviderError(.protocolViolation, "The metadata host does not say where its cloud is.") }
    name = json["name"]?.asString ?? "custom"
    self.login = try Self.address(login)
    resourceManager = try Self.address(manager)
    resourceManagerAudience = json["authentication"]?["audiences"]?[0]?.asString ?? manager
    vaultSuffix = json["suffixes"]?["keyVaultDns"]?.asString ?? "vault.azure.net"
    storageSuffix = json["suffixes"]?["storage"]?.asString ?? "core.windows.net"
  }

  /// What tokens for vaults are for.
  var vaultAudience: String { "https://\(vaultSuffix)" }
  var storageAudience: String { "https://storage.azure.com" }

  /// An address that tokens may go to: over TLS, or on this machine.
  static func address(_ text: String) throws -> HTTPURL {
    let url: HTTPURL
    do { url = try HTTPURL(text.contains("://") ? text : "https://\(text)") } catch {
      throw ProviderError(.invalid, "The address \"\(text)\" is none: \(error.message)", cause: error)
    }
    // Names below localhost are this machine as well (RFC 6761, section 6.3).
    let isHere = ["127.0.0.1", "::1", "localhost"].contains(url.host) || url.host.hasSuffix(".localhost")
    guard url.isSecure || isHere else {
      throw ProviderError(
        .invalid,
        "The address \"\(text)\" is not secure: tokens go over HTTPS to everywhere but this machine.")
    }
    return url
  }
}
