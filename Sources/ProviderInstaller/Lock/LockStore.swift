import Addresses
import Language
import ModuleInstaller
import Synchronization

/// The lock file on disk, which providers that are installed at the same time share.
final class LockStore: Sendable {
  private let path: String
  private let lock: Mutex<LockFile?> = Mutex(nil)

  init(path: String) { self.path = path }

  func entry(_ address: ProviderAddress) throws(InstallError) -> LockFile.Entry? {
    try lock.withLock { lock throws(InstallError) in
      if let known = lock { return known[address] }
      let read = try LockFile(path: path)
      lock = read
      return read[address]
    }
  }

  /// Records what was chosen, if it is not recorded so already.
  func record(_ entry: LockFile.Entry) throws(InstallError) {
    guard try self.entry(entry.address) != entry else { return }
    try lock.withLock { lock throws(InstallError) in
      lock?[entry.address] = entry
      do throws(FileError) {
        try FileSystem.replace(path, with: Array((lock ?? LockFile()).text.utf8))
      } catch {
        throw InstallError(error, "Writing the lock file")
      }
    }
  }
}
