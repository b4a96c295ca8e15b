import Crypto
import Encodings
import ProviderAPI
import ProviderKit
import Values

/// A key of a storage account, which signs requests to its services.
///
/// Protocol: learn.microsoft.com "Authorize with Shared Key", as blobs, queues and files have it since version 2015-02-21.
struct SharedKey: Sendable {
  let account: String
  private let key: SymmetricKey

  /// - Parameter key: as Resource Manager gives it, in base 64.
  init(account: String, _ key: String) throws {
    guard let bytes = Base64.standard.decode(key), !bytes.isEmpty else {
      throw ProviderError(.protocolViolation, "The key of the storage account \"\(account)\" is none.")
    }
    self.account = account
    self.key = SymmetricKey(data: bytes)
  }

  /// What the header `Authorization` of a request says. All other headers must be there already, but for the length of
  /// the body.
  func authorization(of request: HTTPRequest) -> String {
    let text = Self.text(of: request, account)
    let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    return "SharedKey \(account):\(Base64.standard.encode(Array(code)))"
  }

  /// What is signed.
  static func text(of request: HTTPRequest, _ account: String) -> String {
    let length = request.body.length ?? 0
    let own: [String] = [
      request.method.rawValue, request.headers["Content-Encoding"] ?? "",
      request.headers["Content-Language"] ?? "",
      length == 0 ? "" : String(length), request.headers["Content-MD5"] ?? "",
      request.headers["Content-Type"] ?? "",
      "", request.headers["If-Modified-Since"] ?? "", request.headers["If-Match"] ?? "",
      request.headers["If-None-Match"] ?? "", request.headers["If-Unmodified-Since"] ?? "",
      request.headers["Range"] ?? "",
    ]
    return own.joined(separator: "\n") + "\n" + headers(of: request) + resource(of: request, account)
  }

  private static func headers(of request: HTTPRequest) -> String {
    let fields = request.headers.fields.map { ($0.name.lowercased(), $0.value) }
      .filter { $0.0.hasPrefix("x-ms-") }
    let ordered = fields.sorted { rank($0.0).lexicographicallyPrecedes(rank($1.0)) }
    return ordered.map { "\($0):\($1.trimmed)\n" }.joined()
  }

  /// The services sort as people do: hyphens do not count, and underscores come before digits and letters.
  private static func rank(_ name: String) -> [UInt8] {
    name.utf8.filter { $0 != UInt8(ascii: "-") }.map { $0 == UInt8(ascii: "_") ? 1 : $0 }
  }

  private static func resource(of request: HTTPRequest, _ account: String) -> String {
    let pairs = (request.url.query ?? "").split(separator: "&").map { pair -> (String, String) in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (decoded(parts[0]).lowercased(), parts.count > 1 ? decoded(parts[1]) : "")
    }
    let values = Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1).sorted() }
    let lines = values.sorted { $0.key < $1.key }
      .map { "\n\($0.key):\($0.value.joined(separator: ","))" }
    return "/\(account)\(request.url.path)" + lines.joined()
  }

  private static func decoded(_ text: String) -> String { FormText.decode(text) }
}

extension SharedKey: CustomStringConvertible, CustomReflectable {
  var description: String { "a key of the storage account \(account)" }
  var customMirror: Mirror { Mirror(reflecting: description) }
}

extension Timestamp {
  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
  var httpDate: String {
    let parts = Timestamp(seconds: seconds).components
    let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][parts.weekday]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let time = [parts.hour, parts.minute, parts.second].map(two).joined(separator: ":")
    return "\(day), \(two(parts.day)) \(months[parts.month - 1]) \(parts.year) \(time) GMT"
  }
}
