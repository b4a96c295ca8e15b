import AWSSigning
import Crypto
import Encodings
import ProviderKit
import StateStorage
import Values

/// A bucket, and the few calls of the S3 API that states need (Amazon S3 API Reference, version 2006-03-01).
struct S3Bucket: Sendable {
  let name: String
  private let client: HTTPClient
  private let identity: AWSIdentity
  private let region: String
  /// Of the service or, where the bucket is part of the host's name, of the bucket.
  private let base: HTTPURL
  private let bucketPath: String

  init(_ config: BackendConfig) async throws {
    name = try config.required("bucket")
    let profile = try AWSProfile(config)
    region =
      try config.string("region", "AWS_REGION", "AWS_DEFAULT_REGION")
      ?? profile["region"].orThrow(
        config.problem("it needs \"region\", or AWS_REGION in the environment"))
    client = HTTPClient(try Self.client(config))
    identity = AWSIdentity(try AWSLogin(config, profile: profile, client: client, region: region))
    // What is wrong with the credentials is said before anything is begun.
    _ = try await identity.credentials()
    let endpoint =
      config.nested("endpoints")?.string("s3") ?? config.string("endpoint")
      ?? config.string("", "AWS_ENDPOINT_URL_S3", "AWS_S3_ENDPOINT", "AWS_ENDPOINT_URL")
    var base = try Self.url(endpoint ?? config.host(of: "s3", in: region), config)
    let isInPath =
      config.bool("use_path_style") || config.bool("force_path_style") || name.contains(".")
    if !isInPath {
      base = try Self.url(base.text.replacing("://", with: "://\(name).", maxReplacements: 1), config)
    }
    self.base = base
    bucketPath = isInPath ? "/\(RequestSigner.encode(name))" : ""
  }

  static func md5(_ bytes: [UInt8]) -> String {
    Base64.standard.encode(Array(Insecure.MD5.hash(data: bytes)))
  }

  private static func client(_ config: BackendConfig) throws -> HTTPClient.Configuration {
    var client = config.context.http
    client.retry = RetryPolicy(
      maxAttempts: min(max(0, try config.int("max_retries", otherwise: 5)), 1000) + 1)
    client.tls.verifiesServer = !config.bool("insecure")
    if let path = config.string("custom_ca_bundle", "AWS_CA_BUNDLE") {
      client.tls.authorities = try FileAccess.read(path)
    }
    client.proxy = try proxyRules(config)
    return client
  }

  /// Those of the environment, but for what the block says.
  private static func proxyRules(_ config: BackendConfig) throws -> ProxyRules {
    func server(_ argument: String) throws -> ProxyServer? {
      try config.string(argument).map { text in
        try ProxyServer(text).orThrow(config.problem("\"\(argument)\" is no URL of a proxy"))
      }
    }
    var rules = config.context.http.proxy
    rules.plain = try server("http_proxy") ?? rules.plain
    rules.secure = try server("https_proxy") ?? rules.secure
    guard let exceptions = config.string("no_proxy") else { return rules }
    return ProxyRules(plain: rules.plain, secure: rules.secure, except: exceptions)
  }

  static func url(_ text: String, _ config: BackendConfig) throws -> HTTPURL {
    do { return try HTTPURL(text) } catch { throw config.problem("\(error)") }
  }

  // MARK: Objects

  /// nil when there is no such object.
  func get(_ key: String, _ headers: [String: String]) async throws -> [UInt8]? {
    let response = try await send(.get, key, headers: headers)
    if response.status == 404 {
      // A missing bucket is no missing state.
      guard !response.text.contains("NoSuchBucket") else { throw failure(.unreadable, "read", key, response) }
      return nil
    }
    guard response.status == 200 else { throw failure(.unreadable, "read", key, response) }
    return response.body
  }

  /// - Returns: whether the object is there now; false when a condition in `headers` kept it away.
  func put(_ key: String, _ content: [UInt8], _ headers: [String: String]) async throws -> Bool {
    let response = try await send(.put, key, headers: headers, body: content, failing: .unwritable)
    if response.status == 412 || response.status == 409 { return false }
    guard response.isSuccess else { throw failure(.unwritable, "write", key, response) }
    return true
  }

