import ProviderKit
import StateStorage
import Values

/// Credentials that what a program runs in has for it: a container of ECS or EKS, a machine of EC2.
///
/// These are addresses of the machine's own network: no proxy knows them.
struct AWSSurroundings: Sendable {
  private let config: BackendConfig
  private let client: HTTPClient

  init(_ config: BackendConfig) {
    self.config = config
    var http = config.context.http
    http.proxy = .none
    http.timeouts = HTTPTimeouts(connect: .seconds(1), total: .seconds(5))
    http.retry = RetryPolicy(maxAttempts: 2)
    client = HTTPClient(http)
  }

  /// nil when nothing around has any.
  func session() async throws -> AWSSession? {
    if let session = try await ofContainer() { return session }
    return try await ofMachine()
  }

  /// - Parameter source: as `credential_source` of a profile names it.
  func session(of source: String) async throws -> AWSSession? {
    switch source {
    case "EcsContainer": return try await ofContainer()
    case "Ec2InstanceMetadata": return try await ofMachine()
    default:
      throw config.problem(
        "credential_source must be Environment, EcsContainer or Ec2InstanceMetadata, and is \(source)")
    }
  }

  // MARK: Containers

  /// Amazon ECS Developer Guide, "Task IAM role", and Amazon EKS User Guide, "Pod Identity".
  private func ofContainer() async throws -> AWSSession? {
    let relative = config.string("", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
      .map { "http://169.254.170.2\($0)" }
    guard let address = relative ?? config.string("", "AWS_CONTAINER_CREDENTIALS_FULL_URI") else {
      return nil
    }
    let url = try S3Bucket.url(address, config)
    guard url.isSecure || Self.ownHosts.contains(url.host) else {
      throw config.problem(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine: \(address)")
    }
    var headers = HTTPHeaders()
    if let token = try containerToken() { headers.add("authorization", token, secret: true) }
    let response = try await send(HTTPRequest(.get, url, headers: headers))
    guard response.isSuccess, let session = AWSSession(try? JSON.parse(response.body)) else {
      throw config.problem("the container has no credentials for it: \(address) answers \(response.status)")
    }
    return session
  }

  /// This machine, and the agents of ECS and EKS.
  private static let ownHosts = [
    "localhost", "127.0.0.1", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23",
  ]

  private func containerToken() throws -> String? {
    guard let path = config.string("", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
      return config.string("", "AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
    guard let content = try FileAccess.read(path) else { throw config.problem("there is no file \(path)") }
    return String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
  }

  // MARK: Machines

  /// Amazon EC2 User Guide, "Instance Metadata Service Version 2". nil when this is no machine of EC2, or one
  /// without a role.
  private func ofMachine() async throws -> AWSSession? {
    let isDisabled = config.bool("skip_metadata_api_check", "AWS_EC2_METADATA_DISABLED")
    guard !isDisabled, let token = try await metadata(.put, "/latest/api/token", [Self.lifetime]) else {
      return nil
    }
    let proof = (name: "x-aws-ec2-metadata-token", value: token)
    let folder = "/latest/meta-data/iam/security-credentials/"
    guard let role = try await metadata(.get, folder, [proof])?.split(whereSeparator: \.isNewline).first,
      let text = try await metadata(.get, folder + role, [proof])
    else { return nil }
    return AWSSession(try? JSON.parse(text))
  }

  /// In seconds.
  private static let lifetime = (name: "x-aws-ec2-metadata-token-ttl-seconds", value: "300")

  private func metadata(
    _ method: HTTPMethod, _ path: String, _ fields: [(name: String, value: String)]
  ) async throws -> String? {
    let mode = config.string(
      "ec2_metadata_service_endpoint_mode", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
    let standard = mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    let endpoint =
      config.string("ec2_metadata_service_endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? standard
    guard var url = try? HTTPURL(endpoint) else { return nil }
    url.path = path
    var headers = HTTPHeaders()
    for (name, value) in fields { headers.add(name, value, secret: name.hasSuffix("token")) }
    let response = try? await send(HTTPRequest(method, url, headers: headers))
    try Task.checkCancellation()
    guard let response, response.isSuccess else { return nil }
    return response.text
  }

  private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    do { return try await client.send(request) } catch let error as HTTPError {
      throw StateError(.unreadable, "\(error)")
    }
  }
}
