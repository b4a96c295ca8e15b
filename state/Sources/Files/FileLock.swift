import Glibc
import Values

/// A lock that lives as long as the process that holds it: an advisory lock of the kernel on a file that
/// tells who that is.
struct FileLock: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Takes the lock, waiting for it up to `wait`.
  static func acquire(_ path: String, _ holder: LockHolder, wait: Duration) async throws -> FileLock {
    let clock = ContinuousClock()
    let deadline = clock.now + wait
    while true {
      if let descriptor = try attempt(path) {
        let lock = FileLock(path: path, descriptor: descriptor)
        do { try describe(holder, descriptor, path) } catch {
          lock.release()
          throw error
        }
        return lock
      }
      guard clock.now < deadline else { throw refusal(path) }
      try await clock.sleep(for: .milliseconds(100))
    }
  }

  /// Gives the lock back. Whoever takes it next checks that it is still the file of that name.
  func release() {
    unlink(path)
    close(descriptor)
  }

  /// The open, locked file; nil when another process holds it.
  private static func attempt(_ path: String) throws(StateError) -> Int32? {
    let descriptor: Int32
    do { descriptor = try FileAccess.openForWriting(path, O_CREAT | O_RDWR) } catch {
      throw error.explained(by: unlockable)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(descriptor, at: path) else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Whether the locked file is the one that the path names, and not one that its last holder has removed.
  private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
    var locked = stat()
    var named = stat()
    return fstat(descriptor, &locked) == 0 && stat(path, &named) == 0 && locked.st_ino == named.st_ino
  }

  private static func describe(
    _ holder: LockHolder, _ descriptor: Int32, _ path: String
  ) throws(StateError) {
    ftruncate(descriptor, 0)
    do { try FileAccess.write(holder.json(path: path).bytes(), to: descriptor, path) } catch {
      throw error.explained(by: unlockable)
    }
  }

  private static let unlockable = """
    Nothing was changed: where the state cannot be locked, it could not be kept either. Make room, or make the \
    folder writable.
    """

  private static func refusal(_ path: String) -> StateError {
    let content = (try? FileAccess.read(path)) ?? nil
    let holder = content.flatMap { try? JSON.parse($0) }.flatMap(LockHolder.init)
    let who = holder.map { "\($0.who), process \($0.processID), for \"\($0.operation)\" since \($0.created)" }
    return StateError(
      .locked(holder),
      """
      The state is locked by \(who ?? "another process"). Wait until that has ended, or have this command wait \
      for it:
          -lock-timeout=5m
      """)
  }
}

extension LockHolder {
  /// The lock file's content, with the member names that Terraform gives them.
  fileprivate func json(path: String) -> JSON {
    .object([
      .init("ID", .string(id)), .init("Operation", .string(operation)), .init("Info", .string("")),
      .init("Who", .string(who)), .init("ProcessID", .number(Number(processID))),
      .init("Created", .string(created)), .init("Path", .string(path)),
    ])
  }

  fileprivate init?(_ json: JSON) {
    guard let id = json["ID"]?.asString, let who = json["Who"]?.asString else { return nil }
    self.init(
      id: id, operation: json["Operation"]?.asString ?? "", who: who,
      processID: json["ProcessID"]?.asInt ?? 0, created: json["Created"]?.asString ?? "")
  }
}
