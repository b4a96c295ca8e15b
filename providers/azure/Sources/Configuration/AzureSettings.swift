import ProviderAPI
import ProviderKit
import Values

/// What the provider's block and the environment come to, the block first.
struct AzureSettings: Sendable {
  let environment: AzureEnvironment
  let cloudName: String
  let metadataHost: HTTPURL?
  /// Where signing in is, when it is not where the cloud says.
  let authorityHost: HTTPURL?
  let subscription: String?
  let tenant: String?
  /// Whose resources may be named beside those of ``tenant``, such as networks that are peered with.
  let auxiliaryTenants: [String]
  let clientID: String?
  let clientSecret: String?
  let certificate: ClientCertificate?
  let habits: Habits
  let sendsCorrelationID: Bool
  let configuration: AzureConfiguration

  init(_ configuration: AzureConfiguration, environment variables: [String: String]) throws {
    let environment = AzureEnvironment(variables: variables)
    self.environment = environment
    self.configuration = configuration
    cloudName =
      configuration.environment ?? environment.text("ARM_ENVIRONMENT", "AZURE_ENVIRONMENT") ?? "public"
    metadataHost = try
      (configuration.metadataHost ?? environment.text("ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST"))
      .map(AzureCloud.address)
    authorityHost = try environment.text("AZURE_AUTHORITY_HOST").map(AzureCloud.address)
    subscription =
      configuration.subscriptionId ?? environment.text("ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID")
    tenant = configuration.tenantId ?? environment.text("ARM_TENANT_ID", "AZURE_TENANT_ID")
    auxiliaryTenants = try Self.auxiliaryTenants(configuration, environment)
    clientID = try Self.value(
      configuration.clientId ?? environment.text("ARM_CLIENT_ID", "AZURE_CLIENT_ID"),
      file: configuration.clientIdFilePath ?? environment.text("ARM_CLIENT_ID_FILE_PATH"))
    clientSecret = try Self.value(
      configuration.clientSecret ?? environment.text("ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"),
      file: configuration.clientSecretFilePath ?? environment.text("ARM_CLIENT_SECRET_FILE_PATH"))
    certificate = try ClientCertificate(configuration, environment)
    habits = Habits(configuration, environment)
    sendsCorrelationID =
      !(configuration.disableCorrelationRequestId ?? environment.flag("ARM_DISABLE_CORRELATION_REQUEST_ID")
      ?? false)
  }

  /// Resource Manager takes three at most.
  private static func auxiliaryTenants(
    _ configuration: AzureConfiguration, _ environment: AzureEnvironment
  ) throws -> [String] {
    let named = environment.text("ARM_AUXILIARY_TENANT_IDS")?.split(separator: ";").map(String.init)
    let found = (configuration.auxiliaryTenantIds ?? named ?? []).map(\.trimmed).filter { !$0.isEmpty }
    guard found.count <= 3 else {
      throw ProviderError(
        .invalid, "Azure takes tokens for three other tenants at most, not \(found.count).",
        attribute: AttributePath("auxiliary_tenant_ids"))
    }
    return found
  }

  /// Whether a way to sign in is wanted.
  func uses(_ flag: Bool?, _ variable: String, usually: Bool = false) -> Bool {
    flag ?? environment.flag(variable) ?? usually
  }

  /// What must never be shown.
  var secrets: [String] {
    [
      clientSecret, configuration.clientCertificatePassword, configuration.oidcToken,
      configuration.oidcRequestToken,
      configuration.clientCertificate,
    ].compactMap { $0?.nonEmpty }
  }

  static func value(_ text: String?, file path: String?) throws -> String? {
    if let text = text?.nonEmpty { return text }
    guard let path = path?.nonEmpty else { return nil }
    guard let bytes = try TextFile.read(path) else {
      throw ProviderError(.invalid, "There is no file \(path).")
    }
    return String(decoding: bytes, as: UTF8.self).trimmed.nonEmpty
  }
}

extension AzureSettings: CustomStringConvertible, CustomReflectable {
  var description: String { "settings of Azure" }
  var customMirror: Mirror { Mirror(reflecting: description) }
}
