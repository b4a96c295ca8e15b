public import Catalog
import Diagnostics
public import ModuleInstaller

/// A folder of a repository elsewhere that holds a template.
public struct TemplateSource: Sendable {
  private let repository: RemoteRepository
  private let reference: String
  private let path: String

  /// - Parameters:
  ///   - url: as git takes it.
  ///   - reference: a branch, tag, commit, or range of versions of tags; empty for the default branch.
  ///   - path: the folder in the repository; empty for its root.
  ///   - workFolder: where a repository may stand while it is read.
  public init(
    url: String, reference: String, path: String, environment: [String: String], workFolder: String
  ) throws(TemplateError) {
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard !parts.contains(".."), !reference.hasPrefix("-") else {
      throw TemplateError(.noSuchReference, "\"\(path)\" is no folder of a repository.")
    }
    do {
      repository = try RemoteRepository(url, environment: environment, workDirectory: workFolder)
    } catch { throw TemplateError(error) }
    self.reference = reference
    self.path = parts.joined(separator: "/")
  }

  /// What a reference leads to at present.
  public struct Target: Hashable, Sendable {
    /// As the repository calls it: `refs/heads/main`; nil for a commit.
    public var name: String?
    public var commit: String

    /// Whether it moves by getting new commits, and only so.
    public var isBranch: Bool { name == "HEAD" || name?.hasPrefix("refs/heads/") == true }
  }

  /// A template as the repository has it.
  public struct Found: Sendable {
    public var content: TemplateContent
    public var origin: GitOrigin
    /// `NAME <ADDRESS>`
    public var author: String
    public var message: String
    /// The name of the tag, where a range was asked for.
    public var tag: String?
  }

  /// Asks the repository what the reference leads to, without fetching anything.
  public func target() async throws(TemplateError) -> Target {
    let offered: [String: String]
    do { offered = try await repository.references() } catch { throw TemplateError(error) }
    if reference.isEmpty, let commit = offered["HEAD"] { return Target(name: "HEAD", commit: commit) }
    if let range = VersionRange(reference) { return try newest(in: range, offered) }
    for name in [reference, "refs/heads/\(reference)", "refs/tags/\(reference)"] {
      if let commit = offered[name] { return Target(name: name, commit: commit) }
    }
    if reference.count >= 7, reference.allSatisfy(\.isHexDigit) {
      return Target(name: nil, commit: reference.lowercased())
    }
    let names = offered.keys.compactMap { Self.shortName($0) }
    let what = reference.isEmpty ? "no commits" : "no branch or tag \"\(reference)\""
    throw TemplateError(
      .noSuchReference, "\(repository.name) has \(what).\(Suggestion.sentence(for: reference, in: names))")
  }

  /// The name of the branch that `HEAD` is; nil where the repository does not say.
  public func defaultBranch() async throws(TemplateError) -> String? {
    do { return try await repository.defaultBranch() } catch { throw TemplateError(error) }
  }

  private func newest(in range: VersionRange, _ offered: [String: String]) throws(TemplateError) -> Target {
    let prefix = "refs/tags/"
    let tags = offered.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    guard let tag = range.newest(of: tags), let commit = offered[prefix + tag] else {
      let known = tags.sorted().suffix(5).joined(separator: ", ")
      throw TemplateError(
        .noSuchReference,
        "\(repository.name) has no tag that is a version in the range \(reference)."
          + (known.isEmpty ? " It has no tags at all." : " Among its tags are \(known)."))
    }
    return Target(name: prefix + tag, commit: commit)
  }

  private static func shortName(_ name: String) -> String? {
    for prefix in ["refs/heads/", "refs/tags/"] where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return nil
  }

  /// Fetches the template.
  public func fetch(
    _ target: Target, _ conditions: RemoteRepository.Conditions = .init()
  ) async throws(TemplateError) -> Found {
    let commit: RemoteRepository.Commit
    do {
      commit = try await repository.commit(target.name ?? target.commit, conditions)
    } catch { throw TemplateError(error) }
    return Found(
      content: try content(of: commit),
      origin: GitOrigin(url: repository.name, reference: reference, path: path, commit: commit.id),
      author: commit.author, message: commit.message.trimmed,
      tag: target.name.flatMap { $0.hasPrefix("refs/tags/") ? Self.shortName($0) : nil })
  }

  private func content(of commit: RemoteRepository.Commit) throws(TemplateError) -> TemplateContent {
    let prefix = path.isEmpty ? "" : "\(path)/"
    let files = commit.files.filter { $0.path.hasPrefix(prefix) }.map { file in
      TemplateContent.File(
        String(file.path.dropFirst(prefix.count)), file.bytes, file.isExecutable ? .executable : .plain)
    }
    guard !files.isEmpty else {
      let folders = Set(commit.files.map { $0.path.split(separator: "/").dropLast().joined(separator: "/") })
      throw TemplateError(
        .noSuchReference,
        "\(repository.name) has no folder \"\(path)\" in \(commit.id.prefix(12))."
          + Suggestion.sentence(for: path, in: folders.sorted()))
    }
    return try TemplateContent(checking: files.filter { !$0.isLeftBehind }, problems: [])
  }
}

extension TemplateContent.File {
  /// Whether it is what tools leave behind, and that somebody has committed.
  fileprivate var isLeftBehind: Bool {
    let parts = path.split(separator: "/")
    return parts.indices.contains { index in
      let part = parts[...index].joined(separator: "/")
      return [IgnoreRules.builtIn].ignores(part, isFolder: index < parts.count - 1)
    }
  }
}

extension TemplateError {
  fileprivate init(_ error: RepositoryError) {
    let code: Code =
      switch error.code {
      case .unreachable: .unreachable
      case .noSuchReference: .noSuchReference
      case .untrusted: .untrusted
      case .rewritten: .rewritten
      }
    self.init(code, error.message)
  }
}
