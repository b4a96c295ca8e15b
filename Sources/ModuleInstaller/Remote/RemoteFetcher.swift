import ProviderKit

/// Fetches modules from repositories and archives.
struct RemoteFetcher: Sendable {
  let web: WebReader
  let git: GitClient

  /// What was fetched.
  struct Fetched {
    /// All that is in the repository or archive.
    var package: ModulePackage
    /// The directory in it that was asked for; empty for all of it.
    var subdirectory: [String]
    /// The commit, where there are any.
    var revision: String?
    /// Where it came from, for people to read.
    var origin: String
  }

  /// How often a page may say that the module is elsewhere.
  private static let maxHops = 5

  /// - Parameter revision: the commit to take, whatever the address says; for archives it means nothing.
  func fetch(_ source: RemoteSource, revision: String? = nil) async throws(ModuleError) -> Fetched {
    try await fetch(source, revision: revision, hops: 0)
  }

  private func fetch(
    _ source: RemoteSource, revision: String?, hops: Int
  ) async throws(ModuleError) -> Fetched {
    guard hops < Self.maxHops else { throw ModuleError("\(source) is only one of a chain of pages.") }
    switch source.place {
    case .git(let address, let ref):
      let (package, commit) = try await git.fetch(address, ref: revision ?? ref)
      return Fetched(
        package: package, subdirectory: source.subdirectory, revision: commit, origin: source.description)
    case .web(let address) where address.isArchive:
      return try await archive(at: address, source.subdirectory)
    case .web(let address):
      return try await page(at: address, source.subdirectory, revision, hops)
    }
  }

  // MARK: Archives

  private func archive(
    at address: WebAddress, _ subdirectory: [String]
  ) async throws(ModuleError) -> Fetched {
    let answer = try await web.get(address.url)
    guard answer.status == 200 else {
      throw ModuleError("\(address) answered with status \(answer.status).")
    }
    guard address.checksum?.matches(answer.body) != false else {
      throw ModuleError("The archive at \(address) does not have the checksum that its address gives.")
    }
    do {
      return Fetched(
        package: try ModulePackage(archive: answer.body), subdirectory: subdirectory,
        origin: address.description)
    } catch {
      throw ModuleError(error, in: "\(address)")
    }
  }

  // MARK: Pages

  /// Follows the header `X-Terraform-Get`, or the `meta` element `terraform-get` of a page.
  private func page(
    at address: WebAddress, _ subdirectory: [String], _ revision: String?, _ hops: Int
  ) async throws(ModuleError) -> Fetched {
    let answer = try await web.get(address.url.adding(query: [("terraform-get", "1")]))
    guard (200..<300).contains(answer.status) else {
      throw ModuleError("\(address) answered with status \(answer.status).")
    }
    guard let location = answer.location ?? Self.location(inPage: answer.body) else {
      throw ModuleError(
        """
        \(address) is no archive by its name, and does not say where the module is. For an archive add \
        "?archive=zip" or "?archive=tar.gz"; for a git repository write "git::" before the address.
        """)
    }
    var source = try RemoteSource(location, from: answer.url)
    source.subdirectory += subdirectory
    return try await fetch(source, revision: revision, hops: hops + 1)
  }

  /// The content of `<meta name="terraform-get" content="…">`.
  private static func location(inPage bytes: [UInt8]) -> String? {
    for element in String(decoding: bytes, as: UTF8.self).split(separator: "<") {
      guard element.lowercased().hasPrefix("meta"), attribute("name", of: element) == "terraform-get" else {
        continue
      }
      return attribute("content", of: element)
    }
    return nil
  }

  /// The value between the quotes after a name.
  private static func attribute(_ name: String, of element: Substring) -> String? {
    for quote in ["\"", "'"] {
      let parts = element.lowercased().split(separator: " \(name)=\(quote)", maxSplits: 1)
      guard parts.count == 2 else { continue }
      return element.dropFirst(parts[0].count + name.count + 3).prefix { String($0) != quote }.description
    }
    return nil
  }
}
