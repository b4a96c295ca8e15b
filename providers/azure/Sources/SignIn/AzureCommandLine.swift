import ProviderAPI
import ProviderKit
import Values

/// The Azure CLI, whose user's session is used. Protocol: `az account get-access-token` and `az account show`.
struct AzureCommandLine: Sendable {
  private let environment: [String: String]
  private let tenant: String?
  private let subscription: String?
  /// It is slow to start.
  private static let patience = Duration.seconds(60)

  init(_ settings: AzureSettings) {
    environment = settings.environment.variables
    tenant = settings.tenant
    subscription = settings.subscription
  }

  func token(for purpose: TokenPurpose) async throws -> AccessToken {
    var arguments = ["account", "get-access-token", "--output", "json", "--resource", purpose.audience]
    if let tenant = purpose.tenant ?? tenant {
      arguments += ["--tenant", tenant]
    } else if let subscription {
      arguments += ["--subscription", subscription]
    }
    return try AccessToken(try await run(arguments), from: "The Azure CLI")
  }

  /// Subscription and tenant that its user has chosen.
  func account() async throws -> (subscription: String?, tenant: String?) {
    let account = try await run(["account", "show", "--output", "json"])
    return (account["id"]?.asString, account["tenantId"]?.asString)
  }

  private func run(_ arguments: [String]) async throws -> JSON {
    let result: ProcessRunner.Result
    do {
      result = try await ProcessRunner(timeout: Self.patience).run(
        ProcessCommand("az", arguments, environment: environment))
    } catch let error as ProcessError {
      throw ProviderError(
        .denied,
        """
        There is nothing to sign in to Azure with: no ARM_CLIENT_ID with a secret, certificate or token, no managed \
        identity is asked for, and the Azure CLI cannot be run. \(error.message)
        """, cause: error)
    }
    guard result.status.isSuccess else {
      let text = String(decoding: result.errorOutput, as: UTF8.self)
      let line = text.split(whereSeparator: \.isNewline).first.map { " \($0)" } ?? ""
      throw ProviderError(.denied, "The Azure CLI gives no token.\(line) Sign in with it:\n    az login")
    }
    guard let json = try? JSON.parse(result.output) else {
      throw ProviderError(.protocolViolation, "The Azure CLI printed no JSON.")
    }
    return json
  }
}
