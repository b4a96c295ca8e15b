/// Takes what others must not read out of text about one request.
///
/// It is made together with the request, so that every text about it (errors, log lines, what a server
/// echoes) can pass through it.
struct Redactor: Sendable {
  /// Stands where something secret was.
  static let mask = "(redacted)"

  /// Shorter credentials found in headers and URLs are not searched for in text: `1` would be in every line.
  private static let shortestImplied = 6

  /// What is secret. Every request has a redactor and few texts are ever redacted, so how it may be spelled is worked
  /// out only then.
  private let values: [String]

  /// - Parameters:
  ///   - registered: values that never appear, however short.
  ///   - headers: the values of its secret fields are secret, with and without a scheme such as `Bearer`.
  init(registered: [String], headers: HTTPHeaders = HTTPHeaders()) {
    let implied = headers.fields.filter(\.isSecret).flatMap { field in
      [field.value, field.value.split(separator: " ").last.map(String.init) ?? ""]
    }
    self.init(registered.filter { !$0.isEmpty } + implied.filter(Self.isLongEnough))
  }

  private init(_ values: [String]) { self.values = values }

  /// One that also hides the password of a URL and the values of its sensitive query parameters.
  func hiding(secretsOf url: HTTPURL) -> Redactor {
    Redactor(values + url.sensitiveValues.filter(Self.isLongEnough))
  }

  private static func isLongEnough(_ value: String) -> Bool { value.utf8.count >= shortestImplied }

  /// As texts may have them, the longest first, so that a secret that contains another goes as a whole.
  private var spellings: [[UInt8]] {
    Set(values.flatMap { [$0, PercentEncoding.encode($0, .queryValue)] }).map { Array($0.utf8) }
      .sorted { $0.count > $1.count }
  }

  /// The text with every secret replaced by ``mask``.
  func redact(_ text: String) -> String {
    guard !values.isEmpty else { return text }
    let secrets = spellings
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if let secret = secrets.first(where: { bytes[index...].starts(with: $0) }) {
        result += Self.mask.utf8
        index += secret.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension Redactor: CustomStringConvertible, CustomReflectable {
  var description: String { "\(values.count) secrets" }
  var customMirror: Mirror { Mirror(reflecting: description) }
}

/// Which names announce that their value is a credential.
enum SensitiveNames {
  static func isSensitive(headerName: String) -> Bool {
    let name = headerName.asciiLowercased
    if harmlessHeaders.contains(name) { return false }
    return name == "x-registry-config" || contains(name)
  }

  static func isSensitive(queryName: String) -> Bool {
    let name = queryName.asciiLowercased
    return name == "sig" || name == "code" || contains(name)
  }

  /// Byte by byte: every field of every request is looked at, and to search a `String` for another is a hundred times as
  /// much work.
  private static func contains(_ name: String) -> Bool {
    let name = Array(name.utf8)
    return fragments.contains { fragment in name.indices.contains { name[$0...].starts(with: fragment) } }
  }

  private static let fragments = [
    "auth", "token", "cookie", "secret", "password", "passwd", "key", "signature", "credential", "session",
  ].map { Array($0.utf8) }

  /// Challenges name the method wanted, not the answer to it.
  private static let harmlessHeaders: Set<String> = ["www-authenticate", "proxy-authenticate"]
}
