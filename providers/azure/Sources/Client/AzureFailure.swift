import ProviderAPI
import ProviderKit
import Values

/// What Azure says of a request that it did not carry out: the cause of a `ProviderError`.
struct AzureRefusal: Error, CustomStringConvertible {
  /// `ResourceGroupNotFound`
  var code: String
  var status: Int
  var description: String
}

/// The one table from what Azure refuses to ``ProviderError``.
///
/// Protocol: `ErrorResponse` of Resource Manager (`{"error": {"code", "message", "details"}}`), which Key Vault has
/// with `innererror`; Storage answers XML, sign-in `error` and `error_description`.
enum AzureFailure {
  static let table = APIFailures(answered: error, unanswered: { ProviderError($0) })

  private static func error(_ response: HTTPResponse) -> ProviderError {
    let refusal = AzureFailureBody(response)
    let text = sentence(refusal, response)
    let cause = AzureRefusal(code: refusal.code, status: response.status, description: text)
    return ProviderError(code(refusal.code, response.status), text, cause: cause)
  }

  /// What a long operation says when it has failed; `error` is as in an answer.
  static func error(in operation: JSON, _ what: String) -> ProviderError {
    let refusal = AzureFailureBody(operation)
    let words = refusal.message.isEmpty ? "Azure gave no reason." : refusal.words
    let hint = AzureHint.text(refusal.code).map { " \($0)" } ?? ""
    let text = "\(what): \(words)\(hint)"
    return ProviderError(
      .invalid, text, cause: AzureRefusal(code: refusal.code, status: 200, description: text))
  }

  private static func sentence(_ refusal: AzureFailureBody, _ response: HTTPResponse) -> String {
    let words = refusal.message.isEmpty ? "Azure gave no reason." : refusal.words
    let correlation = response.headers["x-ms-correlation-request-id"] ?? response.head.requestID
    let id = correlation.map { ", correlation id \($0)" } ?? ""
    let code = refusal.code.isEmpty ? "" : "\(refusal.code), "
    let hint = AzureHint.text(refusal.code).map { " \($0)" } ?? ""
    return "\(words) (\(code)status \(response.status)\(id)).\(hint)"
  }

  private static func code(_ code: String, _ status: Int) -> ProviderError.Code {
    if AzureHint.isLackOfRoom(code) { return .invalid }
    // Nothing is gone because it cannot be looked for.
    if ["SubscriptionNotFound", "InvalidSubscriptionId"].contains(code) { return .denied }
    if ["InvalidResourceType", "InvalidResourceNamespace"].contains(code) { return .invalid }
    switch status {
    case 401, 403: return .denied
    case 404, 410: return code.isEmpty && status == 404 ? .protocolViolation : .notFound
    case 408, 504: return .timedOut
    case 409, 412, 423: return .conflict
    case 429: return .throttled
    case 500...: return .unavailable
    default: return code == "invalid_client" || code == "unauthorized_client" ? .denied : .invalid
    }
  }
}

/// Code and words of an answer that is a failure.
struct AzureFailureBody {
  var code = ""
  var message = ""
  /// What more is said of the parts of a request.
  var details: [String] = []

  init(_ response: HTTPResponse) {
    if let json = try? JSON.parse(response.body) {
      read(json)
    } else {
      code = Self.element("Code", in: response.text) ?? ""
      message = Self.element("Message", in: response.text).map { String($0.prefix { $0 != "\n" }) } ?? ""
    }
    // Answers to HEAD have no body.
    if code.isEmpty { code = response.headers["x-ms-error-code"] ?? "" }
  }

  init(_ json: JSON) { read(json) }

  private mutating func read(_ json: JSON) {
    guard let error = json["error"], error.members != nil else {
      code = json["error"]?.asString ?? json["code"]?.asString ?? ""
      message = json["error_description"]?.asString ?? json["message"]?.asString ?? ""
      message = String(message.prefix { !$0.isNewline })
      return
    }
    code = error["code"]?.asString ?? ""
    message = error["message"]?.asString ?? ""
    details = (error["details"]?.elements ?? []).compactMap { $0["message"]?.asString }
      .filter { $0 != message }
    if let inner = error["innererror"]?["code"]?.asString { code = inner }
  }

  /// The message and what more is said, without the full stop at its end.
  var words: String {
    let text = ([message] + details.prefix(5)).filter { !$0.isEmpty }.joined(separator: " ").trimmed
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// The text of the first element of that name in XML that a service wrote.
  private static func element(_ name: String, in xml: String) -> String? {
    let parts = xml.split(separator: "<\(name)>", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    return parts[1].split(separator: "</\(name)>", maxSplits: 1).first.map(String.init)
  }
}

/// What to do about refusals whose words do not say it.
enum AzureHint {
  static func text(_ code: String) -> String? {
    if isLackOfRoom(code) {
      return
        "There is no room for it there now, or your quota does not allow it: take another region or a smaller "
        + "size, or ask for a higher quota."
    }
    return switch code {
    case "MissingSubscriptionRegistration":
      "Register the resource provider for the subscription:\n    az provider register --namespace NAMESPACE"
    case "AuthorizationFailed", "LinkedAuthorizationFailed", "Forbidden", "ForbiddenByRbac":
      "Who signs in needs a role that allows this, such as Contributor in the resource group; a new role takes some "
        + "minutes."
    case "KeyBasedAuthenticationNotPermitted":
      "The storage account takes no keys: set storage_use_azuread = true in the provider's block."
    case "AuthorizationPermissionMismatch":
      "Who signs in needs the role \"Storage File Data Privileged Contributor\" for the storage account."
    case "ParentNotFound":
      "The folder that it is to be in has to be there first: an azurerm_storage_share_directory makes it."
    case "SubscriptionNotFound", "InvalidSubscriptionId":
      "Check \"subscription_id\" or ARM_SUBSCRIPTION_ID, and that who signs in has a role in it."
    case "invalid_client", "unauthorized_client":
      "Check client id, tenant, and secret or certificate: a secret may have expired."
    default: nil
    }
  }

  /// Codes of Container Instances, Compute and Storage for regions and quotas that are full.
  static func isLackOfRoom(_ code: String) -> Bool {
    [
      "ContainerGroupQuotaReached", "QuotaExceeded", "ServiceUnavailable.Capacity", "InsufficientCapacity",
      "ResourcesForSkuUnavailable", "SkuNotAvailable", "StandardCoresQuotaReached", "SpotCapacityUnavailable",
      "RequestedResourceNotAvailableInRegion", "CapacityUnavailable", "SubscriptionQuotaExceeded",
    ].contains(code)
  }
}

extension ProviderError {
  /// Azure's own word for it; empty where it gave none.
  var azureCode: String { (cause as? AzureRefusal)?.code ?? "" }
  var azureStatus: Int { (cause as? AzureRefusal)?.status ?? 0 }

  /// Whether something that was asked for is only not there yet, or busy.
  var isPassing: Bool {
    [
      "AnotherOperationInProgress", "ContainerGroupTransitioning", "ConflictingConcurrentWriteNotAllowed",
      "RetryableError", "OperationPreempted", "StorageAccountOperationInProgress",
      "ReferencedResourceNotProvisioned",
      "PrincipalNotFound",
    ].contains(azureCode)
  }
}

extension String {
  /// nil when empty.
  var nonEmpty: String? { isEmpty ? nil : self }

  var trimmed: String {
    guard let end = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...end].drop(while: \.isWhitespace))
  }
}
