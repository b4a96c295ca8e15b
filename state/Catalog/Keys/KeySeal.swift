import Databases
import StateEncryption
import StateStorage

/// A text in the catalog that is encrypted under its key, so that another key is noticed before anything is written
/// under it.
struct KeySeal: Sendable {
  let database: any Database
  private static let name = "key_check"
  private static let text = Array("rcw".utf8)

  private func kept() async throws -> String? {
    try await database.read { session in
      try session.query("SELECT value FROM settings WHERE name = $1", [Self.name]).first?[0]
    }
  }

  /// Whether anything is encrypted.
  var isSet: Bool { get async throws { try await kept() != nil } }

  /// - Throws: ``CatalogError`` when something is encrypted already, so that a new key would be of no use.
  func requireAbsence(of path: String) async throws {
    guard try await kept() != nil else { return }
    throw CatalogError(
      .unavailable,
      "The catalog is encrypted, and its key is not there: \(path). Put back the copy of it that you have kept, or "
        + "name it with RCW_KEY_FILE or RCW_KEY.")
  }

  /// - Throws: ``CatalogError`` when the key is another one.
  func verify(_ cipher: StateCipher, describe source: String) async throws {
    let codec = StateCodec(cipher: cipher)
    guard let kept = try await kept() else {
      let sealed = String(decoding: try await codec.seal(Self.text), as: UTF8.self)
      return try await database.write { session in
        try session.query(
          "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
          [Self.name, sealed])
      }
    }
    guard (try? await codec.open(Array(kept.utf8))) == Self.text else {
      throw CatalogError(
        .unavailable,
        "The key from \(source) is not the one that the catalog is encrypted under. Nothing was changed.")
    }
  }
}
