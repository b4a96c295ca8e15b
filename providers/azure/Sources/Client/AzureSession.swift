import Encodings
import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// One configuration's way to Azure: who signs in, which cloud, which subscription. All of it is found out when it is
/// first needed.
final class AzureSession: Sendable {
  let settings: AzureSettings
  let http: HTTPClient
  let clock: any Clock<Duration>
  /// One for all requests, so that Azure's log shows them together.
  let correlationID = UUID.random().description

  private let state = Mutex(State())
  /// Made at once, so that there is one cache; it asks the session.
  private let tokens: TokenCache

  private struct State {
    var cloud: AzureCloud?
    var account: (subscription: String?, tenant: String?)?
    /// When what was made here recently was made.
    var made: [ResourceID: ContinuousClock.Instant] = [:]
    /// What was deleted here.
    var gone: Set<ResourceID> = []
    var hasChangedAccess = false
  }

  init(_ settings: AzureSettings, _ http: HTTPClient.Configuration) {
    var configuration = http
    configuration.secrets += settings.secrets
    let client = HTTPClient(configuration)
    self.settings = settings
    self.http = client
    clock = configuration.clock
    let places = Places(settings: settings, http: client)
    tokens = TokenCache(configuration.clock) { purpose in
      let login = try await places.cloud().login
      return try await SignIn(settings).token(for: purpose, settings.authorityHost ?? login, client)
    }
    self.places = places
  }

  private let places: Places

  func cloud() async throws -> AzureCloud {
    if let cloud = state.withLock({ $0.cloud }) { return cloud }
    let cloud = try await places.cloud()
    state.withLock { $0.cloud = cloud }
    return cloud
  }

  // MARK: Who and where

  func subscription() async throws -> String {
    if let subscription = settings.subscription { return subscription }
    if let subscription = try await account().subscription { return subscription }
    throw ProviderError(
      .invalid,
      "No subscription is chosen. Set \"subscription_id\" in the provider's block, or ARM_SUBSCRIPTION_ID.")
  }

  func tenant() async throws -> String? {
    if let tenant = settings.tenant { return tenant }
    return try await account().tenant
  }

  /// What the Azure CLI's user has chosen, where it is who signs in.
  private func account() async throws -> (subscription: String?, tenant: String?) {
    if let account = state.withLock({ $0.account }) { return account }
    guard case .commandLine(let program) = try SignIn(settings) else { return (nil, nil) }
    let account = try await program.account()
    state.withLock { $0.account = account }
    return account
  }

  // MARK: Tokens

  /// What `body` returns, given a token; asked once more with a new one when the service does not take it.
  func withToken<Result>(
    for audience: String, _ body: (AccessToken) async throws -> Result
  ) async throws -> Result {
    let purpose = TokenPurpose(audience: audience)
    let token = try await tokens.token(for: purpose)
    do { return try await body(token) } catch let error as ProviderError where error.azureStatus == 401 {
      await tokens.forget(token, for: purpose)
      await tokens.forgetOtherTenants(of: audience)
      return try await body(try await tokens.token(for: purpose))
    }
  }

  func token(for audience: String) async throws -> AccessToken {
    try await tokens.token(for: TokenPurpose(audience: audience))
  }

  /// Those for the other tenants that the settings name, in which a managed identity is not known.
  func auxiliaryTokens(for audience: String) async throws -> [AccessToken] {
    let tenants = settings.auxiliaryTenants
    guard !tenants.isEmpty, try SignIn(settings).reachesOtherTenants else { return [] }
    var found: [AccessToken] = []
    for tenant in tenants {
      found.append(try await tokens.token(for: TokenPurpose(audience: audience, tenant: tenant)))
    }
    return found
  }

  // MARK: What is new

  /// Says that something was made just now: Azure may not know of it everywhere yet.
  func noteMade(_ id: ResourceID) {
    state.withLock { state in
      state.made[id] = .now
      state.gone.remove(id)
    }
  }

  /// Says that it was changed who may do what: that takes a while to hold everywhere.
  func noteAccess() { state.withLock { $0.hasChangedAccess = true } }
  var hasChangedAccess: Bool { state.withLock { $0.hasChangedAccess } }

  /// Says that something is about to be deleted, so that nobody waits for it.
  func noteGone(_ id: ResourceID) {
    state.withLock { state in
      state.made[id] = nil
      state.gone.insert(id)
    }
  }

  /// Whether something was deleted here.
  func isGone(_ id: ResourceID) -> Bool { state.withLock { $0.gone.contains(id) } }

  /// Whether something, or what it is in, was made here in the last minutes.
  func isNew(_ id: ResourceID) -> Bool {
    let candidates = Set([id] + id.ancestors)
    return madeRecently(candidates.contains)
  }

  /// Whether one of those that were made here in the last minutes is like that.
  func madeRecently(_ isIt: (ResourceID) -> Bool) -> Bool {
    state.withLock { $0.made }.contains { ContinuousClock.now - $0.value < .seconds(300) && isIt($0.key) }
  }
}

/// Where the cloud of some settings is.
private struct Places: Sendable {
  let settings: AzureSettings
  let http: HTTPClient

  func cloud() async throws -> AzureCloud {
    guard let host = settings.metadataHost else { return try AzureCloud.known(settings.cloudName) }
    let api = APIClient(http, at: host, failures: AzureFailure.table)
    let answer: JSON = try await api.get("/metadata/endpoints", query: ["api-version": "2022-09-01"])
    let clouds = answer.elements ?? [answer]
    let names = clouds.compactMap { $0["name"]?.asString }
    let wanted = AzureCloud.commonName(settings.cloudName)
    let named = clouds.first { $0["name"]?.asString.map(AzureCloud.commonName) == wanted }
    // Credentials go where the cloud says: to none but the one that is meant.
    guard let cloud = named ?? (clouds.count == 1 ? clouds.first : nil) else {
      throw ProviderError(
        .invalid,
        "The metadata host \(host) knows no cloud \"\(settings.cloudName)\", only: \(names.joined(separator: ", ")).",
        attribute: AttributePath("environment"))
    }
    return try AzureCloud(metadata: cloud)
  }
}