  func delete(_ key: String) async throws {
    let response = try await send(.delete, key, failing: .unwritable)
    guard response.isSuccess || response.status == 404 else {
      throw failure(.unwritable, "remove", key, response)
    }
  }

  func keys(beginningWith prefix: String) async throws -> [String] {
    var keys: [String] = []
    var token: String?
    repeat {
      var query = [(name: "list-type", value: "2"), (name: "prefix", value: prefix)]
      if let token { query.append((name: "continuation-token", value: token)) }
      let response = try await send(.get, nil, query: query)
      guard response.isSuccess else { throw failure(.unreadable, "list", prefix, response) }
      keys += XMLText.contents(of: "Key", in: response.text)
      token = XMLText.contents(of: "NextContinuationToken", in: response.text).first
    } while token != nil
    return keys
  }

  private func send(
    _ method: HTTPMethod, _ key: String?, query: [(name: String, value: String)] = [],
    headers: [String: String] = [:], body: [UInt8] = [], failing code: StateError.Code = .unreadable
  ) async throws -> HTTPResponse {
    let segments = (key ?? "").split(separator: "/", omittingEmptySubsequences: false)
    var url = base
    url.path = bucketPath + "/" + segments.map { RequestSigner.encode(String($0)) }.joined(separator: "/")
    url = url.adding(query: query.map { ($0.name, $0.value) })
    let signer = RequestSigner(
      credentials: try await identity.credentials(), region: region, service: "s3")
    let signed = signer.headers(
      of: RequestSigner.Request(
        method: method.rawValue, host: url.authority, path: url.path, query: query, headers: headers,
        body: body),
      at: AWSLogin.now)
    var fields = HTTPHeaders()
    for (name, value) in signed.sorted(by: { $0.key < $1.key }) {
      fields.add(name, value, secret: name.contains("customer-key") || name == "x-amz-security-token")
    }
    var request = HTTPRequest(method, url, headers: fields, body: method == .put ? .bytes(body) : .none)
    request.isRepeatable = true
    do { return try await client.send(request) } catch let error as HTTPError {
      throw StateError(code, "\(error)")
    }
  }

  private func failure(
    _ code: StateError.Code, _ doing: String, _ key: String, _ response: HTTPResponse
  ) -> StateError {
    let words = ["Code", "Message"].compactMap { XMLText.contents(of: $0, in: response.text).first }
    let reason =
      words.isEmpty ? "the server answers with the status \(response.status)" : words.joined(separator: ": ")
    return StateError(code, "Cannot \(doing) s3://\(name)/\(key): \(reason).")
  }
}

extension BackendConfig {
  /// AWS General Reference, "Service endpoints and quotas": regional, FIPS and dual-stack endpoints.
  func host(of service: String, in region: String) -> String {
    // In GovCloud the usual host of STS is the one that FIPS wants.
    let isNamed = service == "s3" || (service == "sts" && !region.hasPrefix("us-gov-"))
    let fips = isNamed && bool("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT") ? "-fips" : ""
    let isDual = service == "s3" && bool("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT")
    let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    return "https://\(service)\(fips)\(isDual ? ".dualstack" : "").\(region).\(domain)"
  }
}

extension Optional {
  fileprivate func orThrow(_ error: StateError) throws(StateError) -> Wrapped {
    guard let self else { throw error }
    return self
  }
}

/// The little of XML that the answers of AWS need.
enum XMLText {
  /// The texts of the elements of a name, at any depth, that hold nothing but text.
  static func contents(of name: String, in text: String) -> [String] {
    var found: [String] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "<\(name)>") {
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: "</\(name)>") else { return found }
      found.append(unescaped(rest[..<end.lowerBound]))
      rest = rest[end.upperBound...]
    }
    return found
  }

  private static func unescaped(_ text: Substring) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")].reduce(
      String(text)
    ) { $0.replacing($1.0, with: $1.1) }
  }
}
