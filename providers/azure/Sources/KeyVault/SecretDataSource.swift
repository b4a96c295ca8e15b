import ProviderAPI
import ProviderKit
import Values

/// `data.azurerm_key_vault_secret`, and the ephemeral resource of the same name: a secret as it is.
struct SecretDataSource: DataSource {
  static let type = "azurerm_key_vault_secret"
  static let schema = ResourceSchema(
    "A secret in a vault.",
    .argument("name", .string, .required, "The name."),
    .argument("key_vault_id", .string, .required, "The id of the vault."),
    .argument("version", .string, .optionalComputed, "The version. If unset: the newest."),
    .computed("value", .string, sensitive: true, "The secret."),
    .computed("content_type", .string, "What it is."),
    .computed("not_before_date", .string, "From when on it is given."),
    .computed("expiration_date", .string, "Until when it is given."),
    .computed("tags", .map(.string), "Tags."),
    .computed("versionless_id", .string, "The id without the version."))

  struct Object: Codable, Sendable {
    var name: String
    var keyVaultId: String
    var version: String?
    var value: String?
    var contentType: String?
    var notBeforeDate: String?
    var expirationDate: String?
    var tags: [String: String]?
    var versionlessId: String?
  }

  let client: AzureClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let vault = try await VaultClient.of(try ResourceID(config.keyVaultId), client)
    guard var found = try await vault.secret(config.name, version: config.version ?? ""),
      let text = found["id"]?.asString
    else { throw ProviderError(.notFound, "There is no secret \"\(config.name)\" in \(vault.address).") }
    OperationMark.hide(in: &found)
    let id = try SecretID(text)
    var object = config
    object.version = config.version ?? id.version
    object.value = found["value"]?.asString
    object.contentType = found["contentType"]?.asString ?? ""
    object.notBeforeDate = Self.date(found["attributes"]?["nbf"])
    object.expirationDate = Self.date(found["attributes"]?["exp"])
    object.versionlessId = id.versionless
    let tags = (found["tags"]?.members ?? []).compactMap { tag in tag.value.asString.map { (tag.key, $0) } }
    object.tags = Dictionary(tags) { $1 }
    return DataResult(id: text, object)
  }

  private static func date(_ json: JSON?) -> String {
    json?.asInt.map { Timestamp(seconds: $0).description } ?? ""
  }
}
