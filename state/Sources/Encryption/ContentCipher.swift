public import Values

/// Makes what is kept on a disk readable only for who has the key.
public protocol ContentCipher: Sendable {
  /// nil to leave the content as it is, while a state goes back to clear text.
  ///
  /// - Throws: ``StateError`` with `.undecipherable` when there is no key.
  func seal(_ content: [UInt8]) async throws -> SealedContent?
  /// - Returns: the content, and whether the key is the one that is used for writing.
  /// - Throws: ``StateError`` with `.undecipherable` when no key fits.
  func open(_ sealed: SealedContent) async throws -> (content: [UInt8], isCurrent: Bool)
  /// Whether what is kept may still be in clear text.
  var acceptsClearText: Bool { get }
  var writesClearText: Bool { get }
}

/// Encrypted content, in OpenTofu's form: a JSON object with `meta`, `encrypted_data` and `encryption_version`.
public struct SealedContent: Hashable, Sendable {
  public static let version = "v0"

  /// What it takes to find the key: for each key provider, in Base64, what that has noted.
  public var meta: JSON
  /// In Base64.
  public var data: String

  public init(meta: JSON, data: String) {
    self.meta = meta
    self.data = data
  }

  /// nil when the document is not encrypted.
  public init?(_ json: JSON) {
    guard let data = json["encrypted_data"]?.asString, json["encryption_version"]?.asString == Self.version
    else {
      return nil
    }
    self.init(meta: json["meta"] ?? .object([]), data: data)
  }

  public var members: [JSON.Member] {
    [
      .init("meta", meta), .init("encrypted_data", .string(data)),
      .init("encryption_version", .string(Self.version)),
    ]
  }
}
