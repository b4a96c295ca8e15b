import AWSSigning
import ProviderKit
import StateStorage
import Values

/// AWS Security Token Service API, version 2011-06-15.
struct AWSTokenService: Sendable {
  private let config: BackendConfig
  private let client: HTTPClient
  private let region: String
  private let url: HTTPURL

  init(_ config: BackendConfig, client: HTTPClient, region: String) throws {
    self.config = config
    self.client = client
    self.region = config.string("sts_region") ?? region
    let endpoint =
      config.nested("endpoints")?.string("sts")
      ?? config.string("sts_endpoint", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")
    url = try S3Bucket.url(endpoint ?? config.host(of: "sts", in: self.region), config)
  }

  /// A role to take on, as the blocks `assume_role` and `assume_role_with_web_identity` describe it, or a profile.
  struct Role: Sendable {
    var arn: String
    /// Besides `RoleArn`, in their order.
    var fields: [(String, String)]

    init(arn: String, session: String?) {
      self.arn = arn
      fields = [("RoleSessionName", session ?? "rcw")]
    }

    init(arn: String, _ block: BackendConfig) throws {
      self.init(arn: arn, session: block.string("session_name"))
      add("ExternalId", block.string("external_id"))
      add("SourceIdentity", block.string("source_identity"))
      add("Policy", block.string("policy"))
      for (index, policy) in block.strings("policy_arns").enumerated() {
        fields.append(("PolicyArns.member.\(index + 1).arn", policy))
      }
      for (index, tag) in block.stringMap("tags").sorted(by: { $0.key < $1.key }).enumerated() {
        fields.append(("Tags.member.\(index + 1).Key", tag.key))
        fields.append(("Tags.member.\(index + 1).Value", tag.value))
      }
      for (index, key) in block.strings("transitive_tag_keys").enumerated() {
        fields.append(("TransitiveTagKeys.member.\(index + 1)", key))
      }
      let duration = try block.string("duration").map { text in
        guard let duration = Duration(goNotation: text) else {
          throw block.problem("\"duration\" must be a duration such as \"1h\", and is \"\(text)\"")
        }
        return duration
      }
      add("DurationSeconds", duration.map { "\($0.components.seconds)" })
    }

    mutating func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { fields.append((name, value)) }
    }
  }

  /// `AssumeRole`.
  func assume(_ role: Role, as own: AWSCredentials) async throws -> AWSSession {
    try session(of: try await ask("AssumeRole", role.fields + [("RoleArn", role.arn)], as: own), role)
  }

  /// `AssumeRoleWithWebIdentity`, which nobody signs: the token says who asks.
  func assume(_ role: Role, withWebIdentity token: String) async throws -> AWSSession {
    let fields = role.fields + [("RoleArn", role.arn), ("WebIdentityToken", token)]
    return try session(of: try await ask("AssumeRoleWithWebIdentity", fields, secret: token), role)
  }

  /// `GetCallerIdentity`: the number of the account that the credentials are of.
  func account(of own: AWSCredentials) async throws -> String {
    let response = try await ask("GetCallerIdentity", [], as: own)
    guard response.isSuccess, let account = XMLText.contents(of: "Account", in: response.text).first else {
      throw config.problem("AWS does not say whose the credentials are: \(reason(response))")
    }
    return account
  }

  private func session(of response: HTTPResponse, _ role: Role) throws -> AWSSession {
    let parts = ["AccessKeyId", "SecretAccessKey", "SessionToken"].compactMap {
      XMLText.contents(of: $0, in: response.text).first
    }
    guard response.isSuccess, parts.count == 3 else {
      throw config.problem("the role \(role.arn) cannot be taken on: \(reason(response))")
    }
    return AWSSession(
      credentials: AWSCredentials(accessKey: parts[0], secretKey: parts[1], sessionToken: parts[2]),
      expiry: XMLText.contents(of: "Expiration", in: response.text).first.flatMap { try? Timestamp($0) })
  }

  private func reason(_ response: HTTPResponse) -> String {
    XMLText.contents(of: "Message", in: response.text).first ?? "status \(response.status)"
  }

  private func ask(
    _ action: String, _ fields: [(String, String)], as own: AWSCredentials? = nil, secret: String? = nil
  ) async throws -> HTTPResponse {
    let all = [("Action", action), ("Version", "2011-06-15")] + fields
    let form = all.map { "\(RequestSigner.encode($0))=\(RequestSigner.encode($1))" }.joined(separator: "&")
    let plain = ["content-type": "application/x-www-form-urlencoded"]
    let signed = own.map { own in
      RequestSigner(credentials: own, region: region, service: "sts").headers(
        of: RequestSigner.Request(
          method: "POST", host: url.authority, path: url.path, headers: plain, body: Array(form.utf8)),
        at: AWSLogin.now)
    }
    var headers = HTTPHeaders()
    for (name, value) in signed ?? plain { headers.add(name, value, secret: name == "x-amz-security-token") }
    var request = HTTPRequest(.post, url, headers: headers, body: .bytes(Array(form.utf8)))
    request.secrets = [secret].compactMap { $0 }
    do { return try await client.send(request) } catch let error as HTTPError {
      throw StateError(.unreadable, "\(error)")
    }
  }
}
