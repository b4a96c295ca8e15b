import AWSSigning
import ProviderKit
import StateStorage
import Values

/// Finds out who we are, in the order of the AWS tools: the block, the environment, the files of a profile; and
/// takes on a role where one is wanted.
struct AWSLogin: Sendable {
  private let config: BackendConfig
  private let profile: AWSProfile
  private let client: HTTPClient
  private let region: String

  init(_ config: BackendConfig, profile: AWSProfile, client: HTTPClient, region: String) {
    self.config = config
    self.profile = profile
    self.client = client
    self.region = region
  }

  /// Now, as signatures say it.
  static var now: String { Timestamp.now().description.filter { $0 != "-" && $0 != ":" } }

  func credentials() async throws -> AWSCredentials {
    let own = try ownCredentials()
    let nested = config.nested("assume_role")
    guard let role = nested?.string("role_arn") ?? config.string("role_arn") else { return own }
    return try await assume(role, nested ?? config, own)
  }

  private func ownCredentials() throws -> AWSCredentials {
    if let access = config.string("access_key"), let secret = config.string("secret_key") {
      return AWSCredentials(accessKey: access, secretKey: secret, sessionToken: config.string("token"))
    }
    let environment = config.context.environment
    if config.string("profile") == nil, let access = environment["AWS_ACCESS_KEY_ID"],
      let secret = environment["AWS_SECRET_ACCESS_KEY"]
    {
      return AWSCredentials(
        accessKey: access, secretKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"])
    }
    if let credentials = profile.credentials { return credentials }
    throw config.problem(
      "there are no credentials: neither access_key and secret_key in the block, nor AWS_ACCESS_KEY_ID and "
        + "AWS_SECRET_ACCESS_KEY in the environment, nor keys of the profile \"\(profile.name)\" in "
        + profile.files.joined(separator: " or ")
        + ". Single sign-on and the metadata of machines are not asked")
  }

  /// AWS Security Token Service API, version 2011-06-15, `AssumeRole`.
  private func assume(
    _ role: String, _ settings: BackendConfig, _ own: AWSCredentials
  ) async throws -> AWSCredentials {
    let endpoint =
      config.nested("endpoints")?.string("sts") ?? config.string("sts_endpoint", "AWS_ENDPOINT_URL_STS")
    let region = config.string("sts_region") ?? region
    let url = try S3Bucket.url(endpoint ?? "https://sts.\(region).amazonaws.com", config)
    var fields = [
      ("Action", "AssumeRole"), ("Version", "2011-06-15"), ("RoleArn", role),
      ("RoleSessionName", settings.string("session_name") ?? "rcw"),
    ]
    if let id = settings.string("external_id") { fields.append(("ExternalId", id)) }
    if settings.value != config.value, let policy = settings.string("policy") {
      fields.append(("Policy", policy))
    }
    if let seconds = settings.string("duration").flatMap({ Duration(goNotation: $0) })?.components.seconds {
      fields.append(("DurationSeconds", "\(seconds)"))
    }
    let body = Array(
      fields.map { "\(RequestSigner.encode($0))=\(RequestSigner.encode($1))" }.joined(separator: "&").utf8)
    let response = try await send(body, to: url, region, own)
    let parts = ["AccessKeyId", "SecretAccessKey", "SessionToken"].compactMap {
      XMLText.contents(of: $0, in: response.text).first
    }
    guard response.isSuccess, parts.count == 3 else {
      let reason = XMLText.contents(of: "Message", in: response.text).first ?? "status \(response.status)"
      throw config.problem("the role \(role) cannot be taken on: \(reason)")
    }
    return AWSCredentials(accessKey: parts[0], secretKey: parts[1], sessionToken: parts[2])
  }

  private func send(
    _ body: [UInt8], to url: HTTPURL, _ region: String, _ own: AWSCredentials
  ) async throws -> HTTPResponse {
    let signer = RequestSigner(credentials: own, region: region, service: "sts")
    let signed = signer.headers(
      of: RequestSigner.Request(
        method: "POST", host: url.authority, path: url.path,
        headers: ["content-type": "application/x-www-form-urlencoded"], body: body),
      at: Self.now)
    var headers = HTTPHeaders()
    for (name, value) in signed { headers.add(name, value, secret: name == "x-amz-security-token") }
    do {
      return try await client.send(HTTPRequest(.post, url, headers: headers, body: .bytes(body)))
    } catch let error as HTTPError {
      throw StateError(.unreadable, "\(error)")
    }
  }
}

/// What the shared files of the AWS tools say of one profile.
struct AWSProfile: Sendable {
  let name: String
  let files: [String]
  private let settings: [String: String]

  init(_ config: BackendConfig) {
    let environment = config.context.environment
    name = config.string("profile", "AWS_PROFILE") ?? "default"
    let home = environment["HOME"] ?? "."
    let credentials = Self.paths(
      config, "shared_credentials_files", "shared_credentials_file",
      environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials")
    let configuration = Self.paths(
      config, "shared_config_files", "shared_config_file",
      environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config")
    files = credentials + configuration
    var settings: [String: String] = [:]
    for path in configuration { settings.merge(Self.section("profile \(name)", of: path)) { $1 } }
    if name == "default" {
      for path in configuration { settings.merge(Self.section(name, of: path)) { $1 } }
    }
    for path in credentials { settings.merge(Self.section(name, of: path)) { $1 } }
    self.settings = settings
  }

  var region: String? { settings["region"] }

  var credentials: AWSCredentials? {
    guard let access = settings["aws_access_key_id"], let secret = settings["aws_secret_access_key"] else {
      return nil
    }
    return AWSCredentials(
      accessKey: access, secretKey: secret, sessionToken: settings["aws_session_token"])
  }

  private static func paths(
    _ config: BackendConfig, _ list: String, _ single: String, _ standard: String
  ) -> [String] {
    let given = config.strings(list) + [config.string(single)].compactMap { $0 }
    let home = config.context.environment["HOME"] ?? "."
    return (given.isEmpty ? [standard] : given).map { $0.hasPrefix("~/") ? home + $0.dropFirst() : $0 }
  }

  /// The settings in one section of an INI file; none where that cannot be read.
  private static func section(_ name: String, of path: String) -> [String: String] {
    guard let content = (try? FileAccess.read(path)) ?? nil else { return [:] }
    var settings: [String: String] = [:]
    var isInside = false
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let text = trimmed(line)
      if text.hasPrefix("[") {
        isInside = trimmed(text.dropFirst().prefix { $0 != "]" }) == name
      } else if isInside, !text.hasPrefix("#"), let equals = text.firstIndex(of: "=") {
        settings[trimmed(text[..<equals])] = trimmed(text[text.index(after: equals)...])
      }
    }
    return settings
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }
}
