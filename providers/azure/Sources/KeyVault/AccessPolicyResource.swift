import ProviderAPI
import ProviderKit
import Values

/// `azurerm_key_vault_access_policy`: what somebody may do with what is in a vault.
///
/// Protocol: Microsoft.KeyVault 2023-07-01, `Vaults_UpdateAccessPolicy` (`replace`, `remove`). Its id is that of the
/// vault with `objectId/ID` and, for one application only, `applicationId/ID`.
struct AccessPolicyResource: ManagedResource {
  static let type = "azurerm_key_vault_access_policy"
  static let schema = ResourceSchema(
    "What somebody may do with what is in a vault.",
    .argument("key_vault_id", .string, .required, requiresReplace: true, "The id of the vault."),
    .argument("tenant_id", .string, .required, requiresReplace: true, "The tenant."),
    .argument("object_id", .string, .required, requiresReplace: true, "Who."),
    .argument("application_id", .string, .optional, requiresReplace: true, "By which application."),
    .argument("key_permissions", .list(.string), "What they may do with each key."),
    .argument("secret_permissions", .list(.string), "What they may do with each secret."),
    .argument("certificate_permissions", .list(.string), "What they may do with each certificate."),
    .argument("storage_permissions", .list(.string), "What they may do with each account."))

  struct Object: Codable, Sendable {
    var keyVaultId: String
    var tenantId: String
    var objectId: String
    var applicationId: String?
    var keyPermissions: [String]?
    var secretPermissions: [String]?
    var certificatePermissions: [String]?
    var storagePermissions: [String]?
  }

  let client: AzureClient

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    let vault = try ResourceID(wanted.keyVaultId)
    let found = try await policy(vault, wanted.objectId, wanted.applicationId)
    if let found, !found.allows(what: wanted.json) {
      throw ProviderError(
        .conflict,
        """
        The vault has an access policy for \(wanted.objectId) already. Import it:
            rcw import ADDRESS \(id(of: wanted))
        """)
    }
    try await write(wanted, "replace")
    return Created(id: id(of: wanted), wanted)
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    let parts = try Self.parts(of: id)
    guard let found = try await policy(parts.vault, parts.object, parts.application) else { return nil }
    return Object(found, of: parts.vault, prior)
  }

  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object {
    try await write(wanted, "replace")
    return wanted
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    do { try await write(prior, "remove") } catch let error as ProviderError where error.code == .notFound {}
  }

  func locate(_ wanted: Object, operation: String) async throws -> Located {
    let vault = try ResourceID(wanted.keyVaultId)
    guard let found = try await policy(vault, wanted.objectId, wanted.applicationId),
      found.allows(what: wanted.json)
    else { return .absent }
    return .found(id: id(of: wanted))
  }

  // MARK: Steps

  private func policy(_ vault: ResourceID, _ object: String, _ application: String?) async throws -> JSON? {
    let found = try await client.manager.find(vault, ARMType.keyVault.version)
    return found?["properties"]?["accessPolicies"]?.elements?.first {
      $0["objectId"]?.asString == object && $0["applicationId"]?.asString?.nonEmpty == application?.nonEmpty
    }
  }

  private func write(_ wanted: Object, _ verb: String) async throws {
    let vault = try ResourceID(wanted.keyVaultId)
    await client.forget(vault, ARMType.keyVault.version)
    client.session.noteAccess()
    let body: JSON = ["properties": ["accessPolicies": [wanted.json]]]
    _ = try await client.manager.begin(
      .put, try vault.appending("accessPolicies", verb), ARMType.keyVault.version, body)
  }

  private func id(of wanted: Object) -> String {
    let application = wanted.applicationId?.nonEmpty.map { "/applicationId/\($0)" } ?? ""
    return "\(wanted.keyVaultId)/objectId/\(wanted.objectId)\(application)"
  }

  private static func parts(of id: String) throws -> (vault: ResourceID, object: String, application: String?)
  {
    let whole = try ResourceID(id)
    let count = whole.value(after: "applicationId") == nil ? 1 : 2
    guard let vault = whole.parent(count), let object = whole.value(after: "objectId") else {
      throw ProviderError(
        .invalid, "The id of an access policy is like VAULT_ID/objectId/ID, and \"\(id)\" is not.")
    }
    return (vault, object, whole.value(after: "applicationId"))
  }
}

extension AccessPolicyResource.Object {
  private static let kinds = ["keys", "secrets", "certificates", "storage"]

  private var permissions: [[String]?] {
    [keyPermissions, secretPermissions, certificatePermissions, storagePermissions]
  }

  var json: JSON {
    var policy: JSON = [
      "tenantId": .string(tenantId), "objectId": .string(objectId),
      "permissions": .object(
        zip(Self.kinds, permissions).map {
          JSON.Member($0, .array(($1 ?? []).map { .string($0.lowercased()) }))
        }),
    ]
    policy["applicationId"] = applicationId?.nonEmpty.map { .string($0) }
    return policy
  }

  init(_ policy: JSON, of vault: ResourceID, _ prior: Self?) {
    keyVaultId = prior?.keyVaultId ?? vault.text
    tenantId = policy["tenantId"]?.asString ?? ""
    objectId = policy["objectId"]?.asString ?? ""
    applicationId = policy["applicationId"]?.asString?.nonEmpty ?? prior?.applicationId
    let read = { (kind: String, before: [String]?) -> [String]? in
      let now = (policy["permissions"]?[kind]?.elements ?? []).compactMap { $0.asString?.capitalized }
      if Set(now.map { $0.lowercased() }) == Set((before ?? []).map { $0.lowercased() }) { return before }
      return now.isEmpty ? nil : now
    }
    keyPermissions = read("keys", prior?.keyPermissions)
    secretPermissions = read("secrets", prior?.secretPermissions)
    certificatePermissions = read("certificates", prior?.certificatePermissions)
    storagePermissions = read("storage", prior?.storagePermissions)
  }
}

extension JSON {
  /// Whether an access policy is another one.
  fileprivate func allows(what other: JSON) -> Bool {
    let sets = { (policy: JSON) in
      (policy["permissions"]?.members ?? []).filter { $0.value.elements?.isEmpty == false }
        .map { member in
          "\(member.key): \((member.value.elements ?? []).compactMap { $0.asString?.lowercased() }.sorted())"
        }.sorted()
    }
    return sets(self) == sets(other)
  }
}
