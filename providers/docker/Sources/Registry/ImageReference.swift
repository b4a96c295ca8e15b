/// The name of an image: `registry.example.com:5000/team/app:1.2@sha256:...`.
///
/// Grammar and defaults: distribution `reference` package, "normalized named references"; what has no
/// registry is Docker Hub's, what has no tag and no digest is `latest`.
struct ImageReference: Hashable, Sendable {
  /// `docker.io` when none is written.
  var registry: String
  /// With `library/` for the short names of Docker Hub.
  var repository: String
  var tag: String?
  /// `sha256:...`
  var digest: String?

  static let hub = "docker.io"

  /// nil for what is no name of an image, an image's id among it.
  init?(_ text: String) {
    guard !Self.isID(text) else { return nil }
    var rest = text[...]
    if let at = rest.firstIndex(of: "@") {
      digest = String(rest[rest.index(after: at)...])
      rest = rest[..<at]
      guard digest?.contains(":") == true else { return nil }
    }
    let lastSlash = rest.lastIndex(of: "/") ?? rest.startIndex
    if let colon = rest[lastSlash...].lastIndex(of: ":") {
      tag = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
      guard let tag, Self.isTag(tag) else { return nil }
    }
    (registry, repository) = Self.split(rest)
    guard Self.isRepository(repository) else { return nil }
  }

  /// Whether the text is the id of an image: `sha256:` and 64 digits, or the digits alone.
  static func isID(_ text: String) -> Bool {
    let digits = text.hasPrefix("sha256:") ? text.dropFirst("sha256:".count) : text[...]
    return digits.utf8.count == 64 && digits.utf8.allSatisfy(\.isHexDigit)
  }

  /// What names one version of the image within its repository: the digest when there is one.
  var version: String { digest ?? tag ?? "latest" }

  /// The name without tag and digest, as the engine takes it: without Docker Hub's registry.
  var familiarName: String {
    guard registry == Self.hub else { return "\(registry)/\(repository)" }
    return repository.hasPrefix("library/") ? String(repository.dropFirst("library/".count)) : repository
  }

  /// The host that serves the registry's API.
  var registryHost: String { registry == Self.hub ? "registry-1.docker.io" : registry }

  // MARK: Parts

  /// The part before the first slash is a registry if it could not be a part of a repository's name.
  private static func split(_ name: Substring) -> (registry: String, repository: String) {
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let first = parts[0]
    let isRegistry = first.contains { ".:".contains($0) || $0.isUppercase } || first == "localhost"
    if parts.count == 2, isRegistry {
      let isHub = ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(first)
      let path = String(parts[1])
      return (isHub ? hub : String(first), isHub && !path.contains("/") ? "library/\(path)" : path)
    }
    return (hub, parts.count == 1 ? "library/\(name)" : String(name))
  }

  private static func isTag(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
    return isWord(first)
      && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  private static func isRepository(_ text: String) -> Bool {
    text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.utf8.first, let last = part.utf8.last else { return false }
      return isLowercase(first) && isLowercase(last)
        && part.utf8.allSatisfy { isLowercase($0) || "._-".utf8.contains($0) }
    }
  }

  private static func isLowercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isLowercase(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
  }
}

extension ImageReference: CustomStringConvertible {
  /// The shortest name for the image, with its tag.
  var description: String {
    familiarName + (tag.map { ":\($0)" } ?? (digest == nil ? ":latest" : ""))
      + (digest.map { "@\($0)" } ?? "")
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
  }
}
