/// A private key as OpenSSH writes it (its file PROTOCOL.key).
public struct OpenSSHKey: Sendable {
  /// `ssh-rsa`, `ecdsa-sha2-nistp256`, `ssh-ed25519`.
  public let kind: String
  /// Strings and numbers, as the kind has them.
  public let fields: [[UInt8]]

  private static let magic = Array("openssh-key-v1\0".utf8)

  public init(_ content: [UInt8]) throws(KeyFormatError) {
    guard content.starts(with: Self.magic) else { throw .damaged }
    var reader = SSHReader(content[Self.magic.count...])
    guard try reader.readString() == Array("none".utf8) else { throw .protected }
    // The way and the options to make a cipher's key, and the public key.
    _ = try (reader.readString(), reader.readString())
    guard try reader.readNumber() == 1 else { throw KeyFormatError("it holds several keys") }
    _ = try reader.readString()
    reader = SSHReader(try reader.readString()[...])
    guard try reader.readNumber() == reader.readNumber() else { throw .damaged }
    kind = String(decoding: try reader.readString(), as: UTF8.self)
    // Behind the last field stand a comment and padding, which is no string.
    var fields: [[UInt8]] = []
    while let field = try? reader.readString() { fields.append(field) }
    self.fields = fields
  }

  /// The content of a key's file, without a passphrase and without a comment.
  ///
  /// - Parameters:
  ///   - check: any number; it would show whether a passphrase was right.
  ///   - publicKey: as it stands in `authorized_keys`, decoded.
  public static func encode(
    kind: String, fields: [[UInt8]], publicKey: [UInt8], check: UInt32
  ) -> [UInt8] {
    let number = withUnsafeBytes(of: check.bigEndian, Array.init)
    var secret =
      number + number + SSHWriter.string(kind) + fields.flatMap(SSHWriter.string) + SSHWriter.string("")
    secret += (1...8).prefix((8 - secret.count % 8) % 8).map { UInt8($0) }
    return magic + SSHWriter.string("none") + SSHWriter.string("none") + SSHWriter.string("")
      + [0, 0, 0, 1] + SSHWriter.string(publicKey) + SSHWriter.string(secret)
  }
}

/// Writes SSH's data types (RFC 4251, section 5).
public enum SSHWriter {
  public static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

  public static func string(_ bytes: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: bytes.count).bigEndian, Array.init) + bytes
  }

  /// The content of an `mpint` that is not negative.
  public static func number(_ magnitude: [UInt8]) -> [UInt8] {
    let digits = Array(magnitude.drop { $0 == 0 })
    return (digits.first ?? 0) >= 0x80 ? [0] + digits : digits
  }
}

/// Reads SSH's data types.
private struct SSHReader {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  mutating func readNumber() throws(KeyFormatError) -> Int {
    guard bytes.count >= 4 else { throw .damaged }
    defer { bytes.removeFirst(4) }
    return bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func readString() throws(KeyFormatError) -> [UInt8] {
    let length = try readNumber()
    guard length <= bytes.count else { throw .damaged }
    defer { bytes.removeFirst(length) }
    return Array(bytes.prefix(length))
  }
}
