import Encodings
import ProviderAPI
import ProviderKit
import Values

/// A program that gives credentials when it is asked (client.authentication.k8s.io/v1 and v1beta1,
/// `ExecCredential`).
public struct ExecPlugin: Hashable, Sendable {
  public var apiVersion: String
  public var command: String
  public var arguments: [String]
  /// On top of this program's.
  public var environment: [String: String]
  /// Whether the program is told which cluster it is about.
  public var wantsCluster = false
  /// What to tell a user who does not have the program.
  public var installHint: String?

  public init(
    apiVersion: String, command: String, arguments: [String] = [], environment: [String: String] = [:]
  ) {
    self.apiVersion = apiVersion
    self.command = command
    self.arguments = arguments
    self.environment = environment
  }

  private static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
  /// How long a login may take: some open a browser.
  private static let patience = Duration.seconds(120)
}

/// What an ``ExecPlugin`` has given.
struct ExecCredential: Sendable {
  var token: String?
  var identity: TLSConfiguration.Identity?
  /// nil when it lasts.
  var expiry: Timestamp?
}

extension ExecPlugin {
  /// Runs the program.
  ///
  /// - Throws: `.denied` when it gives nothing, `.invalid` when it cannot be run.
  func credential(
    for cluster: ClusterEntry, _ inherited: [String: String], folder: String?
  ) async throws -> ExecCredential {
    guard Self.versions.contains(apiVersion) else {
      throw ProviderError(
        .invalid,
        "The login program \"\(command)\" is set to the version \"\(apiVersion)\", which no longer exists. Set its "
          + "api_version to \"client.authentication.k8s.io/v1\" or, for older programs, to v1beta1.")
    }
    var variables = inherited.merging(environment) { $1 }
    variables["KUBERNETES_EXEC_INFO"] = info(cluster).text()
    let result = try await run(variables, folder)
    guard result.status.isSuccess else { throw failure(result) }
    return try read(result.output)
  }

  private func run(_ variables: [String: String], _ folder: String?) async throws -> ProcessRunner.Result {
    let isRelative = command.contains("/") && !command.hasPrefix("/")
    let program = isRelative ? "\(folder ?? ".")/\(command)" : command
    do {
      return try await ProcessRunner(timeout: Self.patience).run(
        ProcessCommand(program, arguments, environment: variables))
    } catch let error as ProcessError {
      let hint = installHint.map { "\n\($0)" } ?? ""
      throw ProviderError(
        .invalid, "The login program of the cluster cannot be run. \(error.message)\(hint)", cause: error)
    }
  }

  private func info(_ cluster: ClusterEntry) -> JSON {
    var spec: JSON = ["interactive": false]
    if wantsCluster {
      var about: JSON = ["server": .string(cluster.server ?? "")]
      if let authority = cluster.authority {
        about["certificate-authority-data"] = .string(Base64.standard.encode(authority))
      }
      if let name = cluster.tlsServerName { about["tls-server-name"] = .string(name) }
      if cluster.isInsecure { about["insecure-skip-tls-verify"] = true }
      spec["cluster"] = about
    }
    return ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": spec]
  }

  /// What the program printed for people, without its output: that may hold the credential.
  private func failure(_ result: ProcessRunner.Result) -> ProviderError {
    let text = String(decoding: result.errorOutput, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).suffix(5).map { "\n    \($0)" }.joined()
    return ProviderError(.denied, "The login program \"\(command)\" of the cluster failed.\(lines)")
  }

  private func read(_ output: [UInt8]) throws(ProviderError) -> ExecCredential {
    guard let json = try? JSON.parse(output), json["kind"]?.asString == "ExecCredential",
      let status = json["status"], json["apiVersion"]?.asString == apiVersion
    else {
      throw ProviderError(
        .denied, "The login program \"\(command)\" of the cluster printed no ExecCredential of \(apiVersion)."
      )
    }
    var credential = ExecCredential(token: status["token"]?.asString)
    credential.expiry = status["expirationTimestamp"]?.asString.flatMap { try? Timestamp($0) }
    if let certificate = status["clientCertificateData"]?.asString,
      let key = status["clientKeyData"]?.asString
    {
      credential.identity = TLSConfiguration.Identity(
        certificate: Array(certificate.utf8), key: Array(key.utf8))
    }
    guard credential.token != nil || credential.identity != nil else {
      throw ProviderError(
        .denied, "The login program \"\(command)\" of the cluster gave neither a token nor a certificate.")
    }
    return credential
  }
}
