import Crypto
import Encodings
import FoundationEssentials
import Values

/// A key derived from a passphrase (PBKDF2, RFC 8018, section 5.2), so that guessing takes long.
public struct PassphraseKey: Hashable, Sendable {
  public enum Hash: String, Hashable, Sendable {
    case sha256, sha512
  }

  public var passphrase: [UInt8]
  /// In bytes.
  public var keyLength = 32
  public var iterations = 600_000
  public var hash = Hash.sha512
  /// In bytes.
  public var saltLength = 32

  public init(passphrase: [UInt8]) { self.passphrase = passphrase }

  /// A key with a salt of its own.
  func key() -> (bytes: [UInt8], meta: JSON?) {
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<saltLength).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let meta: JSON = [
      "salt": .string(Base64.standard.encode(salt)), "iterations": .number(Number(iterations)),
      "hash_function": .string(hash.rawValue), "key_length": .number(Number(keyLength)),
    ]
    return (derive(salt, iterations, hash, keyLength), meta)
  }

  /// The key that was noted with `meta`; nil when that is no note of a passphrase.
  ///
  /// What is noted is not to be believed without bounds: it comes from a file that anybody may have written.
  func key(_ meta: JSON) -> [UInt8]? {
    guard let salt = meta["salt"]?.asString.flatMap({ Base64.standard.decode($0) }), salt.count <= 1024,
      let iterations = meta["iterations"]?.asInt, (1...10_000_000).contains(iterations),
      let hash = meta["hash_function"]?.asString.flatMap(Hash.init), let length = meta["key_length"]?.asInt,
      (1...64).contains(length)
    else { return nil }
    return derive(salt, iterations, hash, length)
  }

  private func derive(_ salt: [UInt8], _ iterations: Int, _ hash: Hash, _ length: Int) -> [UInt8] {
    switch hash {
    case .sha256: Derivation<SHA256>(passphrase, salt, iterations).bytes(length)
    case .sha512: Derivation<SHA512>(passphrase, salt, iterations).bytes(length)
    }
  }
}

/// PBKDF2 with HMAC, whose two hashes are begun with the key once and copied for each of the many rounds.
struct Derivation<Hash: HashFunction> {
  private let inner: Hash
  private let outer: Hash
  private let salt: [UInt8]
  private let iterations: Int

  init(_ passphrase: [UInt8], _ salt: [UInt8], _ iterations: Int) {
    var key = passphrase.count > Hash.blockByteCount ? Array(Hash.hash(data: passphrase)) : passphrase
    key += [UInt8](repeating: 0, count: Hash.blockByteCount - key.count)
    var inner = Hash()
    inner.update(data: key.map { $0 ^ 0x36 })
    var outer = Hash()
    outer.update(data: key.map { $0 ^ 0x5C })
    self.inner = inner
    self.outer = outer
    self.salt = salt
    self.iterations = iterations
  }

  func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var block: UInt32 = 1
    while bytes.count < count {
      bytes += self.block(block)
      block += 1
    }
    return Array(bytes.prefix(count))
  }

  private func block(_ number: UInt32) -> [UInt8] {
    let index = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    var round = mac(salt + index)
    var sum = round
    for _ in 1..<max(iterations, 1) {
      round = mac(round)
      for position in sum.indices { sum[position] ^= round[position] }
    }
    return sum
  }

  private func mac(_ message: [UInt8]) -> [UInt8] {
    var first = inner
    first.update(data: message)
    var second = outer
    first.finalize().withUnsafeBytes { second.update(bufferPointer: $0) }
    return Array(second.finalize())
  }
}
