import ProviderAPI
import ProviderKit
import Values

/// The one table from what Fly refuses to ``ProviderError``.
///
/// Protocol: `ErrorResponse` of the Machines API: `error` is a text, `status` one of a few words.
enum FlyFailure {
  static let table = APIFailures(answered: error, unanswered: { ProviderError($0) })

  /// Why there is no room, where that is the reason: other regions may have some.
  struct NoCapacity: Error, CustomStringConvertible {
    var description: String
  }

  private static func error(_ response: HTTPResponse) -> ProviderError {
    let body = try? JSON.parse(response.body)
    let words = APIFailures.message(in: response)?.trimmed.nonEmpty ?? "Fly gave no reason"
    let message = sentence(words, response)
    switch body?["status"]?.asString {
    case "insufficient_capacity", "volume_placement_capacity":
      return ProviderError(.invalid, message, cause: NoCapacity(description: message))
    case "name_taken": return ProviderError(.conflict, message)
    default: break
    }
    if isAboutCapacity(words) {
      return ProviderError(.invalid, message, cause: NoCapacity(description: message))
    }
    switch response.status {
    case 401: return ProviderError(.denied, "\(message) Check the token: FLY_API_TOKEN or \"fly_api_token\".")
    case 403: return ProviderError(.denied, message)
    case 404: return ProviderError(body == nil ? .protocolViolation : .notFound, message)
    case 408, 504: return ProviderError(.timedOut, message)
    case 409, 412, 423: return ProviderError(.conflict, message)
    case 429: return ProviderError(.throttled, message)
    case 500...: return ProviderError(.unavailable, message)
    default: return ProviderError(.invalid, message)
    }
  }

  /// The words that Fly has used since before it had a status for it.
  private static func isAboutCapacity(_ words: String) -> Bool {
    ["no hosts available", "insufficient resources", "insufficient capacity", "could not reserve resource"]
      .contains { words.lowercased().contains($0) }
  }

  /// Ends with what Fly's people want to know when they are asked.
  private static func sentence(_ words: String, _ response: HTTPResponse) -> String {
    let text = [".", "!", "?"].contains(words.last ?? " ") ? String(words.dropLast()) : words
    let id = response.headers["fly-request-id"].map { ", Fly request \($0)" } ?? ""
    return "\(text) (status \(response.status)\(id))."
  }
}

extension ProviderError {
  /// Whether there is no room for what was wanted.
  var isLackOfCapacity: Bool { cause is FlyFailure.NoCapacity }
}

extension String {
  var trimmed: String {
    guard let end = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...end].drop(while: \.isWhitespace))
  }
}
