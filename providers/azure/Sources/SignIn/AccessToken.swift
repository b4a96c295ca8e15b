import ProviderAPI
import ProviderKit
import Values

/// What a service lets one in with.
struct AccessToken: Sendable {
  let text: String
  let lifetime: Duration

  /// Of an answer with `access_token`, and `expires_in` in seconds or `expires_on` since 1970; managed identities
  /// write both as strings.
  init(_ json: JSON, from whom: String) throws {
    guard let text = (json["access_token"] ?? json["accessToken"])?.asString?.nonEmpty else {
      throw ProviderError(.protocolViolation, "\(whom) gave no token.")
    }
    self.text = text
    if let seconds = Self.number(json["expires_in"]) {
      lifetime = .seconds(max(0, seconds))
    } else if let moment = Self.number(json["expires_on"]) {
      lifetime = .seconds(max(0, max(0, moment) - Timestamp.now().seconds))
    } else {
      lifetime = .seconds(300)
    }
  }

  private static func number(_ json: JSON?) -> Int? {
    json?.asInt ?? json?.asString.flatMap { Int($0) }
  }

  /// How long it is used: it is renewed five minutes before its end, or after half of a short life.
  var usefulLife: Duration { max(lifetime - .seconds(300), lifetime / 2) }
}

extension AccessToken: CustomStringConvertible, CustomReflectable {
  var description: String { "a token" }
  var customMirror: Mirror { Mirror(reflecting: description) }
}

/// What a token is for.
struct TokenPurpose: Hashable, Sendable {
  /// Such as `https://vault.azure.net`.
  let audience: String
  /// Another tenant than that of who signs in; nil for that one.
  var tenant: String?
}

/// The tokens of one run: each is asked for once, whoever needs it, and again before it ends.
actor TokenCache {
  private enum Entry {
    case loading([CheckedContinuation<AccessToken, any Error>])
    case loaded(AccessToken, asOf: Duration)
  }

  private let load: @Sendable (TokenPurpose) async throws -> AccessToken
  private let elapsed: @Sendable () -> Duration
  private var entries: [TokenPurpose: Entry] = [:]

  init(
    _ clock: any Clock<Duration>, load: @escaping @Sendable (TokenPurpose) async throws -> AccessToken
  ) {
    self.load = load
    elapsed = Self.stopwatch(clock)
  }

  func token(for purpose: TokenPurpose) async throws -> AccessToken {
    switch entries[purpose] {
    case .loaded(let token, let moment) where elapsed() - moment < token.usefulLife: return token
    case .loading(let others):
      return try await withCheckedThrowingContinuation { entries[purpose] = .loading(others + [$0]) }
    case .loaded, nil: return try await renew(purpose)
    }
  }

  /// Says that a service did not take the token.
  func forget(_ token: AccessToken, for purpose: TokenPurpose) {
    if case .loaded(let kept, _) = entries[purpose], kept.text == token.text { entries[purpose] = nil }
  }

  /// Says that a service did not take a request that had tokens for other tenants with it.
  func forgetOtherTenants(of audience: String) {
    for (purpose, entry) in entries where purpose.audience == audience && purpose.tenant != nil {
      if case .loaded = entry { entries[purpose] = nil }
    }
  }

  private func renew(_ purpose: TokenPurpose) async throws -> AccessToken {
    entries[purpose] = .loading([])
    let result: Result<AccessToken, any Error>
    do { result = .success(try await load(purpose)) } catch { result = .failure(error) }
    guard case .loading(let waiting) = entries[purpose] else { return try result.get() }
    entries[purpose] = (try? result.get()).map { .loaded($0, asOf: elapsed()) }
    for one in waiting { one.resume(with: result) }
    return try result.get()
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
