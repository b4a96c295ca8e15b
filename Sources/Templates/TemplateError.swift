/// Why a template cannot be read, kept or fetched. Equality is on ``code`` alone.
public struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// Something in it cannot be part of a template: a link that leads out, a huge file.
    case unacceptable
    case unreadable
    /// The repository of templates, or the disk, does not do as it is told.
    case unwritable
    /// A repository elsewhere cannot be reached, or refuses.
    case unreachable
    /// A repository has no such branch, tag, commit, version or folder.
    case noSuchReference
    /// The commit is not signed, or by nobody who is trusted.
    case untrusted
    /// The history that a tracked branch had is no longer there.
    case rewritten
    /// The version's files are not where they should be.
    case damaged
  }

  public var code: Code
  /// Full sentences: what, why, what to do.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  public static func == (a: TemplateError, b: TemplateError) -> Bool { a.code == b.code }
}
