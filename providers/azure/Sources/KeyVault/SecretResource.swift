import ProviderAPI
import ProviderKit
import Values

/// `azurerm_key_vault_secret`: a secret in a vault. Its id has the version in it, so that a new value has a new id.
///
/// Protocol: Key Vault secrets 7.4. A write makes a new version, so that nothing is written that is as it is. Schema:
/// hashicorp/azurerm 4.
struct SecretResource: ManagedResource {
  static let type = "azurerm_key_vault_secret"
  static let schema = ResourceSchema(
    "A secret in a vault.",
    .argument(
      "name", .string, .required, requiresReplace: true,
      rules: [
        .matches("^[0-9a-zA-Z-]{1,127}$", message: "must have at most 127 letters, digits and hyphens")
      ],
      "The name."),
    .argument("key_vault_id", .string, .required, requiresReplace: true, "The id of the vault."),
    .argument(
      "value", .string, .optional, sensitive: true, rules: [.conflictsWith(["value_wo"])], "The secret."),
    .writeOnly(
      "value_wo", .string, rules: [.requires(["value_wo_version"])], "The secret, which no state has."),
    .argument("value_wo_version", .number, "Changes when \"value_wo\" does."),
    .argument("content_type", .string, "What it is, for people."),
    .argument("not_before_date", .string, .optional, rules: [.timestamp], "From when on it is given."),
    .argument("expiration_date", .string, .optional, rules: [.timestamp], "Until when it is given."),
    .argument("tags", .map(.string), "Tags."),
    .computed("version", .string, "The version."),
    .computed("versionless_id", .string, "The id without the version."),
    .computed("resource_id", .string, "The id in Resource Manager."),
    .computed("resource_versionless_id", .string, "The id in Resource Manager without the version."))

  struct Object: Codable, Sendable {
    var name: String
    var keyVaultId: String
    var value: String?
    var valueWo: String?
    var valueWoVersion: Int?
    var contentType: String?
    var notBeforeDate: String?
    var expirationDate: String?
    var tags: [String: String]?
    var version: String?
    var versionlessId: String?
    var resourceId: String?
    var resourceVersionlessId: String?
  }

