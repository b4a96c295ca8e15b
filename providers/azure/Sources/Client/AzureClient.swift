import ProviderAPI
import ProviderKit
import Values

/// What the provider's resources work with.
public struct AzureClient: Sendable {
  let session: AzureSession
  let manager: ResourceManager
  let habits: Habits
  /// Resources by the key of their id, of the places that list them; a place is a collection and an api-version.
  private let lists: ElementList<JSON>
  let storageKeys: StorageKeys

  init(_ settings: AzureSettings, _ http: HTTPClient.Configuration) {
    let session = AzureSession(settings, http)
    let manager = ResourceManager(session: session, registersProviders: settings.habits.registersProviders)
    self.session = session
    self.manager = manager
    habits = settings.habits
    storageKeys = StorageKeys { account in
      guard let id = try await manager.storageAccount(named: account) else {
        throw ProviderError(.notFound, "The subscription has no storage account \"\(account)\".")
      }
      let answer = try await manager.post(id, "listKeys", ARMType.storageAccount.version)
      guard let key = answer["keys"]?[0]?["value"]?.asString else {
        throw ProviderError(.protocolViolation, "Azure gave no key of the storage account \"\(account)\".")
      }
      return try SharedKey(account: account, key)
    }
    lists = ElementList(session.clock) { place in
      let parts = place.split(separator: "?").map(String.init)
      let found = try await manager.list("/\(path: String(parts[0].dropFirst()))", parts[1])
      let pairs = found.compactMap { json in json["id"]?.asString.map { ($0.lowercased(), json) } }
      return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
  }

  /// A resource, from a list of all that are beside it where there is one; nil when there is none.
  func find(_ id: ResourceID, _ version: String, listed: Bool) async throws -> JSON? {
    if listed, let found = try await fromList(id, version) { return found }
    return try await manager.find(id, version)
  }

  /// nil where only asking for the resource itself tells.
  private func fromList(_ id: ResourceID, _ version: String) async throws -> JSON? {
    do {
      return try await lists.element(id.key, of: place(of: id, version))
    } catch let error as ProviderError where [.denied, .notFound, .invalid].contains(error.code) {
      return nil
    }
  }

  /// Says that a resource is about to be changed, or was.
  func forget(_ id: ResourceID, _ version: String) async {
    await lists.forget(id.key, of: place(of: id, version))
  }

  private func place(of id: ResourceID, _ version: String) -> String {
    "\(id.collection.lowercased())?\(version)"
  }

  /// The id of a resource group.
  func group(_ name: String) async throws -> ResourceID {
    try ResourceID("/subscriptions/\(try await session.subscription())").appending("resourceGroups", name)
  }

  /// The id of the only resource with a type and a name in the subscription; nil when there is none.
  func resource(named name: String, _ type: String) async throws -> ResourceID? {
    let subscription = try await session.subscription()
    let filter = "resourceType eq '\(type)' and name eq '\(name)'"
    let found = try await manager.list(
      "/subscriptions/\(subscription)/resources", "2021-04-01", query: ["$filter": filter])
    return try found.first?["id"]?.asString.map { try ResourceID($0) }
  }
}

extension AzureClient {
  /// The id of a storage account of the subscription; nil when it has none of that name.
  func storageAccount(named name: String) async throws -> ResourceID? {
    try await manager.storageAccount(named: name)
  }
}

extension ResourceManager {
  /// By the accounts' own list: that of all resources lags behind.
  fileprivate func storageAccount(named name: String) async throws -> ResourceID? {
    let subscription = try await session.subscription()
    let found = try await list(
      "/subscriptions/\(subscription)/providers/Microsoft.Storage/storageAccounts",
      ARMType.storageAccount.version)
    return try found.first { $0["name"]?.asString?.lowercased() == name.lowercased() }?["id"]?.asString
      .map { try ResourceID($0) }
  }
}
