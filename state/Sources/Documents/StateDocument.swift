/// A place that keeps one state as one document, and a lock for it: a file, a row, an object in a bucket.
///
/// What it throws are ``StateError``s and `CancellationError`.
public protocol StateDocument: Sendable {
  /// How messages name the place; holds no secret.
  var name: String { get }
  /// The file that the document is; nil when it is somewhere else.
  var file: String? { get }
  /// How long to wait between two attempts to take the lock.
  var lockPause: Duration { get }

  /// The document as it stands; nil when there is none.
  func read() async throws -> [UInt8]?
  /// Puts a document in the place of the one before. Returns when it would survive a crash.
  func write(_ content: [UInt8]) async throws
  /// That there is nothing to remove is no error.
  func remove() async throws
  /// Tries once to take the lock.
  ///
  /// - Throws: ``StateError`` with `.locked` when somebody has it, and with whom as far as that is known.
  func lock(_ holder: LockHolder) async throws -> any StateLock
  /// Takes the lock away from whoever holds it under this id.
  ///
  /// - Throws: ``StateError`` with `.locked` when the lock has another id, and `.notLocked` when there is none.
  func breakLock(_ id: String) async throws
}

extension StateDocument {
  public var file: String? { nil }
  public var lockPause: Duration { .seconds(1) }
}

/// A lock that is held.
public protocol StateLock: Sendable {
  /// Sees to it that the lock is held, and takes it anew when it was lost.
  ///
  /// - Returns: whether it was held all the time; if not, somebody may have changed the state.
  func isIntact() async throws -> Bool
  func release() async throws
}

extension StateLock {
  /// For locks that nothing can take away.
  public func isIntact() async throws -> Bool { true }
}
