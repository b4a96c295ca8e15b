public import ProviderAPI
import ProviderKit
import Values

/// Why a cluster does not do what it was asked for (`meta/v1` `Status`).
public struct APIStatus: Error, Hashable, Sendable, CustomStringConvertible {
  public var code: Int
  /// `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, `Forbidden`
  public var reason: String
  public var message: String
  /// What is wrong where.
  public var causes: [Cause]

  public struct Cause: Hashable, Sendable {
    /// `FieldManagerConflict`, `FieldValueInvalid`
    public var reason: String
    public var message: String
    /// `spec.template.spec.containers[0].image`
    public var field: String
  }

  public var description: String { message }

  /// nil when the text is no failed Status.
  init?(_ json: JSON) {
    guard json["kind"]?.asString == "Status", json["status"]?.asString != "Success" else { return nil }
    code = json["code"]?.asInt ?? 0
    reason = json["reason"]?.asString ?? ""
    message = json["message"]?.asString ?? ""
    causes = (json["details"]?["causes"]?.elements ?? []).map {
      Cause(
        reason: $0["reason"]?.asString ?? "", message: $0["message"]?.asString ?? "",
        field: $0["field"]?.asString ?? "")
    }
  }

  /// For a status that no object explains.
  init(code: Int, message: String) {
    self.code = code
    reason = ""
    self.message = message
    causes = []
  }

  /// The error that a user sees, with this as its cause.
  var error: ProviderError {
    ProviderError(failureCode, QuotaRefusal(message)?.text ?? sentence, cause: nil).caused(by: self)
  }

  private var sentence: String {
    let text = message.isEmpty ? "The cluster answered with status \(code)." : message
    return reason == "Unauthorized" || code == 401
      ? "The cluster does not accept the credentials: \(text)" : text
  }

  private var failureCode: ProviderError.Code {
    Self.codes[reason] ?? Self.code(for: code)
  }

  private static let codes: [String: ProviderError.Code] = [
    "NotFound": .notFound, "AlreadyExists": .conflict, "Conflict": .conflict, "Forbidden": .denied,
    "Unauthorized": .denied, "Invalid": .invalid, "BadRequest": .invalid, "MethodNotAllowed": .invalid,
    "TooManyRequests": .throttled, "Timeout": .timedOut, "ServerTimeout": .timedOut,
    "ServiceUnavailable": .unavailable, "InternalError": .unavailable, "Expired": .conflict,
    "Gone": .conflict,
  ]

  private static func code(for status: Int) -> ProviderError.Code {
    switch status {
    case 401, 403: .denied
    case 404: .notFound
    case 409, 410, 412: .conflict
    case 429: .throttled
    case 408, 504: .timedOut
    case 500...: .unavailable
    default: .invalid
    }
  }
}

extension ProviderError {
  /// What a cluster said, when this is that.
  public var apiStatus: APIStatus? { cause as? APIStatus }

  /// Whether the error says it all: its cause is for code to look at.
  fileprivate func caused(by status: APIStatus) -> ProviderError {
    var (error, status) = (self, status)
    status.message = message
    error.cause = status
    return error
  }
}

/// A request that a ResourceQuota does not allow, as the admission controller words it:
/// `exceeded quota: team, requested: limits.memory=8Gi, used: limits.memory=12Gi, limited: limits.memory=16Gi`.
public struct QuotaRefusal: Sendable {
  public let text: String

  /// nil for any other message.
  public init?(_ message: String) {
    guard let start = message.firstRange(of: "exceeded quota: ") else { return nil }
    let parts = message[start.upperBound...].split(separator: ", ").map(String.init)
    guard let name = parts.first else { return nil }
    let figures = Self.figures(parts.dropFirst())
    guard let requested = figures["requested"], let used = figures["used"], let limit = figures["limited"]
    else { return nil }
    let clauses = requested.map { item, amount in
      "\(amount) of \(item) more, and \(used[item] ?? "some") of \(limit[item] ?? "all") are in use"
    }.sorted()
    text =
      "The quota \"\(name)\" of the namespace does not allow this: it asks for "
      + "\(clauses.joined(separator: "; ")). Ask for less, delete something, or have the quota raised."
  }

  /// `requested: a=1`, `b=2`, `used: a=3`, … by heading.
  private static func figures(_ parts: ArraySlice<String>) -> [String: [String: String]] {
    var (figures, heading): ([String: [String: String]], String) = ([:], "")
    for part in parts {
      let split = part.split(separator: ": ", maxSplits: 1).map(String.init)
      if split.count == 2 { heading = split[0] }
      let pair = (split.last ?? "").split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 { figures[heading, default: [:]][pair[0]] = pair[1] }
    }
    return figures
  }
}
