import Crypto
import Encodings
import ProviderKit
import Values

/// One repository of an OCI registry, read (OCI Distribution Specification 1.1).
struct OCIRepository {
  /// `example.com/providers/hashicorp/null`.
  let address: String
  let host: String
  private let base: HTTPURL
  private let web: WebAnswers
  private let login: RepositoryLogin?
  /// What the registry has given us to show, once it has asked for it.
  private(set) var authorization: String?

  init(_ address: String, _ web: WebAnswers, _ credentials: RepositoryCredentials) throws(InstallError) {
    guard let slash = address.firstIndex(of: "/"), !address.contains("${") else {
      throw InstallError(
        "The repository_template of an oci_mirror has to be such as example.com/providers/${namespace}/${type}."
      )
    }
    let authority = address[..<slash]
    let isHere = ["localhost", "127.0.0.1", "[::1]"].contains {
      authority == $0 || authority.hasPrefix("\($0):")
    }
    do {
      base = try HTTPURL("\(isHere ? "http" : "https")://\(authority)/v2\(address[slash...])/")
    } catch {
      throw InstallError("\(address) is no repository: \(error)")
    }
    self.address = address
    host = String(authority)
    self.web = web
    login = credentials.login(for: address)
  }

  func url(_ path: String) throws(InstallError) -> HTTPURL {
    do { return try base.resolving("\(base.path)\(path)") } catch { throw InstallError("\(error)") }
  }

  /// Empty when there is no such repository.
  mutating func tags() async throws(InstallError) -> [String] {
    var tags: [String] = []
    var next: HTTPURL? = try url("tags/list?n=1000")
    var pages = 0
    while let page = next, pages < Self.maxPages {
      let response = try await get(page, accept: "application/json")
      guard response.status != 404 else { return tags }
      tags += try json(response)["tags"]?.elements?.compactMap(\.asString) ?? []
      next = response.headers["Link"].flatMap(Self.target).flatMap { try? response.url.resolving($0) }
      pages += 1
    }
    return tags
  }

  private static let maxPages = 1000

  /// `</v2/name/tags/list?last=b>; rel="next"`.
  private static func target(_ link: String) -> String? {
    guard link.contains("rel=\"next\""), let start = link.firstIndex(of: "<"),
      let end = link.firstIndex(of: ">"), start < end
    else { return nil }
    return String(link[link.index(after: start)..<end])
  }

  /// - Parameter reference: a tag or a digest; what a digest leads to has to have it.
  /// - Returns: nil when there is none.
  mutating func manifest(_ reference: String) async throws(InstallError) -> JSON? {
    let response = try await get(try url("manifests/\(reference)"), accept: Self.manifestTypes)
    guard response.status != 404 else { return nil }
    if reference.hasPrefix("sha256:"),
      reference.dropFirst(7) != Hexadecimal.encode(SHA256.hash(data: response.body))
    {
      throw InstallError("\(address) answered with something else than \(reference).")
    }
    return try json(response)
  }

  private static let manifestTypes =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json"

  private func json(_ response: HTTPResponse) throws(InstallError) -> JSON {
    guard response.status == 200 else {
      throw InstallError("\(response.url) answered with status \(response.status).")
    }
    do throws(JSON.SyntaxError) { return try JSON.parse(response.body) } catch {
      throw InstallError("\(response.url) answered with something that is no JSON (\(error)).")
    }
  }

  // MARK: Who we are

  private mutating func get(_ url: HTTPURL, accept: String) async throws(InstallError) -> HTTPResponse {
    let response = try await web.response(url, accept: accept, authorization: authorization)
    guard response.status == 401, authorization == nil else { return response }
    authorization = try await authorization(response.headers["WWW-Authenticate"] ?? "")
    let second = try await web.response(url, accept: accept, authorization: authorization)
    guard second.status != 401, second.status != 403 else {
      throw InstallError(
        "\(host) does not let us see \(address). Log in to it with a program that writes ~/.docker/config.json, or put "
          + "oci_credentials into the CLI configuration file.")
    }
    return second
  }

  /// What answers a challenge: a token from the server that it names, or user and password
  /// (distribution.github.io/distribution/spec/auth/token).
  private func authorization(_ challenge: String) async throws(InstallError) -> String? {
    let words = challenge.split(separator: " ", maxSplits: 1)
    let values = Self.values(words.count > 1 ? words[1] : "")
    guard words.first?.lowercased() == "bearer", let realm = values["realm"] else {
      return login?.authorization
    }
    if case .token(let token)? = login { return "Bearer \(token)" }
    let query = ["service", "scope"].compactMap { name in
      values[name].map { "\(name)=\(PercentEncoding.encode($0, .queryValue))" }
    }
    let place: HTTPURL
    do {
      place = try HTTPURL("\(realm)\(realm.contains("?") ? "&" : "?")\(query.joined(separator: "&"))")
    } catch {
      throw InstallError("\(host) names a place for tokens that is no URL.")
    }
    guard login == nil || place.isSecure || !base.isSecure else {
      throw InstallError("\(host) wants a password sent in the clear, to \(place.host).")
    }
    let answer = try await web.response(
      place, accept: "application/json", authorization: login?.authorization)
    let json = try json(answer)
    return (json["token"]?.asString ?? json["access_token"]?.asString).map { "Bearer \($0)" }
  }

  /// `realm="https://example.com/token",service="example.com"`.
  private static func values(_ text: Substring) -> [String: String] {
    var values: [String: String] = [:]
    var rest = text
    while let equals = rest.firstIndex(of: "=") {
      let name = rest[..<equals].filter { $0.isLetter || $0 == "_" }.lowercased()
      rest = rest[equals...].dropFirst()
      let isQuoted = rest.first == "\""
      if isQuoted { rest = rest.dropFirst() }
      let value = rest.prefix { isQuoted ? $0 != "\"" : $0 != "," }
      values[name] = String(value)
      rest = rest.dropFirst(value.count + 1)
    }
    return values
  }
}
