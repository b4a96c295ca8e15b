public import Values

/// A repository whose commits become versions of a template.
public struct TemplateTracking: Hashable, Sendable, Codable {
  /// When a new version becomes the active one by itself.
  public enum Promotion: String, CaseIterable, Hashable, Sendable, Codable {
    case never
    /// When its plan succeeds for every workspace.
    case clean
    case always
  }

  /// Whose commits are taken.
  public enum Trust: String, CaseIterable, Hashable, Sendable, Codable {
    case anyone
    /// Those that sign with a key that git accepts.
    case signed
  }

  public var url: String
  /// A branch, tag, commit, or range of versions of tags; empty for the repository's default branch.
  public var reference: String
  /// The folder in the repository; empty for its root.
  public var path: String
  /// How long a look at the repository is good for, in seconds.
  public var interval: Int
  public var promotion = Promotion.never
  public var trust = Trust.anyone
  /// A file of git's `gpg.ssh.allowedSignersFile`; nil for git's own settings.
  public var allowedSigners: String?
  /// The commit that was looked at last; nil before the first time.
  public var lastCommit: String?
  /// In seconds since 1970.
  public var lastLook: Int?
  /// What kept the last commit from becoming a version.
  public var lastProblem: String?

  public init(url: String, reference: String, path: String, interval: Duration) {
    self.url = url
    self.reference = reference
    self.path = path
    self.interval = Int(interval.components.seconds)
  }

  /// Whether it is time to look again.
  public func isDue(at now: Timestamp = .now()) -> Bool {
    lastLook.map { now.seconds - $0 >= interval } ?? true
  }
}

extension TemplateTracking {
  /// As the catalog keeps it.
  var text: String? { try? JSONEncoding(keys: .snakeCase).encode(self).text() }

  /// nil for nil.
  init?(text: String?) throws(CatalogError) {
    guard let text else { return nil }
    do { self = try JSONDecoding(keys: .snakeCase).decode(from: JSON.parse(text)) } catch {
      throw CatalogError(.damaged, "The catalog holds a tracked repository that cannot be read: \(error).")
    }
  }
}
