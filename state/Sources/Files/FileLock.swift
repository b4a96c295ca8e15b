import Glibc
import Values

/// A lock that lives as long as the process that holds it: an advisory lock of the kernel on a file that
/// tells who that is.
public struct FileLock: StateLock {
  private let path: String
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: ``StateError`` with `.locked` when another process holds it.
  public static func acquire(_ path: String, _ holder: LockHolder) throws(StateError) -> FileLock {
    guard let descriptor = try attempt(path) else { throw StateError(.locked(Self.holder(path)), "") }
    let lock = FileLock(path: path, descriptor: descriptor)
    do throws(StateError) { try describe(holder, descriptor, path) } catch {
      lock.free()
      throw error
    }
    return lock
  }

  /// Who holds the lock, or held it last; nil when nobody does or that cannot be told.
  public static func holder(_ path: String) -> LockHolder? {
    ((try? FileAccess.read(path)) ?? nil).flatMap { LockHolder($0) }
  }

  /// A lock of this kind ends with the process that holds it, and nothing else ends it.
  public static func explainBreaking(_ path: String, _ id: String) throws(StateError) -> Never {
    guard let descriptor = try attempt(path) else {
      let holder = holder(path)
      throw StateError(
        .locked(holder),
        "The lock belongs to a process that runs: \(holder?.who ?? "somebody")'s, with the number "
          + "\(holder?.processID ?? 0). It ends with that process. To end it:\n    kill \(holder?.processID ?? 0)"
      )
    }
    FileLock(path: path, descriptor: descriptor).free()
    throw StateError(.notLocked, "The state is not locked: no process holds it. There is nothing to free.")
  }

  public func release() async throws { free() }

  /// Gives the lock back. Whoever takes it next checks that it is still the file of that name.
  private func free() {
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
    do { try FileAccess.write(holder.document(path: path), to: descriptor, path) } catch {
      throw error.explained(by: unlockable)
    }
  }

  private static let unlockable = """
    Nothing was changed: where the state cannot be locked, it could not be kept either. Make room, or make the \
    folder writable.
    """
}
