/// A private key as OpenSSH writes it (its file PROTOCOL.key).
struct OpenSSHKey {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
  }

  /// The modulus and the private exponent.
  mutating func read() throws(RSAKeyError) -> (modulus: [UInt8], exponent: [UInt8]) {
    let magic = Array("openssh-key-v1\0".utf8)
    guard bytes.starts(with: magic) else { throw .damaged }
    bytes.removeFirst(magic.count)
    guard try readString() == Array("none".utf8) else { throw .protected }
    // The way and the options to make a cipher's key, and the public key.
    _ = try (readString(), readString())
    guard try readNumber() == 1 else { throw RSAKeyError("it holds several keys") }
    _ = try readString()
    bytes = try readString()[...]
    guard try readNumber() == readNumber() else { throw .damaged }
    guard try readString() == Array("ssh-rsa".utf8) else { throw .otherKind }
    let modulus = try readString()
    _ = try readString()
    return (modulus, try readString())
  }

  private mutating func readNumber() throws(RSAKeyError) -> Int {
    guard bytes.count >= 4 else { throw .damaged }
    defer { bytes.removeFirst(4) }
    return bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func readString() throws(RSAKeyError) -> [UInt8] {
    let length = try readNumber()
    guard length <= bytes.count else { throw .damaged }
    defer { bytes.removeFirst(length) }
    return Array(bytes.prefix(length))
  }
}
