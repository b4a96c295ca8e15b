public import Values

/// A git repository elsewhere, read with the program `git` and so with everything that its user has set up.
public struct RemoteRepository: Sendable {
  private let client: GitClient
  private let address: GitAddress

  /// - Parameters:
  ///   - address: a URL, `USER@HOST:PATH`, or an absolute path.
  ///   - environment: what `git` and `ssh` see of it.
  ///   - workDirectory: where a repository may stand while it is read.
  public init(
    _ address: String, environment: [String: String], workDirectory: String
  ) throws(RepositoryError) {
    do {
      self.address = try GitAddress(address)
    } catch {
      throw RepositoryError(.unreachable, error.message)
    }
    client = GitClient(environment: environment, workDirectory: workDirectory)
  }

  /// The address without a password.
  public var name: String { "\(address)" }

  /// One state of the repository's files.
  public struct Commit: Sendable {
    public var id: String
    /// `NAME <ADDRESS>`
    public var author: String
    public var time: Timestamp
    public var message: String
    /// Links are replaced by copies of what they lead to, submodules by their files.
    public var files: [File]
  }

  public struct File: Sendable {
    public var path: String
    public var bytes: [UInt8]
    public var isExecutable: Bool
  }

  /// What a commit must have besides being there.
  public struct Conditions: Hashable, Sendable {
    public var isSigned = false
    /// A file of git's for signatures by ssh keys; nil for the one in git's settings.
    public var allowedSigners: String?
    /// The commit that it must come after.
    public var ancestor: String?

    public init() {}
  }

  /// The name of the branch that `HEAD` is; nil where the repository does not say.
  public func defaultBranch() async throws(RepositoryError) -> String? {
    do { return try await client.defaultBranch(address) } catch {
      throw RepositoryError(.unreachable, error.message)
    }
  }

  /// The commits of branches and tags, by full name such as `refs/heads/main`, and of `HEAD`.
  public func references() async throws(RepositoryError) -> [String: String] {
    do { return try await client.references(address) } catch {
      throw RepositoryError(.unreachable, error.message)
    }
  }

  /// - Parameter reference: a branch, tag or commit; nil for the default branch.
  public func commit(
    _ reference: String?, _ conditions: Conditions = Conditions()
  ) async throws(RepositoryError) -> Commit {
    var found: (author: String, time: Int, message: String)?
    var failed: RepositoryError.Code?
    do {
      let (package, id) = try await client.fetch(address, ref: reference) {
        repository, id throws(ModuleError) in
        found = try await repository.description(of: id)
        failed = .untrusted
        if conditions.isSigned {
          try await repository.verify(id, allowedSigners: conditions.allowedSigners)
        }
        failed = .rewritten
        try await require(conditions.ancestor, before: id, reference, in: repository)
        failed = nil
      }
      return Commit(
        id: id, author: found?.author ?? "", time: Timestamp(seconds: found?.time ?? 0),
        message: found?.message ?? "",
        files: package.files.map { File(path: $0.path, bytes: $0.bytes, isExecutable: $0.isExecutable) })
    } catch {
      let isMissing = ["couldn't find remote ref", "not our ref"].contains { error.detail.contains($0) }
      throw RepositoryError(failed ?? (isMissing ? .noSuchReference : .unreachable), error.message)
    }
  }

  private func require(
    _ ancestor: String?, before commit: String, _ reference: String?, in repository: GitRepository
  ) async throws(ModuleError) {
    guard let ancestor, ancestor != commit else { return }
    guard try await !repository.isDescendant(commit, of: ancestor, ref: reference) else { return }
    throw ModuleError(
      "The history of \(reference ?? "the default branch") of \(address) was rewritten: \(commit.prefix(12)) does not come "
        + "after \(ancestor.prefix(12)), which was there before.")
  }
}

/// Why a repository elsewhere cannot be read. Equality is on ``code`` alone.
public struct RepositoryError: Error, Sendable, Equatable {
  public enum Code: Hashable, Sendable {
    case unreachable
    case noSuchReference
    case untrusted
    case rewritten
  }

  public var code: Code
  /// Full sentences, and the words of git.
  public var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public static func == (a: RepositoryError, b: RepositoryError) -> Bool { a.code == b.code }
}
