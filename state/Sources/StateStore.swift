public import Values

/// A place that keeps one state.
public protocol StateStore: Sendable {
  /// What is kept there. A journal that an earlier run left behind is replayed into the result.
  ///
  /// - Throws: ``StateError``
  func load() async throws -> LoadedState

  /// Runs `body` while no one else can change the state.
  ///
  /// - Parameter holder: nil to go without a lock, at the caller's risk.
  /// - Throws: ``StateError`` with `.locked` naming the holder when the lock cannot be had in time; what
  ///   `body` throws.
  func withLock<Result: Sendable>(
    _ holder: LockHolder?, wait: Duration, _ body: (any StateSession) async throws -> Result
  ) async throws -> Result
}

/// A state as a store has it.
public struct LoadedState: Hashable, Sendable {
  /// nil when nothing has been stored yet.
  public var snapshot: StateSnapshot?
  /// Remote calls that an earlier run began and of which nothing more is known.
  public var openIntents: [Intent]
  /// Whether the snapshot holds changes that were found in a journal.
  public var hasLeftOverJournal: Bool
  /// How long ago that journal was last written to; nil when there is none, or it was long ago.
  public var idle: Duration?
  /// Whether it is not encrypted as it would be if it were written now: under another key, or not at all.
  public var isSealedOtherwise = false

  public init(
    snapshot: StateSnapshot? = nil, openIntents: [Intent] = [], hasLeftOverJournal: Bool = false,
    idle: Duration? = nil
  ) {
    self.snapshot = snapshot
    self.openIntents = openIntents
    self.hasLeftOverJournal = hasLeftOverJournal
    self.idle = idle
  }
}

/// The state while its lock is held.
public protocol StateSession: Sendable {
  /// The state as it was when the lock was taken.
  var initial: LoadedState { get }

  /// Notes that a remote call is about to be made whose effect the state does not show yet.
  func begin(_ intent: Intent) async throws
  /// Makes a change durable, and with it the end of the intent that led to it. Returns once the change
  /// would survive a crash.
  func record(_ changes: [StateChange], closing intent: String?) async throws
  /// Replaces the whole state: serial and lineage are those of `snapshot`.
  func write(_ snapshot: StateSnapshot) async throws
}

/// A remote call about to be made: what a crash would leave in doubt.
public struct Intent: Hashable, Sendable {
  public enum Action: String, Hashable, Sendable {
    case create, update, delete
  }

  /// Unique; handed to the provider as the operation's id.
  public var id: String
  public var action: Action
  /// The resource instance, as its address is written.
  public var address: String
  /// The provider block, as the state writes it.
  public var provider: String
  /// The planned object, for finding it again.
  public var planned: JSON
  /// When, in RFC 3339; empty when that was not noted.
  public var begun: String

  public init(
    id: String, action: Action, address: String, provider: String, planned: JSON,
    begun: String = Timestamp.now().description
  ) {
    self.id = id
    self.action = action
    self.address = address
    self.provider = provider
    self.planned = planned
    self.begun = begun
  }
}

/// Who holds a lock and for what.
public struct LockHolder: Hashable, Sendable {
  public var id: String
  /// `apply`, `plan`
  public var operation: String
  /// `user@host`
  public var who: String
  public var processID: Int
  /// RFC 3339
  public var created: String

  public init(id: String, operation: String, who: String, processID: Int, created: String) {
    self.id = id
    self.operation = operation
    self.who = who
    self.processID = processID
    self.created = created
  }
}

/// Why a state cannot be read, written or locked. Equality is on ``code`` alone.
public struct StateError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    case locked(LockHolder?)
    /// There is no lock to take away.
    case notLocked
    /// Not a state, or broken.
    case malformed
    /// Written by a program that is newer than this one.
    case newerFormat
    /// Of another lineage, or older than what is there.
    case conflicting
    case unreadable
    /// The change is not durable.
    case unwritable
    /// Encrypted under another key, or not encrypted although it should be.
    case undecipherable
    /// What is said of the place or the key does not hold together.
    case misconfigured
  }

  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  public static func == (a: StateError, b: StateError) -> Bool { a.code == b.code }

  /// The error with what it means for the user.
  func explained(by text: String) -> StateError { StateError(code, "\(message)\n\(text)") }
}
