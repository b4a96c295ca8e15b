import ProviderAPI
import ProviderKit
import Values

/// The secrets of one vault, at its own address.
///
/// Protocol: Key Vault secrets 7.4. What is deleted can be recovered or purged under `/deletedsecrets`.
struct VaultClient: Sendable {
  /// Where it is, without a slash at the end.
  let address: String
  private let session: AzureSession
  private let url: HTTPURL
  private let audience: String

  private static let version = "7.4"
  /// A new vault's name is not known everywhere at once, and its access rules take a while.
  private static let patience = Duration.seconds(120)

  init(_ address: String, _ client: AzureClient) async throws {
    let cloud = try await client.session.cloud()
    self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    url = try AzureCloud.address(address)
    let isKnown = url.host.hasSuffix(".\(cloud.vaultSuffix)") || url.host.hasSuffix(".localhost")
    guard isKnown else {
      throw ProviderError(
        .invalid, "\(url.host) is no vault of this cloud, whose names end with \(cloud.vaultSuffix).")
    }
    audience = cloud.vaultAudience
    session = client.session
  }

  /// The vault of an id.
  static func of(_ vault: ResourceID, _ client: AzureClient) async throws -> VaultClient {
    guard let found = try await client.manager.find(vault, ARMType.keyVault.version),
      let address = found["properties"]?["vaultUri"]?.asString
    else { throw ProviderError(.notFound, "There is no vault \(vault).") }
    return try await VaultClient(address, client)
  }

  // MARK: Secrets

  /// nil when there is none. The newest version where none is named.
  func secret(_ name: String, version: String = "") async throws -> JSON? {
    try await find("/secrets/\(name)/\(version)")
  }

  func set(_ name: String, _ body: JSON) async throws -> JSON {
    try await patiently { try await send(.put, "/secrets/\(name)", body) }
  }

  func change(_ name: String, version: String, _ body: JSON) async throws -> JSON {
    try await send(.patch, "/secrets/\(name)/\(version)", body)
  }

  /// Deletes a secret, and waits until it is deleted.
  func delete(_ name: String) async throws {
    do { _ = try await send(.delete, "/secrets/\(name)") } catch let error as ProviderError
      where error.code == .notFound
    { return }
    let _: Bool = try await wait { try await deleted(name) == nil ? nil : true }
  }

  func deleted(_ name: String) async throws -> JSON? { try await find("/deletedsecrets/\(name)") }

  func purge(_ name: String) async throws {
    _ = try await send(.delete, "/deletedsecrets/\(name)")
    let _: Bool = try await wait { try await deleted(name) == nil ? true : nil }
  }

  /// Makes a deleted secret one again, and waits until it is.
  func recover(_ name: String) async throws {
    _ = try await send(.post, "/deletedsecrets/\(name)/recover")
    let _: Bool = try await wait { try await secret(name) == nil ? nil : true }
  }

  // MARK: Requests

  private func find(_ path: String) async throws -> JSON? {
    do { return try await patiently { try await send(.get, path) } } catch let error as ProviderError
      where error.code == .notFound
    { return nil }
  }

  private func send(_ method: HTTPMethod, _ path: String, _ body: JSON? = nil) async throws -> JSON {
    let api = APIClient(session.http, at: url, failures: AzureFailure.table)
    var request = try api.request(method, APIPath(escaped: path), query: ["api-version": Self.version])
    if let body {
      request.body = .bytes(body.bytes())
      request.headers["Content-Type"] = "application/json"
      request.secrets = [body["value"]?.asString].compactMap { $0 }
    }
    return try await session.withToken(for: audience) { token in
      var request = request
      request.headers["Authorization"] = "Bearer \(token.text)"
      let response = try await api.send(request)
      return response.body.isEmpty ? .object([]) : try api.decode(response, to: request)
    }
  }

  private func patiently(_ body: () async throws -> JSON) async throws -> JSON {
    var waited = Duration.zero
    while true {
      do { return try await body() } catch let error as ProviderError {
        let isNew = error.azureCode.hasPrefix("Forbidden") || error.azureCode == "AccessDenied"
        guard isNew, session.hasChangedAccess, waited < Self.patience else { throw error }
        try await pause(for: .seconds(2), clock: session.clock)
        waited += .seconds(2)
      }
    }
  }

  private func wait<Answer: Sendable>(_ check: () async throws -> Answer?) async throws -> Answer {
    try await poll(every: .milliseconds(500), timeout: Self.patience, clock: session.clock, check)
  }
}

/// What names a secret: `https://VAULT.vault.azure.net/secrets/NAME/VERSION`.
struct SecretID: Sendable {
  let vault: String
  let name: String
  /// Empty for the newest.
  let version: String

  init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 5, parts[1].isEmpty, parts[3] == "secrets", !parts[4].isEmpty else {
      throw ProviderError(
        .invalid, "The id of a secret is like https://VAULT.vault.azure.net/secrets/NAME/VERSION.")
    }
    vault = "\(parts[0])//\(parts[2])"
    name = parts[4]
    version = parts.count > 5 ? parts[5] : ""
  }

  var versionless: String { "\(vault)/secrets/\(name)" }
}
