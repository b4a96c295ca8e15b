/// Where a journal is kept: lines that a program which was killed leaves behind for whoever comes next.
public protocol JournalPlace: Sendable {
  /// How messages name it.
  var name: String { get }

  /// What an earlier run has left there; nil when there is nothing.
  func read() async throws -> LeftOverJournal?

  /// What writes it from now on, while the state is locked.
  ///
  /// - Parameter leftOver: what was read under this lock.
  func makeWriter(after leftOver: LeftOverJournal?) -> any JournalWriter

  /// Removes the journal, whatever it says.
  func remove() async throws
}

/// A journal that was found.
public struct LeftOverJournal: Hashable, Sendable {
  public var content: [UInt8]
  /// How long ago it was last written to.
  public var idle: Duration?
  /// What tells its writer from others, where writers have names.
  public var writer: String?

  public init(_ content: [UInt8], idle: Duration?, writer: String? = nil) {
    self.content = content
    self.idle = idle
    self.writer = writer
  }
}

/// The journal of one session. It is called by one task at a time, but for ``reserve(_:)``.
public protocol JournalWriter: Sendable {
  /// Sets aside room for `count` bytes after what is written, so that others cannot take it.
  ///
  /// - Throws: ``StateError`` when there is not as much.
  func reserve(_ count: Int) throws(StateError)

  /// Returns when the lines would survive a crash.
  ///
  /// - Parameter isFirst: whether the journal begins with them, whatever may be there.
  func append(_ lines: [UInt8], isFirst: Bool) async throws(StateError)

  /// Puts these lines in the place of all there are, as a whole or not at all; without any the journal is gone.
  func replace(with lines: [UInt8]) async throws(StateError)

  /// Whether anything is kept there now.
  func isKept() async -> Bool
}
