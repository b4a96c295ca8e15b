/// What a registry answers to a request without credentials: how to get in (`WWW-Authenticate`; RFC 9110,
/// section 11, and distribution "Token authentication").
enum RegistryChallenge: Equatable, Sendable {
  case basic
  /// Tokens come from `realm`.
  case bearer(realm: String, service: String?, scope: String?)

  /// nil for a scheme that is not known.
  init?(_ header: String) {
    let scheme = header.prefix { $0 != " " }.lowercased()
    let parameters = Self.parameters(header.drop { $0 != " " })
    if scheme == "basic" {
      self = .basic
    } else if scheme == "bearer", let realm = parameters["realm"] {
      self = .bearer(realm: realm, service: parameters["service"], scope: parameters["scope"])
    } else {
      return nil
    }
  }

  /// `name="value",name=value`. Values in quotes may hold commas.
  private static func parameters(_ text: Substring) -> [String: String] {
    var found: [String: String] = [:]
    var rest = text
    while let equals = rest.firstIndex(of: "=") {
      let name = rest[..<equals].drop { $0 == "," || $0 == " " }.lowercased()
      rest = rest[rest.index(after: equals)...]
      let isQuoted = rest.first == "\""
      if isQuoted { rest = rest.dropFirst() }
      let value = rest.prefix { isQuoted ? $0 != "\"" : $0 != "," }
      rest = rest[value.endIndex...].dropFirst()
      found[name] = String(value)
    }
    return found
  }
}
