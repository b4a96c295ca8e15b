import PluginWire
import Synchronization

/// The schemas of plugins, which are asked for once for each program: they are kept in memory for the run, and on
/// disk, under the digest of the program, for all later ones.
final class SchemaStore: Sendable {
  /// Changes with the form of what is kept.
  private static let format = 1

  private let folder: String?
  private let known = Mutex<[String: PluginSchemas]>([:])

  /// - Parameter folder: nil to keep nothing on disk.
  init(folder: String?) { self.folder = folder }

  /// nil when this program has not been asked yet.
  func schemas(of binary: PluginBinary) -> PluginSchemas? {
    if let schemas = known.withLock({ $0[binary.path] }) { return schemas }
    guard let file = file(for: binary), let content = CacheFile.read(file),
      let version = content.first.flatMap({ PluginProtocol(rawValue: Int($0)) }),
      let schemas = try? PluginSchemas(Array(content.dropFirst()), version)
    else { return nil }
    known.withLock { $0[binary.path] = schemas }
    return schemas
  }

  /// - Parameter response: the answer to the call for the schema.
  func keep(_ response: [UInt8], _ schemas: PluginSchemas, of binary: PluginBinary) {
    known.withLock { $0[binary.path] = schemas }
    if let file = file(for: binary) {
      CacheFile.replace(file, with: [UInt8(schemas.version.rawValue)] + response)
    }
  }

  private func file(for binary: PluginBinary) -> String? {
    guard let folder, let digest = BinaryDigest(folder: "\(folder)/digests").digest(of: binary.path) else {
      return nil
    }
    return "\(folder)/schemas-\(Self.format)/\(digest)"
  }
}
