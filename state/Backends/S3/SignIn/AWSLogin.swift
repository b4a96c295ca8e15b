import AWSSigning
import ProviderKit
import StateStorage
import Values

/// Finds out who we are, in the order of the AWS tools (AWS SDKs and Tools Reference Guide, "Credential provider
/// chain"): the block, the environment, a web identity, the files of a profile, the container or machine around; and
/// takes on a role where one is wanted.
struct AWSLogin: Sendable {
  private let config: BackendConfig
  private let profile: AWSProfile
  private let client: HTTPClient
  private let tokens: AWSTokenService

  init(_ config: BackendConfig, profile: AWSProfile, client: HTTPClient, region: String) throws {
    self.config = config
    self.profile = profile
    self.client = client
    tokens = try AWSTokenService(config, client: client, region: region)
  }

  /// Now, as signatures say it.
  static var now: String { Timestamp.now().description.filter { $0 != "-" && $0 != ":" } }

  func session() async throws -> AWSSession {
    let own = try await ownSession()
    guard let block = config.nested("assume_role") ?? config.string("role_arn").map({ _ in config }) else {
      return try await checked(own)
    }
    guard let arn = block.string("role_arn") else {
      throw config.problem("\"assume_role\" needs \"role_arn\"")
    }
    return try await checked(tokens.assume(.init(arn: arn, block), as: own.credentials))
  }

  /// What AWS says of the account, where the block says which accounts may be.
  private func checked(_ session: AWSSession) async throws -> AWSSession {
    let allowed = config.strings("allowed_account_ids")
    let forbidden = config.strings("forbidden_account_ids")
    guard !allowed.isEmpty || !forbidden.isEmpty else { return session }
    let account = try await tokens.account(of: session.credentials)
    guard allowed.isEmpty || allowed.contains(account), !forbidden.contains(account) else {
      throw config.problem(
        "the credentials are of the account \(account), which "
          + (forbidden.contains(account)
            ? "forbidden_account_ids names" : "allowed_account_ids does not name"))
    }
    return session
  }

  private func ownSession() async throws -> AWSSession {
    if let access = config.string("access_key"), let secret = config.string("secret_key") {
      return AWSSession(
        credentials: AWSCredentials(
          accessKey: access, secretKey: secret, sessionToken: config.string("token")))
    }
    if let block = config.nested("assume_role_with_web_identity") { return try await webIdentity(block) }
    if config.string("profile") == nil, let session = try await ofEnvironment() { return session }
    if let session = try await session(of: profile) { return session }
    if let session = try await AWSSurroundings(config).session() { return session }
    throw config.problem(
      "there are no credentials: neither access_key and secret_key in the block, nor AWS_ACCESS_KEY_ID and "
        + "AWS_SECRET_ACCESS_KEY in the environment, nor any of the profile \"\(profile.name)\" in "
        + profile.files.all.joined(separator: " or ") + ", nor a role of this machine or container")
  }

  private func ofEnvironment() async throws -> AWSSession? {
    if let access = variable("AWS_ACCESS_KEY_ID"), let secret = variable("AWS_SECRET_ACCESS_KEY") {
      return AWSSession(
        credentials: AWSCredentials(
          accessKey: access, secretKey: secret, sessionToken: variable("AWS_SESSION_TOKEN")))
    }
    guard let file = variable("AWS_WEB_IDENTITY_TOKEN_FILE"), let arn = variable("AWS_ROLE_ARN") else {
      return nil
    }
    let role = AWSTokenService.Role(arn: arn, session: variable("AWS_ROLE_SESSION_NAME"))
    return try await tokens.assume(role, withWebIdentity: token(in: file))
  }

  /// Of the environment. CI systems set what they have no value for to nothing.
  private func variable(_ name: String) -> String? { config.string("", name) }

