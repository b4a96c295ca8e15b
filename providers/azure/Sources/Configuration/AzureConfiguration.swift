import ProviderKit
import Values

/// The `provider "azurerm"` block. Names: hashicorp/azurerm 4, and what 3 had.
public struct AzureConfiguration: Codable, Sendable {
  var features: [Features]?
  var subscriptionId: String?
  var tenantId: String?
  var auxiliaryTenantIds: [String]?
  var environment: String?
  var metadataHost: String?
  var clientId: String?
  var clientIdFilePath: String?
  var clientSecret: String?
  var clientSecretFilePath: String?
  var clientCertificate: String?
  var clientCertificatePath: String?
  var clientCertificatePassword: String?
  var oidcToken: String?
  var oidcTokenFilePath: String?
  var oidcRequestToken: String?
  var oidcRequestUrl: String?
  var adoPipelineServiceConnectionId: String?
  var msiEndpoint: String?
  var msiApiVersion: String?
  var useMsi: Bool?
  var useOidc: Bool?
  var useCli: Bool?
  var useAksWorkloadIdentity: Bool?
  var storageUseAzuread: Bool?
  var resourceProviderRegistrations: String?
  var resourceProvidersToRegister: [String]?
  var skipProviderRegistration: Bool?
  var disableCorrelationRequestId: Bool?
  var disableTerraformPartnerId: Bool?
  var partnerId: String?

  static var schema: ResourceSchema {
    ResourceSchema(
      "Container groups, file shares, secrets and what belongs to them on Microsoft Azure.",
      .group(place), .group(client), .group(tokens), .group(ways), .group(habits),
      .blocks("features", .list, Features.schema, max: 1))
  }

  private static let place: [ResourceSchema.Member] = [
    .argument(
      "subscription_id", .string,
      "The subscription. If unset: `ARM_SUBSCRIPTION_ID`, `AZURE_SUBSCRIPTION_ID`, or that of the Azure CLI."),
    .argument("tenant_id", .string, "The tenant. If unset: `ARM_TENANT_ID`, `AZURE_TENANT_ID`."),
    .argument(
      "auxiliary_tenant_ids", .list(.string),
      "Up to three other tenants whose resources are named, such as networks to peer with. If unset: "
        + "`ARM_AUXILIARY_TENANT_IDS`, with semicolons between them. Managed identities have no tokens for them."
    ),
    .argument(
      "environment", .string, rules: [.oneOf(AzureCloud.names)],
      "The cloud. If unset: `ARM_ENVIRONMENT`, or `public`."),
    .argument(
      "metadata_host", .string,
      "A host that says where the services of another cloud are, such as an Azure Stack. If unset: "
        + "`ARM_METADATA_HOSTNAME`. On this machine it may be an address such as `http://127.0.0.1:8080`."),
  ]

  private static let client: [ResourceSchema.Member] = [
    .argument(
      "client_id", .string, "The application that signs in. If unset: `ARM_CLIENT_ID`, `AZURE_CLIENT_ID`."),
    .argument(
      "client_id_file_path", .string, "A file with the client id. If unset: `ARM_CLIENT_ID_FILE_PATH`."),
    .argument(
      "client_secret", .string, sensitive: true,
      "The application's secret. If unset: `ARM_CLIENT_SECRET`, `AZURE_CLIENT_SECRET`."),
    .argument(
      "client_secret_file_path", .string,
      "A file with the application's secret. If unset: `ARM_CLIENT_SECRET_FILE_PATH`."),
    .argument(
      "client_certificate", .string, sensitive: true,
      "The application's certificate with its key: a PFX bundle in base 64. If unset: `ARM_CLIENT_CERTIFICATE`."
    ),
    .argument(
      "client_certificate_path", .string,
      "A file with the application's certificate and key, as a PFX bundle or in PEM. If unset: "
        + "`ARM_CLIENT_CERTIFICATE_PATH`, `AZURE_CLIENT_CERTIFICATE_PATH`."),
    .argument(
      "client_certificate_password", .string, sensitive: true,
      "The password of the bundle. If unset: `ARM_CLIENT_CERTIFICATE_PASSWORD`, "
        + "`AZURE_CLIENT_CERTIFICATE_PASSWORD`."),
  ]

  private static let tokens: [ResourceSchema.Member] = [
    .argument(
      "oidc_token", .string, sensitive: true,
      "A token of another issuer to sign in with. If unset: `ARM_OIDC_TOKEN`."),
    .argument(
      "oidc_token_file_path", .string,
      "A file with such a token. If unset: `ARM_OIDC_TOKEN_FILE_PATH`, `AZURE_FEDERATED_TOKEN_FILE`."),
    .argument(
      "oidc_request_url", .string,
      "Where a pipeline gets such a token. If unset: `ARM_OIDC_REQUEST_URL`, `ACTIONS_ID_TOKEN_REQUEST_URL`, "
        + "`SYSTEM_OIDCREQUESTURI`."),
    .argument(
      "oidc_request_token", .string, sensitive: true,
      "What a pipeline gets it with. If unset: `ARM_OIDC_REQUEST_TOKEN`, `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, "
        + "`SYSTEM_ACCESSTOKEN`."),
    .argument(
      "ado_pipeline_service_connection_id", .string,
      "The service connection of a pipeline of Azure DevOps. If unset: `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID`, "
        + "`ARM_OIDC_AZURE_SERVICE_CONNECTION_ID`."),
  ]

  private static let ways: [ResourceSchema.Member] = [
    .argument(
      "use_oidc", .bool, "Whether to sign in with a token of another issuer. If unset: `ARM_USE_OIDC`."),
    .argument(
      "use_aks_workload_identity", .bool,
      "Whether to sign in as the workload identity of a pod. If unset: `ARM_USE_AKS_WORKLOAD_IDENTITY`."),
    .argument("use_msi", .bool, "Whether to sign in as a managed identity. If unset: `ARM_USE_MSI`."),
    .argument(
      "use_cli", .bool,
      "Whether to sign in as the user of the Azure CLI, failing all else. If unset: `ARM_USE_CLI`, "
        + "or true."),
    .argument(
      "msi_endpoint", .string,
      "Where managed identities get their tokens. If unset: `ARM_MSI_ENDPOINT`, the "
        + "platform's own."),
    .argument("msi_api_version", .string, "Accepted for compatibility."),
  ]

  private static let habits: [ResourceSchema.Member] = [
    .argument(
      "resource_provider_registrations", .string,
      rules: [.oneOf(["core", "extended", "all", "none", "legacy"])],
      "With `none`, resource providers are not registered when a subscription turns out not to have them. If unset: "
        + "`ARM_RESOURCE_PROVIDER_REGISTRATIONS`."),
    .argument("resource_providers_to_register", .set(.string), "Accepted for compatibility."),
    .argument(
      "skip_provider_registration", .bool, .optional,
      deprecated: "Use resource_provider_registrations = \"none\" instead.", "Whether not to register any."),
    .argument(
      "storage_use_azuread", .bool,
      "Whether files of shares are reached as who signs in, rather than with the account's key. If unset: "
        + "`ARM_STORAGE_USE_AZUREAD`."),
    .argument("disable_correlation_request_id", .bool, "Whether not to give requests a correlation id."),
    .argument("disable_terraform_partner_id", .bool, "Accepted for compatibility."),
    .argument("partner_id", .string, "Accepted for compatibility."),
  ]
}
