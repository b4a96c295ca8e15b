import Databases

/// Why the catalog cannot do something. Equality is on ``code`` alone.
public struct CatalogError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// There is no template, version, workspace or build of that name.
    case notFound
    /// The name belongs to something else.
    case taken
    case invalidName
    /// Something else is in the way: a template that workspaces use, a build that runs.
    case inUse
    /// Written by a program that is newer than this one.
    case newerFormat
    case damaged
    /// Others have been writing for too long.
    case busy
    /// The database, or the key, cannot be reached or used.
    case unavailable
  }

  public var code: Code
  /// Full sentences: what, why, what to do.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  public static func == (a: CatalogError, b: CatalogError) -> Bool { a.code == b.code }
}

extension CatalogError {
  /// What a failure of the database means for who uses the catalog.
  init(_ error: DatabaseError) {
    switch error.code {
    case .damaged:
      self.init(
        .damaged,
        """
        \(error.message) Nothing was changed. To see what is wrong, and to go back to a backup:
            rcw admin check
            rcw admin restore FILE
        """)
    case .busy: self.init(.busy, "\(error.message) Try again once it is done.")
    case .unavailable, .unwritable, .duplicate, .failed: self.init(.unavailable, error.message)
    }
  }
}
