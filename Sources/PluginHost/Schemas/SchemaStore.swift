import PluginWire
import Synchronization

/// The schemas of plugins, which are asked for once for each program: they are kept in memory for the run, and on
/// disk, under the digest of the program, for all later ones.
final class SchemaStore: Sendable {
  /// Changes with the form of what is kept.
  private static let format = 2

  private let folder: String?
  private let known = Mutex<[String: PluginSchemas]>([:])

  /// - Parameter folder: nil to keep nothing on disk.
  init(folder: String?) { self.folder = folder }

  /// nil when this program has not been asked yet.
  func schemas(of binary: PluginBinary) -> PluginSchemas? {
    if let schemas = known.withLock({ $0[binary.path] }) { return schemas }
    guard let file = file(for: binary), let content = CacheFile.read(file),
      let message = try? WireMessage(content),
      let version = PluginProtocol(rawValue: message.integer(KeptField.version)),
      let schemas = try? PluginSchemas(
        message.bytes(KeptField.schemas) ?? [], identities: message.bytes(KeptField.identities) ?? [], version
      )
    else { return nil }
    known.withLock { $0[binary.path] = schemas }
    return schemas
  }

  /// - Parameters:
  ///   - response: the answer to the call for the schema.
  ///   - identities: the answer to the call for the schemas of identities.
  func keep(_ response: [UInt8], identities: [UInt8], _ schemas: PluginSchemas, of binary: PluginBinary) {
    known.withLock { $0[binary.path] = schemas }
    guard let file = file(for: binary) else { return }
    var kept = WireWriter()
    kept.integer(KeptField.version, schemas.version.rawValue)
    kept.bytes(KeptField.schemas, response)
    kept.bytes(KeptField.identities, identities)
    CacheFile.replace(file, with: kept.bytes)
  }

  /// What is kept has the form of a message.
  private enum KeptField { static let version = 1, schemas = 2, identities = 3 }

  private func file(for binary: PluginBinary) -> String? {
    guard let folder, let digest = BinaryDigest(folder: "\(folder)/digests").digest(of: binary.path) else {
      return nil
    }
    return "\(folder)/schemas-\(Self.format)/\(digest)"
  }
}
