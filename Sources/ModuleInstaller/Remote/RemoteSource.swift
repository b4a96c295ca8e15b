import ProviderKit

/// A place outside of registries that a module comes from, and the directory in it.
///
/// Source: developer.hashicorp.com/terraform/language/modules/sources, 2026-11.
struct RemoteSource: Hashable {
  enum Place: Hashable {
    /// A repository, and the branch, tag or commit in it; nil for its default branch.
    case git(GitAddress, ref: String?)
    /// An archive, or a page that says where there is one.
    case web(WebAddress)
  }

  var place: Place
  /// Names of directories; `*` stands for the one directory that there is.
  var subdirectory: [String]

  /// - Parameter base: what a relative address starts from.
  init(_ text: String, from base: HTTPURL? = nil) throws(ModuleError) {
    let (scheme, address) = Self.split(Self.withoutShorthand(text))
    let (location, subdirectory, query) = Self.parts(of: address)
    self.subdirectory = subdirectory.split(separator: "/").map(String.init)
    guard !self.subdirectory.contains("..") else {
      throw ModuleError("The directory after the double slash must lie inside of the module.")
    }
    switch scheme {
    case "git": place = try Self.git(location, query)
    case nil, "http", "https": place = .web(try WebAddress(location, query, from: base))
    default:
      throw ModuleError(
        "Modules cannot be fetched by \"\(scheme ?? "")\". Use a git repository, an archive or a registry.")
    }
  }

  // MARK: Shorthands

  /// The address that a shorthand stands for: `github.com/OWNER/NAME` and `git@HOST:PATH`.
  private static func withoutShorthand(_ text: String) -> String {
    if text.hasPrefix("git@") { return "git::\(text)" }
    guard ["github.com/", "gitlab.com/", "bitbucket.org/"].contains(where: text.hasPrefix) else {
      return text
    }
    let (location, subdirectory, query) = parts(of: text)
    let names = location.split(separator: "/")
    guard names.count >= 3 else { return text }
    let repository = names[..<3].joined(separator: "/")
    let inside = (names[3...].map(String.init) + [subdirectory]).filter { !$0.isEmpty }
    return "git::https://\(repository)\(repository.hasSuffix(".git") ? "" : ".git")"
      + (inside.isEmpty ? "" : "//\(inside.joined(separator: "/"))") + (query.map { "?\($0)" } ?? "")
  }

  // MARK: Parts

  /// The word before `::` that says how to fetch.
  private static func split(_ text: String) -> (scheme: String?, address: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].isEmpty, parts[0].allSatisfy({ $0.isLetter || $0.isNumber }) else {
      return (nil, text)
    }
    return (String(parts[0]), String(parts[2]))
  }

  /// Splits off the query, and what stands after a double slash other than that of the scheme.
  private static func parts(of text: String) -> (location: String, subdirectory: String, query: String?) {
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let query = halves.count == 2 ? String(halves[1]) : nil
    let characters = Array(halves[0])
    let scheme = characters.indices.first { characters[$0...].starts(with: "://") }.map { $0 + 4 } ?? 1
    let start = characters.indices.dropFirst(scheme).first { characters[$0...].starts(with: "//") }
    guard let start else { return (String(halves[0]), "", query) }
    return (String(characters[..<start]), String(characters[(start + 2)...]), query)
  }

  private static func git(_ location: String, _ query: String?) throws(ModuleError) -> Place {
    var ref: String?
    var rest: [Substring] = []
    for item in (query ?? "").split(separator: "&") {
      if item.hasPrefix("ref=") { ref = String(item.dropFirst(4)) } else { rest.append(item) }
    }
    if let stray = rest.first(where: { !$0.hasPrefix("depth=") }) {
      throw ModuleError("\"\(stray)\" means nothing in the address of a git repository: only \"ref\" does.")
    }
    if let ref, ref.isEmpty || ref.hasPrefix("-") { throw ModuleError("\"\(ref)\" is no name of a commit.") }
    return .git(try GitAddress(location), ref: ref)
  }
}

extension RemoteSource: CustomStringConvertible {
  /// What is fetched, without secrets and without the directory in it.
  var description: String {
    switch place {
    case .git(let address, let ref): "git::\(address)" + (ref.map { "?ref=\($0)" } ?? "")
    case .web(let address): "\(address)"
    }
  }
}

/// Where a git repository is: a URL, or `USER@HOST:PATH` for ssh.
struct GitAddress: Hashable {
  /// As git takes it, secrets included.
  let text: String

  init(_ text: String) throws(ModuleError) {
    let isURL = ["https://", "http://", "ssh://", "file://", "git://"].contains { text.hasPrefix($0) }
    let isPath = text.hasPrefix("/")
    let isShort =
      text.split(separator: "/", maxSplits: 1).first?.contains(":") == true && !text.contains("::")
    guard isURL || isPath || isShort && !text.contains("://"), !text.hasPrefix("-") else {
      throw ModuleError("\"\(text)\" is no address of a git repository.")
    }
    self.text = text
  }

  /// Whether the repository lies on this machine.
  var isLocal: Bool { text.hasPrefix("file://") || text.hasPrefix("/") }

  /// The address of a submodule, which may be relative to this one.
  func submodule(_ address: String) throws(ModuleError) -> GitAddress {
    guard address.hasPrefix("./") || address.hasPrefix("../") else { return try GitAddress(address) }
    var base = text.split(separator: "/", omittingEmptySubsequences: false)[...]
    for part in address.split(separator: "/") where part != "." {
      if part == ".." { _ = base.popLast() } else { base.append(part) }
    }
    return try GitAddress(base.joined(separator: "/"))
  }
}

extension GitAddress: CustomStringConvertible {
  /// Without a password.
  var description: String {
    guard let scheme = text.range(of: "://"), let at = text[scheme.upperBound...].firstIndex(of: "@"),
      text[scheme.upperBound..<at].allSatisfy({ $0 != "/" })
    else { return text }
    return String(text[..<scheme.upperBound] + text[text.index(after: at)...])
  }
}

extension String {
  fileprivate func range(of needle: String) -> Range<Index>? {
    indices.first { self[$0...].hasPrefix(needle) }.map { $0..<index($0, offsetBy: needle.count) }
  }
}