  let client: AzureClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config["value"].isNull, config["value_wo"].isNull else { return [] }
    return [
      ProviderDiagnostic("Missing required argument", "One of \"value\" and \"value_wo\" must be set.")
    ]
  }

  static func adjust(_ plan: inout ResourcePlan) {
    guard !plan.isCreate, ["value", "value_wo_version"].contains(where: plan.isChanged) else { return }
    for name in ["id", "version", "resource_id"] { plan.setUnknown(name) }
  }

  static func id(of object: Object, was id: String) -> String {
    guard let whole = object.versionlessId, let version = object.version else { return id }
    return "\(whole)/\(version)"
  }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    let vault = try await VaultClient.of(try ResourceID(wanted.keyVaultId), client)
    if let found = try await vault.secret(wanted.name) {
      guard OperationMark.of(found) == operation.id else { throw exists(wanted, vault) }
    } else if try await vault.deleted(wanted.name) != nil {
      try await recover(wanted, vault, operation)
    }
    let made = try await vault.set(wanted.name, body(of: wanted, mark: operation.id))
    return try result(made, wanted)
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    let secret = try SecretID(id)
    guard let prior else { return nil }
    let vault = try await VaultClient(secret.vault, client)
    do {
      guard let found = try await vault.secret(secret.name) else { return nil }
      return object(found, prior)
    } catch let error as ProviderError where error.azureCode == "VaultNotFound" || error.code == .unavailable
    {
      // A vault that is gone has no host any more.
      let id = try ResourceID(prior.keyVaultId)
      if try await client.manager.find(id, ARMType.keyVault.version) == nil { return nil }
      throw error
    }
  }

  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object {
    let secret = try SecretID(id)
    let vault = try await VaultClient(secret.vault, client)
    let mark = try await vault.secret(secret.name).flatMap(OperationMark.of)
    let body = body(of: wanted, mark: mark)
    if wanted.value != prior.value || wanted.valueWoVersion != prior.valueWoVersion {
      return try result(try await vault.set(secret.name, body), wanted).object
    }
    var settings = body
    settings["value"] = nil
    let version = prior.version ?? secret.version
    return object(try await vault.change(secret.name, version: version, settings), wanted)
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    let secret = try SecretID(id)
    let vault = try await VaultClient(secret.vault, client)
    try await vault.delete(secret.name)
    guard client.habits.purgesSecrets, try await vault.deleted(secret.name) != nil else { return }
    do { try await vault.purge(secret.name) } catch let error as ProviderError where error.code == .notFound {
    }
  }

  func importObject(id: String) async throws -> Created<Object>? {
    let secret = try SecretID(id)
    let vault = try await VaultClient(secret.vault, client)
    guard let found = try await vault.secret(secret.name) else { return nil }
    let name = secret.vault.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
    guard let resource = try await client.resource(named: name, "Microsoft.KeyVault/vaults") else {
      throw ProviderError(.notFound, "The subscription has no vault \"\(name)\".")
    }
    var object = object(found, Object(name: secret.name, keyVaultId: resource.text))
    object.value = found["value"]?.asString
    return Created(id: Self.id(of: object, was: secret.versionless), object)
  }

  func locate(_ wanted: Object, operation: String) async throws -> Located {
    let vault = try await VaultClient.of(try ResourceID(wanted.keyVaultId), client)
    guard let found = try await vault.secret(wanted.name), OperationMark.of(found) == operation,
      let id = found["id"]?.asString
    else { return .absent }
    return .found(id: id)
  }

  // MARK: Steps

  private func exists(_ wanted: Object, _ vault: VaultClient) -> ProviderError {
    ProviderError(
      .conflict,
      """
      There is a secret "\(wanted.name)" in the vault already. Choose another name, delete it, or import it:
          rcw import ADDRESS \(vault.address)/secrets/\(wanted.name)
      """)
  }

  private func recover(_ wanted: Object, _ vault: VaultClient, _ operation: Operation) async throws {
    guard client.habits.recoversSecrets else {
      throw ProviderError(
        .conflict,
        "The secret \"\(wanted.name)\" was deleted and keeps its name until it is purged. Recover it by "
          + "recover_soft_deleted_secrets = true in a block key_vault of the provider's features, or purge it."
      )
    }
    operation.report("recovering the deleted one")
    try await vault.recover(wanted.name)
  }

  private func body(of wanted: Object, mark: String?) -> JSON {
    var attributes = JSON.object([])
    attributes["nbf"] = Self.seconds(wanted.notBeforeDate)
    attributes["exp"] = Self.seconds(wanted.expirationDate)
    var body: JSON = ["value": .string(wanted.valueWo ?? wanted.value ?? ""), "attributes": attributes]
    body["contentType"] = wanted.contentType.map { .string($0) }
    let tags = (wanted.tags ?? [:]).sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
    body["tags"] = .object(tags)
    if let mark { OperationMark.set(mark, on: &body) }
    return body
  }

  private static func seconds(_ date: String?) -> JSON? {
    date.flatMap { try? Timestamp($0) }.map { .number(Number($0.seconds)) }
  }

  private func result(_ made: JSON, _ wanted: Object) throws -> Created<Object> {
    guard let id = made["id"]?.asString else {
      throw ProviderError(.protocolViolation, "The vault answered a secret without an id.")
    }
    return Created(id: id, object(made, wanted))
  }

  /// What the vault says, in the words of what is wanted or recorded wherever both mean the same.
  private func object(_ found: JSON, _ known: Object) -> Object {
    var (object, found) = (known, found)
    OperationMark.hide(in: &found)
    object.valueWo = nil
    if known.value != nil, let value = found["value"]?.asString { object.value = value }
    object.contentType = found["contentType"]?.asString ?? known.contentType.flatMap { $0.isEmpty ? $0 : nil }
    object.notBeforeDate = Self.date(found["attributes"]?["nbf"], known.notBeforeDate)
    object.expirationDate = Self.date(found["attributes"]?["exp"], known.expirationDate)
    let tags = (found["tags"]?.members ?? []).compactMap { tag in tag.value.asString.map { (tag.key, $0) } }
    object.tags = tags.isEmpty && known.tags?.isEmpty != false ? known.tags : Dictionary(tags) { $1 }
    guard let id = found["id"]?.asString.flatMap({ try? SecretID($0) }) else { return object }
    object.version = id.version
    object.versionlessId = id.versionless
    object.resourceId = "\(known.keyVaultId)/secrets/\(id.name)/versions/\(id.version)"
    object.resourceVersionlessId = "\(known.keyVaultId)/secrets/\(id.name)"
    return object
  }

  private static func date(_ json: JSON?, _ known: String?) -> String? {
    guard let seconds = json?.asInt else { return nil }
    if let known, (try? Timestamp(known))?.seconds == seconds { return known }
    return Timestamp(seconds: seconds).description
  }
}
