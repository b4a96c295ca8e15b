public import Diagnostics
public import StateStorage

/// Where the real objects of a test run are recorded until they are destroyed, so that none is lost when the program
/// is killed.
///
///     .rcw/tests/ID/lock          held while the tests run
///     .rcw/tests/ID/1.tfstate     what the runs on one state have made
///
/// Nothing of it is there before something real is made, nor when the tests are over.
public actor TestStates {
  /// The folder of all test runs.
  private let root: String
  private let holder: LockHolder
  private let codec: @Sendable () async throws -> StateCodec
  private var lock: FileLock?
  private var stores: [JournaledState] = []

  /// - Parameter codec: asked for when it is first needed.
  public init(
    in root: String, for holder: LockHolder, codec: @escaping @Sendable () async throws -> StateCodec
  ) {
    self.root = root
    self.holder = holder
    self.codec = codec
  }

  private var folder: String { "\(root)/\(holder.id)" }

  /// Room for the state of some runs.
  func open() async throws -> JournaledState {
    if lock == nil {
      try FileAccess.makeFolder(of: "\(folder)/lock")
      lock = try FileLock.acquire("\(folder)/lock", holder)
    }
    let codec = try await codec()
    let store = JournaledState(path: "\(folder)/\(stores.count + 1).tfstate", codec: codec)
    stores.append(store)
    return store
  }

  /// Removes all of it: what could not be destroyed has been told by now.
  public func close() async throws {
    guard let lock else { return }
    for store in stores { try await store.remove() }
    try await lock.release()
    FileAccess.removeEmptyFolders(folder)
    self.lock = nil
  }

  // MARK: What others have left

  /// Tells what test runs that were cut off have made and not destroyed. Of those that left nothing, the record goes.
  public func leftOver() async throws -> [Diagnostic] {
    var found: [Diagnostic] = []
    for name in FileAccess.names(in: root).sorted() where !name.hasPrefix(".") {
      // Who runs still holds the lock.
      guard let lock = try? FileLock.acquire("\(root)/\(name)/lock", holder) else { continue }
      for state in Self.states(in: "\(root)/\(name)") { found += try await leftOver(in: state) }
      try await lock.release()
      FileAccess.removeEmptyFolders("\(root)/\(name)")
    }
    return found
  }

  /// The paths of the states in a folder. One that was never folded has only its journal.
  private static func states(in folder: String) -> [String] {
    let names = FileAccess.names(in: folder).filter { !$0.hasPrefix(".") }
      .map { $0.hasSuffix(".journal") ? String($0.dropLast(".journal".count)) : $0 }
    return Set(names).filter { $0.hasSuffix(".tfstate") }.sorted().map { "\(folder)/\($0)" }
  }

  private func leftOver(in path: String) async throws -> [Diagnostic] {
    let store = JournaledState(path: path, codec: try await codec())
    let state = try await store.load()
    let snapshot = state.snapshot ?? StateSnapshot()
    guard !snapshot.resources.isEmpty || !state.openIntents.isEmpty else {
      try await store.remove()
      return []
    }
    let objects = [snapshot.objectLines] + state.openIntents.map { "    \($0.address) (not certain)" }
    return [
      Diagnostic(
        .warning, "left-over", "Objects left over",
        "A test run that was cut off has made these objects, and could not destroy them:\n"
          + objects.filter { !$0.isEmpty }.joined(separator: "\n")
          + "\nTo destroy them now:\n    rcw destroy -state=\(path)")
    ]
  }
}

/// Records real objects only: what a test makes up needs no record.
struct RealObjects: StateSession {
  let session: any StateSession
  let ground: TestGround

  var initial: LoadedState { session.initial }

  func begin(_ intent: Intent) async throws {
    guard !ground.makesUp(intent.provider) else { return }
    try await session.begin(intent)
  }

  func record(_ changes: [StateChange], closing intent: String?) async throws {
    let real = changes.filter { change in
      switch change {
      case .object(_, _, _, let provider): !ground.makesUp(provider)
      case .depose: true
      case .output, .checks: false
      }
    }
    try await session.record(real, closing: intent)
  }

  func write(_ snapshot: StateSnapshot) async throws {}
}