  private func webIdentity(_ block: BackendConfig) async throws -> AWSSession {
    let file = block.string("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE")
    guard let arn = block.string("role_arn", "AWS_ROLE_ARN") else {
      throw config.problem(
        "\"assume_role_with_web_identity\" needs \"role_arn\", or AWS_ROLE_ARN in the environment")
    }
    guard let token = try block.string("web_identity_token") ?? file.map(token) else {
      throw config.problem(
        "\"assume_role_with_web_identity\" needs \"web_identity_token\" or \"web_identity_token_file\", or "
          + "AWS_WEB_IDENTITY_TOKEN_FILE in the environment")
    }
    return try await tokens.assume(.init(arn: arn, block), withWebIdentity: token)
  }

  private func token(in file: String) throws -> String {
    guard let content = try FileAccess.read(file) else {
      throw config.problem("there is no file \(file) with the token of a web identity")
    }
    return String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace }
  }

  // MARK: Profiles

  /// nil when the profile has no credentials, and does not say where there are some.
  private func session(of profile: AWSProfile, depth: Int = 0) async throws -> AWSSession? {
    if let arn = profile["role_arn"] { return try await session(of: profile, role: arn, depth: depth) }
    if let credentials = profile.credentials { return AWSSession(credentials: credentials) }
    if let sso = try profile.singleSignOn(config) { return try await sso.session(config, client) }
    return try await profile["credential_process"].asyncMap { try await session(ofProcess: $0) }
  }

  private func session(of profile: AWSProfile, role arn: String, depth: Int) async throws -> AWSSession {
    var role = AWSTokenService.Role(arn: arn, session: profile["role_session_name"])
    if let file = profile["web_identity_token_file"] {
      return try await tokens.assume(role, withWebIdentity: token(in: file))
    }
    role.add("ExternalId", profile["external_id"])
    role.add("DurationSeconds", profile["duration_seconds"])
    return try await tokens.assume(role, as: source(of: profile, depth).credentials)
  }

  /// Who takes on the role of a profile: `source_profile` or `credential_source`.
  private func source(of profile: AWSProfile, _ depth: Int) async throws -> AWSSession {
    let session: AWSSession?
    switch (profile["source_profile"], profile["credential_source"]) {
    case (let name?, _) where name == profile.name:
      session = profile.credentials.map { AWSSession(credentials: $0) }
    case (let name?, _):
      guard depth < 5 else {
        throw config.problem("the source_profile of \"\(profile.name)\" leads in a circle")
      }
      session = try await self.session(of: AWSProfile(name, profile.files, config), depth: depth + 1)
    case (nil, "Environment"): session = try await ofEnvironment()
    case (nil, let source?): session = try await AWSSurroundings(config).session(of: source)
    case (nil, nil): session = nil
    }
    guard let session else {
      throw config.problem(
        "the profile \"\(profile.name)\" has a role_arn, and neither its source_profile nor its credential_source "
          + "has credentials to take it on with")
    }
    return session
  }

  /// AWS SDKs and Tools Reference Guide, "Process credential provider".
  private func session(ofProcess command: String) async throws -> AWSSession {
    let shell = ProcessCommand("/bin/sh", ["-c", command], environment: config.context.environment)
    let result: ProcessRunner.Result
    do { result = try await ProcessRunner(timeout: .seconds(60)).run(shell) } catch let error as ProcessError
    {
      throw config.problem(
        "the credential_process of the profile \"\(profile.name)\" cannot be run: \(error)")
    }
    guard result.status.isSuccess,
      let session = AWSSession(try? JSON.parse(result.output), token: "SessionToken")
    else {
      let words =
        String(decoding: result.errorOutput, as: UTF8.self).split(whereSeparator: \.isNewline).last ?? ""
      throw config.problem(
        "the credential_process of the profile \"\(profile.name)\" gave no credentials (\(result.status)): \(words)"
      )
    }
    return session
  }
}

extension Optional {
  fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
    guard let self else { return nil }
    return try await body(self)
  }
}
